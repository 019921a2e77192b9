/**
 * The first account with its first project and its administrator (design §8).
 * Invariant: made once per database, whatever number of instances start at the same time.
 */
import { newHexId } from "#lib/domain/ids";
import type { RoleName } from "#lib/domain/permission";
import { hashPassword } from "#lib/iam/password";
import { hasAccounts, insertFirstIdentity } from "#lib/store/identities";
import type { Store } from "#lib/store/open";

const ADMINISTRATOR_ROLES: readonly RoleName[] = ["KMS Administrator", "Security Administrator"];

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
  const created = await store.transact((tx) =>
    insertFirstIdentity(tx, {
      account: { id: newHexId(), name: first.account },
      project: { id: newHexId(), name: first.region },
      user: { id: newHexId(), name: "admin", passwordHash },
      group: { id: newHexId(), name: "admin" },
      roles: ADMINISTRATOR_ROLES.map((role) => ({ id: newHexId(), role })),
      createdAt: new Date(),
    }),
  );
  return { created };
}
