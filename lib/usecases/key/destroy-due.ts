/**
 * Destroys the keys whose scheduled day has come (guide §2.4.4). A deletion must have been found due by two sweeps at least a minute
 * apart: a clock that jumps forth and back in between deletes nothing.
 * Invariant: each destruction is traced once, in the transaction that leaves the tombstone.
 */
import { destroyConfirmed, sightDeletions } from "#lib/store/destruction";
import type { Store } from "#lib/store/open";
import { inTransaction } from "#lib/store/run-sql";
import { insertTracesIn } from "#lib/store/traces";
import { toSystemTrace } from "../system-trace";

const BATCH = 50;

/** @returns how many keys were destroyed: none when none is due and confirmed that nobody else is at */
export async function destroyDue(store: Pick<Store, "transact">, now: Date): Promise<number> {
  if ((await store.transact((tx) => sightDeletions(tx, now))) === 0) return 0;
  return store.transact(async (tx) => {
    const tombstones = await destroyConfirmed(tx, now, BATCH);
    await insertTracesIn(
      inTransaction(tx),
      tombstones.map((stone) =>
        toSystemTrace({ ...stone, id: stone.keyId }, now, "deleteKey", {
          scheduledFor: stone.scheduledFor.toISOString(),
          requestedBy: stone.requestedBy,
          versions: stone.versions.length,
          blobsDestroyed: stone.blobsDestroyed,
          blobsLeft: stone.blobsLeft,
        }),
      ),
    );
    return tombstones.length;
  });
}
