/**
 * Destroys the keys whose scheduled day has come (guide §2.4.4). A deletion must have been found due by two sweeps at least a minute
 * apart: a clock that jumps forth and back in between deletes nothing.
 * Invariant: each destruction is traced once, in the transaction that leaves the tombstone.
 */
import { destroyConfirmed, sightDeletions } from "#lib/store/destruction";
import type { Store } from "#lib/store/open";
import { inTransaction } from "#lib/store/run-sql";
import { insertTracesIn } from "#lib/store/traces";
import { type DealWith, dealInBatch } from "../batch-or-one";
import { toSystemTrace } from "../system-trace";

const BATCH = 50;

/**
 * @returns how many keys were destroyed: none when none is due and confirmed that nobody else is at
 * @throws what one key threw that cannot be destroyed, after all others were
 */
export async function destroyDue(store: Pick<Store, "transact">, now: Date): Promise<number> {
  if ((await store.transact((tx) => sightDeletions(tx, now))) === 0) return 0;
  const destroy: DealWith = (limit, except, onClaim) =>
    store.transact(async (tx) => {
      const tombstones = await destroyConfirmed(tx, now, limit, except, onClaim);
      const traces = tombstones.map((stone) =>
        toSystemTrace({ ...stone, id: stone.keyId }, now, "deleteKey", {
          scheduledFor: stone.scheduledFor.toISOString(),
          requestedBy: stone.requestedBy,
          versions: stone.versions.length,
          blobsDestroyed: stone.blobsDestroyed,
          blobsLeft: stone.blobsLeft,
        }),
      );
      await insertTracesIn(inTransaction(tx), traces);
      return tombstones.length;
    });
  return dealInBatch(destroy, BATCH);
}
