/** Lists what a group holds somewhere, and all that the account's groups hold. */
import { getGroup } from "#lib/store/identity/groups";
import { getProject } from "#lib/store/identity/projects";
import { listAssignments, type Place } from "#lib/store/identity/role-assignments";
import type { Context, ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";
import { inAccount, inAllProjects, inProject } from "./place";
import { rolesOf } from "./role-of";

export const listRolesInProject: ProjectUseCase<"listRolesInProject"> = {
  subject: "account",
  async run(input, context) {
    await getProject(context.store, context.caller.accountId, input.projectId);
    return { ...input, roles: await heldAt(context, inProject(context, input)) };
  },
};

export const listRolesInAccount: ProjectUseCase<"listRolesInAccount"> = {
  subject: "account",
  run: async (input, context) => ({ ...input, roles: await heldAt(context, inAccount(context, input)) }),
};

export const listRolesInAllProjects: ProjectUseCase<"listRolesInAllProjects"> = {
  subject: "account",
  run: async (input, context) => ({ ...input, roles: await heldAt(context, inAllProjects(context, input)) }),
};

export const listRoleAssignments: ProjectUseCase<"listRoleAssignments"> = {
  subject: "account",
  async run({ accountId, ...filter }, { store, caller }) {
    requireOwnAccount(caller, accountId);
    return { assignments: await listAssignments(store, caller.accountId, filter) };
  },
};

/** @throws KmsError `identityNotFound` for a group of elsewhere */
async function heldAt({ store, caller }: Context, { groupId, scope, projectId }: Place) {
  await getGroup(store, caller.accountId, groupId);
  const held = await listAssignments(store, caller.accountId, { groupId, scope, projectId: projectId ?? undefined });
  return rolesOf(
    store,
    caller.accountId,
    held.map(({ roleId }) => roleId),
  );
}
