/**
 * The first account with its first project and its administrator (design §8).
 * Invariant: made once per database, whatever number of instances start at the same time.
 */
import { hashPassword } from "#lib/iam/password";
import { hasAccounts, insertFirstIdentity } from "#lib/store/identity/identities";
import type { Store } from "#lib/store/open";
import { insertTrace } from "#lib/store/traces/traces";
import { newAccountEvent, toNewAccount } from "./new-account";
import { type Operator, toOperatorTrace } from "./operator-trace";

/**
 * @param operator the system user that the product runs as
 * @param wanted.account name of the account · wanted.region name of its first project · wanted.adminPassword of the user `admin`
 * @returns created: false when the database has an account already; the password was not used then
 */
export async function bootstrapIdentity(
  store: Store,
  operator: Operator,
  wanted: { account: string; region: string; adminPassword: string },
): Promise<{ created: boolean }> {
  if (await hasAccounts(store)) return { created: false };
  const { account, region } = wanted;
  const passwordHash = await hashPassword(wanted.adminPassword);
  const first = toNewAccount({ account, region, passwordHash, createdAt: operator.now });
  const created = await store.transact(async (tx) => {
    const isMade = await insertFirstIdentity(tx, first);
    if (isMade) await insertTrace(tx, toOperatorTrace(operator, newAccountEvent(first)));
    return isMade;
  });
  return { created };
}
