/** Takes a role or a policy away from a group; it no longer counts for the next call of its members. */
import { changeAdministration } from "#lib/store/identity/administrators";
import { type Place, unassignRole } from "#lib/store/identity/role-assignments";
import type { Context, ProjectUseCase } from "../../use-case";
import { heldDetails } from "./held-details";
import { inAccount, inAllProjects, inProject } from "./place";
import { roleOf, toHeldRole } from "./role-of";

export const unassignRoleInProject: ProjectUseCase<"unassignRoleInProject"> = {
  subject: "account",
  run: (input, context) => unassign(context, inProject(context, input), input.roleId),
};

export const unassignRoleInAccount: ProjectUseCase<"unassignRoleInAccount"> = {
  subject: "account",
  run: (input, context) => unassign(context, inAccount(context, input), input.roleId),
};

export const unassignRoleInAllProjects: ProjectUseCase<"unassignRoleInAllProjects"> = {
  subject: "account",
  run: (input, context) => unassign(context, inAllProjects(context, input), input.roleId),
};

async function unassign({ store, caller, commit }: Context, place: Place, roleId: string): Promise<void> {
  const role = await roleOf(store, caller.accountId, roleId);
  await commit(
    (tx) => changeAdministration(tx, caller, () => unassignRole(tx, place, toHeldRole(role))),
    () => ({ resourceId: place.groupId, details: heldDetails(role, place) }),
  );
}
