/** Says whether a group holds a role or a policy. */
import { KmsError } from "#lib/domain/errors";
import { isAssigned, type Place } from "#lib/store/identity/role-assignments";
import type { Context, ProjectUseCase } from "../../use-case";
import { inAccount, inAllProjects, inProject } from "./place";
import { roleOf, toHeldRole } from "./role-of";

export const checkRoleInProject: ProjectUseCase<"checkRoleInProject"> = {
  subject: "account",
  run: (input, context) => check(context, inProject(context, input), input.roleId),
};

export const checkRoleInAccount: ProjectUseCase<"checkRoleInAccount"> = {
  subject: "account",
  run: (input, context) => check(context, inAccount(context, input), input.roleId),
};

export const checkRoleInAllProjects: ProjectUseCase<"checkRoleInAllProjects"> = {
  subject: "account",
  run: (input, context) => check(context, inAllProjects(context, input), input.roleId),
};

async function check({ store, caller }: Context, place: Place, roleId: string): Promise<void> {
  const role = await roleOf(store, caller.accountId, roleId);
  if (!(await isAssigned(store, place, toHeldRole(role)))) throw new KmsError("identityNotFound");
}
