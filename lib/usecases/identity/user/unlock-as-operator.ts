/**
 * Ends the waits of a user after wrong passwords, codes and signatures, for the operator at the machine. Invariant: it gives nobody a way
 * in: password, tokens and whether the user is enabled stay as they are.
 */

import { unlockUser } from "#lib/store/identity/users";
import type { Store } from "#lib/store/open";
import { insertTrace } from "#lib/store/traces/traces";
import { findAsOperator, type NamedUser } from "../account/find-as-operator";
import { type Operator, toOperatorTrace } from "../account/operator-trace";

/** @returns whether wrong tries had begun to make anybody wait @throws KmsError `identityNotFound` naming what is missing */
export async function unlockUserAsOperator(
  store: Store,
  operator: Operator,
  names: NamedUser,
): Promise<{ userId: string; wasLocked: boolean }> {
  const { account, user } = await findAsOperator(store, names);
  const wasLocked = await store.transact(async (tx) => {
    const locked = await unlockUser(tx, account.id, user.id);
    const details = { name: user.name, wasLocked: locked };
    const event = { accountId: account.id, traceName: "unlockUser", resourceType: "user", resourceId: user.id, details };
    await insertTrace(tx, toOperatorTrace(operator, event));
    return locked;
  });
  return { userId: user.id, wasLocked };
}
