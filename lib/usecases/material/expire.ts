/**
 * Material whose time is over is destroyed, and its key waits for the same again (guide Table 2-9). A job does it within seconds; a
 * call on such a key does it at once. Invariant: each expiry is traced once, in the transaction that destroys.
 */

import { toSystemTrace } from "#lib/audit/system-trace";
import { inTransaction } from "#lib/store/database/run-sql";
import { destroyExpired } from "#lib/store/keys/material";
import type { Store } from "#lib/store/open";
import { insertTracesIn } from "#lib/store/traces/traces";

/**
 * @param only one key, or null for all that are due, a hundred at most
 * @returns how many were destroyed
 */
export async function expireMaterial(store: Pick<Store, "transact">, now: Date, only: string | null = null): Promise<number> {
  return store.transact(async (tx) => {
    const keys = await destroyExpired(tx, now, only);
    await insertTracesIn(
      inTransaction(tx),
      keys.map((key) => toSystemTrace(key, now, "deleteImportedKeyMaterial", { reason: "expired", state: key.state })),
    );
    return keys.length;
  });
}
