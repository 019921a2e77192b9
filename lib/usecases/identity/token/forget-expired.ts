/** Removes the hashes of tokens that ended more than a day ago; nobody can use them, so nothing of it is traced. */
import { DAY_MS } from "#lib/domain/key";
import { deleteExpiredTokens } from "#lib/store/identity/tokens";
import type { Store } from "#lib/store/open";

/** @returns how many were removed, a thousand at most */
export function forgetExpiredTokens(store: Pick<Store, "transact">, now: Date): Promise<number> {
  return store.transact((tx) => deleteExpiredTokens(tx, new Date(now.getTime() - DAY_MS)));
}
