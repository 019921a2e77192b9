/**
 * Names of groups and policies, of which an account has few enough to look at all of them. Invariant: nobody gives one a name that looks like
 * that of another, whoever asks at the same time; those that look alike already stay as they are.
 */
import { KmsError } from "#lib/domain/errors";
import { toNameSkeleton } from "#lib/domain/identity/name-skeleton";
import type { Transaction } from "../database/transaction";

type Named = { readonly id: string; readonly name: string };

/** Holds the account until the end of the transaction, so that two who take names follow each other. */
export async function holdNames(tx: Transaction, accountId: string): Promise<void> {
  await tx.$executeRaw`select 1 from account where id = ${accountId} for no key update`;
}

/**
 * @param all what there is, with the account held
 * @param id what is to be called so; what it is called so far takes nothing, and may be said again
 * @throws KmsError `identityTaken`
 */
export function requireDistinctName(all: readonly Named[], name: string, id: string | null): void {
  const skeleton = toNameSkeleton(name);
  const others = all.filter((one) => one.id !== id && toNameSkeleton(one.name) === skeleton);
  if (others.length === 0 || all.some((one) => one.id === id && one.name === name)) return;
  if (others.some((other) => other.name === name)) throw new KmsError("identityTaken", { field: "name" });
  throw new KmsError("identityTaken", { field: "name", message: "The name looks like another one of this account." });
}
