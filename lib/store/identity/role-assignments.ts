/** Roles of groups: in one project, or (project null) in the whole account. */
import type { Caller } from "#lib/domain/caller";
import { KmsError } from "#lib/domain/errors";
import { newHexId } from "#lib/domain/ids";
import type { RoleName } from "#lib/domain/permission";
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
  const group = await tx.group.findFirst({ where: { id: groupId, accountId }, select: { id: true } });
  const project = projectId === null || (await tx.project.findFirst({ where: { id: projectId, accountId, enabled: true } }));
  if (group === null || project === null) throw new KmsError("identityNotFound");
  await tx.$executeRaw`insert into role_assignment (id, group_id, role, project_id)
    values (${newHexId()}, ${groupId}, ${role}, ${projectId}) on conflict do nothing`;
}

/** @throws KmsError `identityNotFound` when the group does not hold the role there */
export async function unassignRole(tx: Transaction, { accountId, groupId, projectId }: Place, role: RoleName): Promise<void> {
  const { count } = await tx.roleAssignment.deleteMany({ where: { groupId, projectId, role, group: { accountId } } });
  if (count === 0) throw new KmsError("identityNotFound");
}

/**
 * Whoever administers the account must still do so after the change, or nobody might be left who can undo it.
 * @throws KmsError `identityProtected`
 */
export async function requireStillAdministrator(
  tx: Transaction,
  { userId, accountId }: Pick<Caller, "userId" | "accountId">,
): Promise<void> {
  const role: RoleName = "Security Administrator";
  const left = await tx.roleAssignment.count({ where: { role, projectId: null, group: { accountId, members: { some: { userId } } } } });
  if (left > 0) return;
  throw new KmsError("identityProtected", { message: "You cannot take your own role of Security Administrator away; another one can." });
}
