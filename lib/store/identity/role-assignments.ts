/** Roles of groups: in one project, or (project null) in the whole account. */
import { KmsError } from "#lib/domain/errors";
import type { RoleName } from "#lib/domain/identity/permission";
import { newHexId } from "#lib/domain/ids";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";

type Place = { readonly accountId: string; readonly groupId: string; readonly projectId: string | null };

/** Names of the roles that the group holds just there. */
export async function listAssignedRoles(store: Store, { groupId, projectId }: Place): Promise<string[]> {
  const rows = await store.prisma.roleAssignment.findMany({ where: { groupId, projectId }, orderBy: { role: "asc" } });
  return rows.map((row) => row.role);
}

/** Gives the group a role; one it has already stays. @throws KmsError `identityNotFound` unless group and project are of the account */
export async function assignRole(tx: Transaction, { accountId, groupId, projectId }: Place, role: RoleName): Promise<void> {
  // Held until the end of the transaction, so that what is there now is there when the role refers to it.
  const group = await tx.$queryRaw<unknown[]>`select 1 from iam_group where id = ${groupId} and account_id = ${accountId} for key share`;
  const project =
    projectId === null
      ? [accountId]
      : await tx.$queryRaw<unknown[]>`select 1 from project
          where id = ${projectId} and account_id = ${accountId} and enabled for key share`;
  if (group.length === 0 || project.length === 0) throw new KmsError("identityNotFound");
  await tx.$executeRaw`insert into role_assignment (id, group_id, role, project_id)
    values (${newHexId()}, ${groupId}, ${role}, ${projectId}) on conflict do nothing`;
}

/** @throws KmsError `identityNotFound` when the group does not hold the role there */
export async function unassignRole(tx: Transaction, { accountId, groupId, projectId }: Place, role: RoleName): Promise<void> {
  const { count } = await tx.roleAssignment.deleteMany({ where: { groupId, projectId, role, group: { accountId } } });
  if (count === 0) throw new KmsError("identityNotFound");
}
