/** The user that an operator at the machine names, whatever the account. */
import { KmsError } from "#lib/domain/errors";
import { type AccountRecord, findAccount, findUser } from "#lib/store/identity/identities";
import type { Store } from "#lib/store/open";

export type NamedUser = { readonly account: string; readonly user: string };

/** @throws KmsError `identityNotFound` naming the account */
export async function findAccountAsOperator(store: Store, name: string): Promise<AccountRecord> {
  const account = await findAccount(store, name);
  if (account === null) throw new KmsError("identityNotFound", { message: `There is no account called ${name}.` });
  return account;
}

/** @throws KmsError `identityNotFound` naming what is missing */
export async function findAsOperator(
  store: Store,
  names: NamedUser,
): Promise<{ account: AccountRecord; user: { id: string; name: string; service: string | null } }> {
  const account = await findAccountAsOperator(store, names.account);
  const user = await findUser(store, account.id, names.user);
  if (user === null) {
    throw new KmsError("identityNotFound", { message: `There is no user called ${names.user} in the account ${account.name}.` });
  }
  return { account, user };
}
