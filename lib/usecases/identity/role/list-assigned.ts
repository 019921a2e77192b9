/** Lists what roles a group holds in a project, or in the whole account. */
import { ROLE_NAMES } from "#lib/domain/permission";
import type { OutputOf } from "#lib/operations/catalog";
import { getGroup } from "#lib/store/identity/groups";
import { getProject } from "#lib/store/identity/projects";
import { listAssignedRoles } from "#lib/store/identity/role-assignments";
import { toListLinks, toRoleReply } from "../../identity-reply";
import type { Context, ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";

export const listRolesInProject: ProjectUseCase<"listRolesInProject"> = {
  subject: "account",
  async run({ project_id: projectId, group_id: groupId }, context) {
    await getProject(context.store, context.caller.accountId, projectId);
    return listRolesOf(context, groupId, projectId, `/v3/projects/${projectId}`);
  },
};

export const listRolesInAccount: ProjectUseCase<"listRolesInAccount"> = {
  subject: "account",
  run({ domain_id, group_id: groupId }, context) {
    requireOwnAccount(context.caller, domain_id);
    return listRolesOf(context, groupId, null, `/v3/domains/${domain_id}`);
  },
};

async function listRolesOf(
  { store, caller, apiUrl }: Context,
  groupId: string,
  projectId: string | null,
  place: string,
): Promise<OutputOf<"listRolesInProject">> {
  await getGroup(store, caller.accountId, groupId);
  const assigned = await listAssignedRoles(store, { accountId: caller.accountId, groupId, projectId });
  const roles = ROLE_NAMES.filter((role) => assigned.includes(role));
  return { roles: roles.map((role) => toRoleReply(role, apiUrl)), links: toListLinks(apiUrl, `${place}/groups/${groupId}/roles`) };
}
