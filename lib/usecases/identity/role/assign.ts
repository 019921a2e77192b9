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
  async run({ project_id, group_id, role_id }, context) {
    if (roleOf(role_id) === "Security Administrator") throw new KmsError("roleNeedsAccount");
    return assign(context, group_id, project_id, role_id);
  },
};

export const assignRoleInAccount: ProjectUseCase<"assignRoleInAccount"> = {
  subject: "account",
  async run({ domain_id, group_id, role_id }, context) {
    requireOwnAccount(context.caller, domain_id);
    return assign(context, group_id, null, role_id);
  },
};

async function assign({ caller, commit }: Context, groupId: string, projectId: string | null, roleId: string): Promise<undefined> {
  const role = roleOf(roleId);
  await commit(
    (tx) => assignRole(tx, { accountId: caller.accountId, groupId, projectId }, role),
    () => ({ resourceId: groupId, details: { role, project: projectId ?? "*" } }),
  );
  return undefined;
}
