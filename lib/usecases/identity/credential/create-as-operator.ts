/** Creates an access key for the operator at the machine, who names account and user; the rules are those of the API's own call. */

import type { Hsm } from "#lib/hsm/port";
import { insertAccessKey } from "#lib/store/identity/access-keys";
import type { Store } from "#lib/store/open";
import { insertTrace } from "#lib/store/traces/traces";
import { findAsOperator, type NamedUser } from "../account/find-as-operator";
import { type Operator, toOperatorTrace } from "../account/operator-trace";
import { accessKeyDetails } from "./access-key-details";
import { makeAccessKey } from "./new-access-key";

/**
 * @param quota how many access keys a user may have
 * @returns the access key and its secret, in clear for this one time
 * @throws KmsError `identityNotFound` naming what is missing; `identityQuotaReached`
 */
export async function createAccessKeyAsOperator(
  { store, hsm, quota }: { store: Store; hsm: Hsm; quota: number },
  operator: Operator,
  names: NamedUser,
): Promise<{ access: string; secret: string; userId: string }> {
  const { account, user } = await findAsOperator(store, names);
  const { accessKey, sealedSecret, secret } = makeAccessKey(hsm, {
    userId: user.id,
    description: "",
    projectId: null,
    createdAt: operator.now,
  });
  await store.transact(async (tx) => {
    await insertAccessKey(tx, account.id, { ...accessKey, sealedSecret }, quota);
    const details = accessKeyDetails(accessKey, sealedSecret);
    const { access } = accessKey;
    const event = { accountId: account.id, traceName: "createAccessKey", resourceType: "credential", resourceId: access, details };
    await insertTrace(tx, toOperatorTrace(operator, event));
  });
  return { access: accessKey.access, secret, userId: user.id };
}
