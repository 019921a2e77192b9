/**
 * Creates a further account, for the operator at the machine: no caller of the API may. Invariant: account and trace are one
 * transaction, and the password is known to nobody but whoever reads this answer.
 */
import { randomBytes } from "node:crypto";
import { KmsError } from "#lib/domain/errors";
import { hashPassword } from "#lib/iam/password";
import { hasAccounts, insertIdentity } from "#lib/store/identity/identities";
import type { Store } from "#lib/store/open";
import { insertTrace } from "#lib/store/traces/traces";
import { newAccountEvent, toNewAccount } from "./new-account";
import { type Operator, toOperatorTrace } from "./operator-trace";

/**
 * @param names of the account, and of its first project
 * @returns what the account begins with, and its administrator's one-time password
 * @throws KmsError `identityTaken` when there is an account of that name; `unavailable` before the first account is made, which
 *   would otherwise never be
 */
export async function createAccount(store: Store, operator: Operator, names: { account: string; region: string }) {
  if (!(await hasAccounts(store))) {
    throw new KmsError("unavailable", {
      message: "The product is still making its first account: wait until it is ready, then try again.",
    });
  }
  const password = randomBytes(18).toString("base64url");
  const created = toNewAccount({ ...names, passwordHash: await hashPassword(password), createdAt: operator.now });
  const { account, project, user } = created;
  await store.transact(async (tx) => {
    await insertIdentity(tx, created);
    await insertTrace(tx, toOperatorTrace(operator, newAccountEvent(created)));
  });
  return { account, project, user: { id: user.id, name: user.name }, password };
}
