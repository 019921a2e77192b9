/**
 * Gives a group a role in a project, or in the whole account. Invariant: identities are administered for the account as a whole
 * or not at all, so that nobody of one project gets at the others.
 */
import { KmsError } from "#lib/domain/errors";
import { assignRole } from "#lib/store/identity/role-assignments";
import type { Context, ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";
import { roleOf } from "./role-of";

export const assignRoleInProject: ProjectUseCase<"assignRoleInProject"> = {
  subject: "account",
  async run({ projectId, groupId, roleId }, context) {
    if (roleOf(roleId) === "Security Administrator") throw new KmsError("roleNeedsAccount");
    return assign(context, groupId, projectId, roleId);
  },
};

export const assignRoleInAccount: ProjectUseCase<"assignRoleInAccount"> = {
  subject: "account",
  async run({ accountId, groupId, roleId }, context) {
    requireOwnAccount(context.caller, accountId);
    return assign(context, groupId, null, roleId);
  },
};

async function assign({ caller, commit }: Context, groupId: string, projectId: string | null, roleId: string): Promise<void> {
  const role = roleOf(roleId);
  await commit(
    (tx) => assignRole(tx, { accountId: caller.accountId, groupId, projectId }, role),
    () => ({ resourceId: groupId, details: { role, project: projectId ?? "*" } }),
  );
}
