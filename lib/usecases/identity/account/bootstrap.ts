/**
 * The first account with its first project and its administrator (design §8).
 * Invariant: made once per database, whatever number of instances start at the same time.
 */
import { hashPassword } from "#lib/iam/password";
import { hasAccounts, insertFirstIdentity } from "#lib/store/identity/identities";
import type { Store } from "#lib/store/open";
import { toNewAccount } from "./new-account";

/**
 * @param first.account name of the account · first.region name of its first project · first.adminPassword of the user `admin`
 * @returns created: false when the database has an account already; the password was not used then
 */
export async function bootstrapIdentity(
  store: Store,
  first: { account: string; region: string; adminPassword: string },
): Promise<{ created: boolean }> {
  if (await hasAccounts(store)) return { created: false };
  const passwordHash = await hashPassword(first.adminPassword);
  const { account, region } = first;
  const created = await store.transact((tx) =>
    insertFirstIdentity(tx, toNewAccount({ account, region, passwordHash, createdAt: new Date() })),
  );
  return { created };
}
