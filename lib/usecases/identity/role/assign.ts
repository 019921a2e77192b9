/**
 * Gives a group a role or a policy. Invariant: identities are administered for the account as a whole or not at all, so that nobody of one
 * project gets at the others.
 */
import { KmsError } from "#lib/domain/errors";
import { assignRole, type Place } from "#lib/store/identity/role-assignments";
import type { Context, ProjectUseCase } from "../../use-case";
import { heldDetails } from "./held-details";
import { inAccount, inAllProjects, inProject } from "./place";
import { roleOf, toHeldRole } from "./role-of";

export const assignRoleInProject: ProjectUseCase<"assignRoleInProject"> = {
  subject: "account",
  run: (input, context) => assign(context, inProject(context, input), input.roleId),
};

export const assignRoleInAccount: ProjectUseCase<"assignRoleInAccount"> = {
  subject: "account",
  run: (input, context) => assign(context, inAccount(context, input), input.roleId),
};

export const assignRoleInAllProjects: ProjectUseCase<"assignRoleInAllProjects"> = {
  subject: "account",
  run: (input, context) => assign(context, inAllProjects(context, input), input.roleId),
};

async function assign({ store, caller, commit }: Context, place: Place, roleId: string): Promise<void> {
  const role = await roleOf(store, caller.accountId, roleId);
  if (place.scope === "project" && role.kind === "system" && role.name === "Security Administrator") {
    throw new KmsError("roleNeedsAccount");
  }
  await commit(
    (tx) => assignRole(tx, place, toHeldRole(role)),
    () => ({ resourceId: place.groupId, details: heldDetails(role, place) }),
  );
}
