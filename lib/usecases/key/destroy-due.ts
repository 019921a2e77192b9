/**
 * Destroys the keys whose scheduled day has come (guide §2.4.4). A deletion must have been found due by two sweeps at least a minute
 * apart, and be due by the database's clock too: a clock that jumps forth and back, or one that is wrong alone, deletes nothing.
 * Invariant: each destruction is traced once, in the transaction that leaves the tombstone.
 */

import { toSystemTrace } from "#lib/audit/system-trace";
import { KmsError } from "#lib/domain/errors";
import { inTransaction } from "#lib/store/database/run-sql";
import { destroyConfirmed, isHeldBackByClock, sightDeletions } from "#lib/store/keys/destruction";
import type { Store } from "#lib/store/open";
import { insertTracesIn } from "#lib/store/traces/traces";
import { type DealWith, dealInBatch } from "../batch-or-one";

const BATCH = 50;
const CLOCKS_DIFFER = "Deletions are due by this machine's clock and not by the database's, so they wait. Set both clocks right.";

/**
 * @returns how many keys were destroyed: none when none is due and confirmed that nobody else is at
 * @throws what one key threw that cannot be destroyed, after all others were; KmsError when the two clocks differ by more than a minute
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
  const destroyed = await dealInBatch(destroy, BATCH);
  if (destroyed === 0 && (await store.transact((tx) => isHeldBackByClock(tx, now)))) {
    throw new KmsError("internal", { message: CLOCKS_DIFFER });
  }
  return destroyed;
}
