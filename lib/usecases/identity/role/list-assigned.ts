/** Lists what roles a group holds in a project, or in the whole account. */
import { ROLE_NAMES, type RoleName } from "#lib/domain/identity/permission";
import { getGroup } from "#lib/store/identity/groups";
import { getProject } from "#lib/store/identity/projects";
import { listAssignedRoles } from "#lib/store/identity/role-assignments";
import type { Context, ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";

export const listRolesInProject: ProjectUseCase<"listRolesInProject"> = {
  subject: "account",
  async run({ projectId, groupId }, context) {
    await getProject(context.store, context.caller.accountId, projectId);
    return { projectId, groupId, roles: await rolesOf(context, groupId, projectId) };
  },
};

export const listRolesInAccount: ProjectUseCase<"listRolesInAccount"> = {
  subject: "account",
  async run({ accountId, groupId }, context) {
    requireOwnAccount(context.caller, accountId);
    return { accountId, groupId, roles: await rolesOf(context, groupId, null) };
  },
};

async function rolesOf({ store, caller }: Context, groupId: string, projectId: string | null): Promise<RoleName[]> {
  await getGroup(store, caller.accountId, groupId);
  const assigned = await listAssignedRoles(store, { accountId: caller.accountId, groupId, projectId });
  return ROLE_NAMES.filter((role) => assigned.includes(role));
}
