/**
 * Creates the user of a cloud service with its first access key, for the operator at the machine. Invariant: both, or neither; and the
 * secret leaves in this answer only.
 */
import { KmsError } from "#lib/domain/errors";
import { isIdentityName } from "#lib/domain/identity/identity-rules";
import type { ServiceName } from "#lib/domain/identity/service";
import { newHexId } from "#lib/domain/ids";
import { insertUser, type StoredUser } from "#lib/store/identity/users";
import { insertTrace } from "#lib/store/traces/traces";
import { findAccountAsOperator } from "../account/find-as-operator";
import { type Operator, toOperatorTrace } from "../account/operator-trace";
import { addAccessKey, type OperatorTools } from "../credential/create-as-operator";
import { toUserNote } from "./user-trace";

export type ServiceOfAccount = { readonly account: string; readonly service: ServiceName; readonly name?: string | undefined };

/**
 * @param of.name of the user; without it `obs-service` and the like, with a number from 2 where that is taken
 * @throws KmsError `identityNotFound` naming the account; `identityNameInvalid`, `identityTaken` of a name that was given
 */
export async function createServiceUserAsOperator(
  tools: OperatorTools,
  operator: Operator,
  { account: accountName, service, name }: ServiceOfAccount,
): Promise<{ userId: string; access: string; secret: string }> {
  const account = await findAccountAsOperator(tools.store, accountName);
  if (name !== undefined && !isIdentityName(name)) throw new KmsError("identityNameInvalid");
  return tools.store.transact(async (tx) => {
    const of = { id: newHexId(), accountId: account.id, passwordHash: "", isEnabled: true, service, createdAt: operator.now };
    const insert = (chosen: string) => insertUser(tx, { ...of, name: chosen });
    const user = await (name === undefined ? insertWithFreeName(`${service}-service`, insert) : insert(name));
    const { details } = toUserNote(user, "");
    const event = { accountId: account.id, traceName: "createUser", resourceType: "user", resourceId: user.id, details: details ?? {} };
    await insertTrace(tx, toOperatorTrace(operator, event));
    return { userId: user.id, ...(await addAccessKey(tx, tools, operator, { accountId: account.id, userId: user.id })) };
  });
}

/** @param insert throws `identityTaken` before it asks the database for what would fail */
async function insertWithFreeName(base: string, insert: (name: string) => Promise<StoredUser>): Promise<StoredUser> {
  for (let number = 1; ; number += 1) {
    try {
      return await insert(number === 1 ? base : `${base}-${number}`);
    } catch (error) {
      if (!(error instanceof KmsError) || error.code !== "identityTaken") throw error;
    }
  }
}
