/**
 * Lets a process that begins know where users signed in well before it did: else a flood of strangers that outlasts a start would leave
 * them the place of strangers in the queue.
 */
import { LATELY_MS, placeKey, type RecentSignIns, userKeysOf } from "#lib/iam/recent-sign-ins";
import { listPlaces } from "#lib/store/identity/known-places";
import type { Store } from "#lib/store/open";

/** As many as are remembered. */
const PLACES_MAX = 10_000;

export async function recallSignIns(store: Pick<Store, "prisma">, recent: RecentSignIns, now: Date): Promise<void> {
  const places = await listPlaces(store, new Date(now.getTime() - LATELY_MS), PLACES_MAX);
  for (const { kind, hash, account, user } of places) recent.learn({ network: placeKey(kind, hash), users: userKeysOf(account, user) });
}
