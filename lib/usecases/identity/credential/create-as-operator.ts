/** Creates an access key for the operator at the machine, who names account and user; the rules are those of the API's own call. */

import type { Hsm } from "#lib/hsm/port";
import { insertAccessKey } from "#lib/store/identity/access-keys";
import type { Store, Transaction } from "#lib/store/open";
import { insertTrace } from "#lib/store/traces/traces";
import { findAsOperator, type NamedUser } from "../account/find-as-operator";
import { type Operator, toOperatorTrace } from "../account/operator-trace";
import { accessKeyDetails } from "./access-key-details";
import { makeAccessKey } from "./new-access-key";

/** `quota`: how many access keys a user may have. */
export type OperatorTools = { readonly store: Store; readonly hsm: Hsm; readonly quota: number };

/**
 * @returns the access key and its secret, in clear for this one time
 * @throws KmsError `identityNotFound` naming what is missing; `identityQuotaReached`
 */
export async function createAccessKeyAsOperator(
  tools: OperatorTools,
  operator: Operator,
  names: NamedUser,
): Promise<{ access: string; secret: string; userId: string }> {
  const { account, user } = await findAsOperator(tools.store, names);
  const of = { accountId: account.id, userId: user.id };
  return { ...(await tools.store.transact((tx) => addAccessKey(tx, tools, operator, of))), userId: user.id };
}

/** Adds an access key to a user, with its trace. @throws KmsError `identityNotFound`, `identityQuotaReached` */
export async function addAccessKey(
  tx: Transaction,
  { hsm, quota }: OperatorTools,
  operator: Operator,
  { accountId, userId }: { readonly accountId: string; readonly userId: string },
): Promise<{ access: string; secret: string }> {
  const of = { userId, description: "", projectId: null, createdAt: operator.now };
  const { accessKey, sealedSecret, secret } = makeAccessKey(hsm, of);
  await insertAccessKey(tx, accountId, { ...accessKey, sealedSecret }, quota);
  const { access } = accessKey;
  const details = accessKeyDetails(accessKey, sealedSecret);
  await insertTrace(
    tx,
    toOperatorTrace(operator, { accountId, traceName: "createAccessKey", resourceType: "credential", resourceId: access, details }),
  );
  return { access, secret };
}
