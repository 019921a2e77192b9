/** What groups hold, and where: system roles by their names, and policies of the account. */

import { KmsError } from "#lib/domain/errors";
import type { RoleAssignment } from "#lib/domain/identity/account";
import { ROLE_NAMES, ROLES, type RoleName } from "#lib/domain/identity/permission";
import { newHexId } from "#lib/domain/ids";
import { HELD_SCOPES, type HeldScope } from "#lib/domain/policy/held-policy";
import { knownWord } from "../books/altered";
import { openBook, removesFrom } from "../books/change-books";
import { bookOf } from "../books/people-books";
import { inTransaction } from "../database/run-sql";
import type { Transaction } from "../database/transaction";
import type { Prisma } from "../generated/client";
import type { Store } from "../open";
import { openOwn } from "./open-own";

/** What is held. */
export type HeldRole = { readonly role: RoleName } | { readonly policyId: string };

/** Where it is held, and by whom. */
export type Place = {
  readonly accountId: string;
  readonly groupId: string;
  readonly scope: HeldScope;
  /** Of the scope `project` alone. */
  readonly projectId: string | null;
};

type Filter = { readonly groupId?: string | undefined; readonly roleId?: string | undefined; readonly projectId?: string | undefined };

/** Attachments of the account's groups. */
export async function listAssignments(
  store: Store,
  accountId: string,
  { groupId, roleId, projectId, scope }: Filter & { readonly scope?: HeldScope | undefined },
): Promise<RoleAssignment[]> {
  const role = ROLE_NAMES.find((name) => ROLES[name].id === roleId);
  const rows = await store.prisma.roleAssignment.findMany({
    where: {
      group: { accountId },
      ...(groupId !== undefined && { groupId }),
      ...(projectId !== undefined && { projectId }),
      ...(scope !== undefined && { scope }),
      ...(roleId !== undefined && (role === undefined ? { policyId: roleId } : { role })),
    },
    orderBy: [{ groupId: "asc" }, { scope: "asc" }, { projectId: "asc" }, { role: "asc" }, { policyId: "asc" }],
  });
  return rows.flatMap(({ groupId: holder, role: name, policyId, scope: held, projectId: project }) => {
    const id = policyId ?? ROLES[name as RoleName]?.id;
    return id === undefined
      ? []
      : [
          {
            groupId: holder,
            roleId: id,
            scope: knownWord(HELD_SCOPES, held, bookOf.group(holder)),
            projectId: project,
            accountId: project === null ? accountId : null,
          },
        ];
  });
}

/** Gives the group a role; one it has already stays. @throws KmsError `identityNotFound` unless group, project and policy are of the account */
export async function assignRole(tx: Transaction, place: Place, held: HeldRole): Promise<void> {
  const { accountId, groupId, scope, projectId } = place;
  // Held until the end of the transaction, so that what is there now is there when the role refers to it.
  const group = await tx.$queryRaw<unknown[]>`select 1 from iam_group where id = ${groupId} and account_id = ${accountId} for key share`;
  const project =
    projectId === null
      ? [accountId]
      : await tx.$queryRaw<unknown[]>`select 1 from project where id = ${projectId} and account_id = ${accountId} for key share`;
  const policy =
    "role" in held
      ? [held.role]
      : await tx.$queryRaw<unknown[]>`select 1 from policy where id = ${held.policyId} and account_id = ${accountId} for key share`;
  if (group.length === 0 || project.length === 0 || policy.length === 0) throw new KmsError("identityNotFound");
  await openBook(inTransaction(tx), bookOf.group(groupId));
  const [role, policyId] = "role" in held ? [held.role, null] : ["", held.policyId];
  await tx.$executeRaw`insert into role_assignment (id, group_id, role, policy_id, scope, project_id)
    values (${newHexId()}, ${groupId}, ${role}, ${policyId}, ${scope}, ${projectId}) on conflict do nothing`;
}

/** @throws KmsError `identityNotFound` when the group does not hold it there */
export async function unassignRole(tx: Transaction, place: Place, held: HeldRole): Promise<void> {
  await openOwn(tx, "group", place.accountId, place.groupId);
  removesFrom(inTransaction(tx), ["role_assignment"], bookOf.group(place.groupId));
  const { count } = await tx.roleAssignment.deleteMany({ where: whereOf(place, held) });
  if (count === 0) throw new KmsError("identityNotFound");
}

export async function isAssigned(store: Store, place: Place, held: HeldRole): Promise<boolean> {
  return (await store.prisma.roleAssignment.count({ where: whereOf(place, held) })) > 0;
}

function whereOf({ accountId, groupId, scope, projectId }: Place, held: HeldRole): Prisma.RoleAssignmentWhereInput {
  return { groupId, scope, projectId, group: { accountId }, ...held };
}
