/**
 * Makes a user an administrator of the account, for the operator at the machine: the way back where nobody is left who may. Invariants: it
 * gives this right and no other, above all none over keys; and nobody gets in by it who could not before, for the password stays.
 */

import type { RoleName } from "#lib/domain/identity/permission";
import { type MadeAdministrator, makeAdministrator } from "#lib/store/identity/administrators";
import type { Store } from "#lib/store/open";
import { insertTrace } from "#lib/store/traces/traces";
import { findAsOperator, type NamedUser } from "../account/find-as-operator";
import { type Operator, toOperatorTrace } from "../account/operator-trace";

const ROLE: RoleName = "Security Administrator";

/** @throws KmsError `identityNotFound` naming what is missing */
export async function makeAdministratorAsOperator(
  store: Store,
  operator: Operator,
  names: NamedUser,
): Promise<MadeAdministrator & { readonly userId: string }> {
  const { account, user } = await findAsOperator(store, names);
  const made = await store.transact(async (tx) => {
    const after = await makeAdministrator(tx, { userId: user.id, accountId: account.id }, operator.now);
    const { group, wasEnabled } = after;
    const details = {
      name: user.name,
      enabled: true,
      wasEnabled,
      role: ROLE,
      scope: "account",
      ...(group !== null && { groupId: group.id, group: group.name, isNewGroup: group.isNew }),
    };
    const event = { accountId: account.id, traceName: "makeAdministrator", resourceType: "user", resourceId: user.id, details };
    await insertTrace(tx, toOperatorTrace(operator, event));
    return after;
  });
  return { ...made, userId: user.id };
}
