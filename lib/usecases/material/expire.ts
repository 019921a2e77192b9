/**
 * Material whose time is over is destroyed, and its key waits for the same again (guide Table 2-9). A job does it within seconds; a
 * call on such a key does it at once. Invariant: each expiry is traced once, in the transaction that destroys.
 */
import { randomBytes } from "node:crypto";
import type { Key } from "#lib/domain/key";
import { KEY_STATES } from "#lib/domain/key-state";
import { destroyExpired } from "#lib/store/material";
import type { Store } from "#lib/store/open";
import { insertTrace, type TraceRow } from "#lib/store/traces";

/**
 * @param only one key, or null for all that are due, a hundred at most
 * @returns how many were destroyed
 */
export async function expireMaterial(store: Pick<Store, "transact">, now: Date, only: string | null = null): Promise<number> {
  return store.transact(async (tx) => {
    const keys = await destroyExpired(tx, now, only);
    for (const key of keys) await insertTrace(tx, toExpiryTrace(key, now));
    return keys.length;
  });
}

function toExpiryTrace(key: Key, now: Date): TraceRow {
  return {
    time: now,
    accountId: key.accountId,
    projectId: key.projectId,
    callerKind: "system",
    callerId: "",
    callerName: "Key Management Service",
    callerAccountId: "",
    accessKey: "",
    grantId: "",
    source: "system",
    ip: "",
    requestId: randomBytes(16).toString("hex"),
    traceName: "deleteImportedKeyMaterial",
    resourceType: "cmk",
    resourceId: key.id,
    alias: key.alias,
    outcome: "normal",
    errorCode: "",
    details: { reason: "expired", state: KEY_STATES[key.state].label },
  };
}
