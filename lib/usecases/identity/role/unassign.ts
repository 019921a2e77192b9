/** Takes a role away from a group; it no longer counts for the next call of its members. */
import { changeAdministration } from "#lib/store/identity/administrators";
import { unassignRole } from "#lib/store/identity/role-assignments";
import type { Context, ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";
import { roleOf } from "./role-of";

export const unassignRoleInProject: ProjectUseCase<"unassignRoleInProject"> = {
  subject: "account",
  run: ({ projectId, groupId, roleId }, context) => unassign(context, groupId, projectId, roleId),
};

export const unassignRoleInAccount: ProjectUseCase<"unassignRoleInAccount"> = {
  subject: "account",
  run({ accountId, groupId, roleId }, context) {
    requireOwnAccount(context.caller, accountId);
    return unassign(context, groupId, null, roleId);
  },
};

async function unassign({ caller, commit }: Context, groupId: string, projectId: string | null, roleId: string): Promise<void> {
  const role = roleOf(roleId);
  await commit(
    (tx) => changeAdministration(tx, caller, () => unassignRole(tx, { accountId: caller.accountId, groupId, projectId }, role)),
    () => ({ resourceId: groupId, details: { role, project: projectId ?? "*" } }),
  );
}
