/**
 * Removes sessions, and the hashes of tokens, that ended more than a day ago, and counts of wrong tries and known browsers that nobody has used for
 * long: nobody can use them, so nothing of it is traced.
 */
import { DAY_MS } from "#lib/domain/key";
import { RULES } from "#lib/iam/throttle";
import { deleteOldPlaces, KNOWN_FOR_MS } from "#lib/store/identity/known-places";
import { forgetRevoked } from "#lib/store/identity/revoked-tokens";
import { deleteExpiredSessions } from "#lib/store/identity/sessions";
import { deleteRestedCounts } from "#lib/store/identity/throttle";
import { deleteExpiredTokens } from "#lib/store/identity/tokens";
import type { Store } from "#lib/store/open";

const COUNTS_KEPT_MS = Math.max(...Object.values(RULES).map(({ forgottenMs }) => forgottenMs));

/** @returns how many were removed, a thousand of each at most */
export async function forgetExpiredTokens(store: Pick<Store, "transact" | "transactSql">, now: Date): Promise<number> {
  const before = (ms: number) => new Date(now.getTime() - ms);
  const tokens = await store.transact((tx) => deleteExpiredTokens(tx, before(DAY_MS)));
  const sessions = await store.transact((tx) => deleteExpiredSessions(tx, before(DAY_MS)));
  const counts = await store.transact((tx) => deleteRestedCounts(tx, before(COUNTS_KEPT_MS)));
  const places = await store.transact((tx) => deleteOldPlaces(tx, before(KNOWN_FOR_MS)));
  const revoked = await store.transactSql((run) => forgetRevoked(run, before(DAY_MS)));
  return tokens + sessions + counts + places + revoked;
}
