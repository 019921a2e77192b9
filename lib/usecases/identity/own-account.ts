/** Requests may name an account; only the caller's own exists for it. */

import { KmsError } from "#lib/domain/errors";
import type { Caller } from "#lib/domain/identity/caller";

/** @throws KmsError `identityNotFound` for another account's ID; absence means the own one */
export function requireOwnAccount(caller: Pick<Caller, "accountId">, ...named: readonly (string | undefined)[]): void {
  if (named.some((id) => id !== undefined && id !== caller.accountId)) throw new KmsError("identityNotFound");
}
