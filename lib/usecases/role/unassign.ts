/** Takes a role away from a group; it no longer counts for the next call of its members. */
import { changeAdministration } from "#lib/store/identity/administrators";
import { unassignRole } from "#lib/store/identity/role-assignments";
import { requireOwnAccount } from "../own-account";
import type { Context, ProjectUseCase } from "../use-case";
import { roleOf } from "./role-of";

export const unassignRoleInProject: ProjectUseCase<"unassignRoleInProject"> = {
  subject: "account",
  run: ({ project_id, group_id, role_id }, context) => unassign(context, group_id, project_id, role_id),
};

export const unassignRoleInAccount: ProjectUseCase<"unassignRoleInAccount"> = {
  subject: "account",
  run({ domain_id, group_id, role_id }, context) {
    requireOwnAccount(context.caller, domain_id);
    return unassign(context, group_id, null, role_id);
  },
};

async function unassign({ caller, commit }: Context, groupId: string, projectId: string | null, roleId: string): Promise<undefined> {
  const role = roleOf(roleId);
  await commit(
    (tx) => changeAdministration(tx, caller, () => unassignRole(tx, { accountId: caller.accountId, groupId, projectId }, role)),
    () => ({ resourceId: groupId, details: { role, project: projectId ?? "*" } }),
  );
  return undefined;
}
