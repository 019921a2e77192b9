/**
 * Gives a user a new password, for the operator at the machine. Invariants: whoever was signed in as that user is out, in the same
 * transaction as the trace; and the password is known to nobody but whoever reads this answer.
 */

import { randomBytes } from "node:crypto";
import { requirePerson } from "#lib/domain/identity/service";
import { hashPassword } from "#lib/iam/password";
import { updateUser } from "#lib/store/identity/users";
import type { Store } from "#lib/store/open";
import { insertTrace } from "#lib/store/traces/traces";
import { findAsOperator, type NamedUser } from "../account/find-as-operator";
import { type Operator, toOperatorTrace } from "../account/operator-trace";
import { storedDigest } from "../stored-digest";

/** @returns the password, in clear for this one time @throws KmsError `identityNotFound` naming what is missing; `serviceSignsOnly` */
export async function resetPasswordAsOperator(
  store: Store,
  operator: Operator,
  names: NamedUser,
): Promise<{ userId: string; password: string; isEnabled: boolean }> {
  const { account, user } = await findAsOperator(store, names);
  requirePerson(user);
  const password = randomBytes(18).toString("base64url");
  const passwordHash = await hashPassword(password);
  const { isEnabled } = await store.transact(async (tx) => {
    const changed = await updateUser(tx, account.id, user.id, { passwordHash });
    const { isEnabled: enabled } = changed;
    const details = { name: user.name, enabled, hasPassword: true, isNewPassword: true, passwordDigest: storedDigest(passwordHash) };
    const event = { accountId: account.id, traceName: "resetPassword", resourceType: "user", resourceId: user.id, details };
    await insertTrace(tx, toOperatorTrace(operator, event));
    return changed;
  });
  return { userId: user.id, password, isEnabled };
}
