/**
 * Changes that may take away who administers an account. Invariant: such changes of one account follow each other, and whoever makes one
 * is an administrator before it and after it; so an account that has one keeps one, whatever several do to each other at once.
 */

import { KmsError } from "#lib/domain/errors";
import type { Caller } from "#lib/domain/identity/caller";
import type { RoleName } from "#lib/domain/identity/permission";
import type { Transaction } from "../database/transaction";

const ADMINISTRATOR: RoleName = "Security Administrator";

type Administrator = Pick<Caller, "userId" | "accountId">;

/**
 * @param change what may take the right from somebody, in this transaction
 * @throws KmsError `notPermitted` when the caller has lost the right meanwhile; `identityProtected` when the change would take it from
 *   the caller, or nobody might be left who can undo it; and what `change` throws
 */
export async function changeAdministration<T>(tx: Transaction, caller: Administrator, change: () => Promise<T>): Promise<T> {
  // Members and roles can still refer to the account meanwhile.
  await tx.$executeRaw`select 1 from account where id = ${caller.accountId} for no key update`;
  if (!(await isAdministrator(tx, caller))) throw new KmsError("notPermitted");
  const result = await change();
  if (await isAdministrator(tx, caller)) return result;
  throw new KmsError("identityProtected", { message: "You cannot take your own role of Security Administrator away; another one can." });
}

async function isAdministrator(tx: Transaction, { userId, accountId }: Administrator): Promise<boolean> {
  const members = { some: { userId, user: { enabled: true } } };
  return (await tx.roleAssignment.count({ where: { role: ADMINISTRATOR, projectId: null, group: { accountId, members } } })) > 0;
}
