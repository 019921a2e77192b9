/** Groups of an account and their members. Another account's group does not exist here. */

import { KmsError } from "#lib/domain/errors";
import type { Group } from "#lib/domain/identity/account";
import type { Caller } from "#lib/domain/identity/caller";
import { requirePerson } from "#lib/domain/identity/service";
import { beginBook, openBook, removesFrom } from "../books/change-books";
import { bookOf } from "../books/people-books";
import { inTransaction } from "../database/run-sql";
import type { Transaction } from "../database/transaction";
import type { Prisma } from "../generated/client";
import type { Store } from "../open";
import { holdNames, requireDistinctName } from "./distinct-name";
import { toNameTaken } from "./name-taken";
import { openOwn } from "./open-own";

const SHOWN = { id: true, accountId: true, name: true, description: true, createdAt: true } as const;

/** Whose groups are meant: those of a user, or of somebody without one. */
export type GroupsHolder = { readonly userId: string; readonly federatedGroups: readonly string[] | null };

type Holder = Pick<Caller, "userId"> & Partial<Pick<Caller, "isFederated" | "sessionId">>;

/** Of somebody without a user the session says in which groups they are. */
export async function groupsHolder({ session }: Pick<Transaction, "session">, holder: Holder): Promise<GroupsHolder> {
  const { userId, isFederated = false, sessionId = null } = holder;
  if (!isFederated) return { userId, federatedGroups: null };
  const row = sessionId === null ? null : await session.findUnique({ where: { id: sessionId }, select: { federatedGroups: true } });
  return { userId, federatedGroups: row?.federatedGroups ?? [] };
}

/** The groups in which somebody is, as a filter. */
export function groupsOf({ userId, federatedGroups }: GroupsHolder): Prisma.GroupWhereInput {
  return federatedGroups === null ? { members: { some: { userId } } } : { id: { in: [...federatedGroups] } };
}

/** @throws KmsError `identityTaken` */
export async function insertGroup(tx: Transaction, group: Group): Promise<void> {
  await takeGroupName(tx, group.accountId, group.name, null);
  beginBook(inTransaction(tx), bookOf.group(group.id));
  await tx.group.create({ data: group }).catch(toNameTaken);
}

export function listGroups(store: Store, accountId: string, filter: { name?: string | undefined; userId?: string }): Promise<Group[]> {
  const where = {
    accountId,
    ...(filter.name !== undefined && { name: filter.name }),
    ...(filter.userId !== undefined && { members: { some: { userId: filter.userId } } }),
  };
  return store.prisma.group.findMany({ where, select: SHOWN, orderBy: [{ name: "asc" }] });
}

/** @throws KmsError `identityNotFound` */
export async function getGroup(store: Store | { prisma: Transaction }, accountId: string, id: string): Promise<Group> {
  const group = await store.prisma.group.findFirst({ where: { id, accountId }, select: SHOWN });
  if (group === null) throw new KmsError("identityNotFound");
  return group;
}

/** @throws KmsError `identityNotFound`, `identityTaken` */
export async function updateGroup(
  tx: Transaction,
  accountId: string,
  id: string,
  change: { name?: string; description?: string },
): Promise<Group> {
  if (change.name !== undefined) await takeGroupName(tx, accountId, change.name, id);
  await openOwn(tx, "group", accountId, id);
  const [changed] =
    (await tx.group.updateManyAndReturn({ where: { id, accountId }, data: change, select: SHOWN }).catch(toNameTaken)) ?? [];
  if (changed === undefined) throw new KmsError("identityNotFound");
  return changed;
}

/** Deletes a group, and with it memberships and roles. @returns its name @throws KmsError `identityNotFound` */
export async function deleteGroup(tx: Transaction, accountId: string, id: string): Promise<string> {
  const found = await tx.$queryRaw<unknown[]>`select 1 from iam_group where id = ${id} and account_id = ${accountId} for update`;
  if (found.length === 0) throw new KmsError("identityNotFound");
  // Its members go with it, and each is a line in the book of its user.
  const members = await tx.groupMember.findMany({ where: { groupId: id }, select: { userId: true } });
  const books = members.map(({ userId }) => bookOf.user(userId));
  await openBook(inTransaction(tx), bookOf.group(id), ...books);
  removesFrom(inTransaction(tx), ["group_member"], ...books);
  const [deleted] = await tx.$queryRaw<{ name: string }[]>`
    delete from iam_group where id = ${id} and account_id = ${accountId} returning name`;
  if (deleted === undefined) throw new KmsError("identityNotFound");
  return deleted.name;
}

/**
 * Adds a member; one who is in already stays.
 * @throws KmsError `identityNotFound` unless both are of the account; `serviceSignsOnly` for a cloud service
 */
export async function addMember(tx: Transaction, accountId: string, groupId: string, userId: string): Promise<void> {
  const [found] = await tx.$queryRaw<{ service: string | null }[]>`select u.service from iam_group g
    join iam_user u on u.account_id = g.account_id
    where g.id = ${groupId} and u.id = ${userId} and g.account_id = ${accountId} for key share`;
  if (found === undefined) throw new KmsError("identityNotFound");
  requirePerson(found);
  await openBook(inTransaction(tx), bookOf.user(userId));
  await tx.$executeRaw`insert into group_member (group_id, user_id) values (${groupId}, ${userId}) on conflict do nothing`;
}

/** @throws KmsError `identityNotFound` when the user is not in the group, or either is of another account */
export async function requireMember({ prisma }: Store, accountId: string, groupId: string, userId: string): Promise<void> {
  const of = { group: { accountId }, user: { accountId } };
  if ((await prisma.groupMember.count({ where: { groupId, userId, ...of } })) === 0) throw new KmsError("identityNotFound");
}

/** @throws KmsError `identityNotFound` when the user is not in the group */
export async function removeMember(tx: Transaction, accountId: string, groupId: string, userId: string): Promise<void> {
  await openOwn(tx, "user", accountId, userId);
  removesFrom(inTransaction(tx), ["group_member"], bookOf.user(userId));
  const { count } = await tx.groupMember.deleteMany({ where: { groupId, userId, group: { accountId } } });
  if (count === 0) throw new KmsError("identityNotFound");
}

async function takeGroupName(tx: Transaction, accountId: string, name: string, id: string | null): Promise<void> {
  await holdNames(tx, accountId);
  const all = await tx.$queryRaw<{ id: string; name: string }[]>`select id, name from iam_group where account_id = ${accountId}`;
  requireDistinctName(all, name, id);
}
