/**
 * Makes the next domain key: everything is wrapped under it from then on, and what is under the one before is re-wrapped by and by.
 * Invariant: of two rolls at once, by whatever instances, one makes a key and the other the next; none makes the same.
 */
import { isRollDue } from "#lib/domain/domain-key";
import type { Hsm } from "#lib/hsm/port";
import { insertDomainKey, listDomainKeyRecords, lockDomainKeys } from "#lib/store/installation/domain-keys";
import type { Store, Transaction } from "#lib/store/open";
import type { Operator } from "../identity/account/operator-trace";
import { traceDomainKey } from "./domain-key-trace";

type Tools = { readonly store: Pick<Store, "transact">; readonly hsm: Pick<Hsm, "listDomainKeys" | "makeDomainKey" | "domainKeyMadeAt"> };

export type Roll = {
  readonly domainKey: number;
  /** The newest until then. */
  readonly before: number;
};

/** Rolls because an operator says so. @throws KmsError `unavailable` */
export function rollDomainKey({ store, hsm }: Tools, operator: Operator): Promise<Roll> {
  return store.transact(async (tx) => {
    await lockDomainKeys(tx);
    await reconcile(tx, hsm, operator.now);
    return roll(tx, hsm, operator.now, operator);
  });
}

/** Rolls when the newest domain key is a month old; notes those that the token has and nobody has noted. @returns how many were made or noted */
export function rollWhenDue({ store, hsm }: Tools, now: Date): Promise<number> {
  return store.transact(async (tx) => {
    await lockDomainKeys(tx);
    const noted = await reconcile(tx, hsm, now);
    const newest = Math.max(...hsm.listDomainKeys());
    // The token's word first: whoever can write to the database shall not make the token fill up.
    const madeAt = hsm.domainKeyMadeAt(newest) ?? (await listDomainKeyRecords(tx)).find(({ generation }) => generation === newest)?.madeAt;
    if (madeAt === undefined || !isRollDue(madeAt, now)) return noted;
    await roll(tx, hsm, now, null);
    return noted + 1;
  });
}

async function roll(tx: Transaction, hsm: Tools["hsm"], now: Date, by: Operator | null): Promise<Roll> {
  const before = Math.max(...hsm.listDomainKeys());
  const known = (await listDomainKeyRecords(tx)).map(({ generation }) => generation);
  const domainKey = Math.max(before, ...known) + 1;
  await insertDomainKey(tx, domainKey, now);
  const details = { before, reason: by === null ? "planned" : "on demand" };
  await traceDomainKey(tx, by, now, { traceName: "rollDomainKey", resourceType: "domainKey", resourceId: String(domainKey), details });
  // Last: where the transaction fails afterwards, the key is there without its note, which the next look makes good.
  hsm.makeDomainKey(domainKey, now);
  return { domainKey, before };
}

/** The token says which domain keys there are. @returns how many were not noted yet */
async function reconcile(tx: Transaction, hsm: Tools["hsm"], now: Date): Promise<number> {
  let noted = 0;
  for (const generation of hsm.listDomainKeys()) if (await insertDomainKey(tx, generation, now)) noted += 1;
  return noted;
}
