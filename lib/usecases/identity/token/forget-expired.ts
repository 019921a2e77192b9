/** Removes sessions, and the hashes of tokens, that ended more than a day ago; nobody can use them, so nothing of it is traced. */
import { DAY_MS } from "#lib/domain/key";
import { deleteExpiredSessions } from "#lib/store/identity/sessions";
import { deleteExpiredTokens } from "#lib/store/identity/tokens";
import type { Store } from "#lib/store/open";

/** @returns how many were removed, a thousand of each at most */
export function forgetExpiredTokens(store: Pick<Store, "transact">, now: Date): Promise<number> {
  const end = new Date(now.getTime() - DAY_MS);
  return store.transact(async (tx) => (await deleteExpiredTokens(tx, end)) + (await deleteExpiredSessions(tx, end)));
}
