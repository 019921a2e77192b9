/**
 * Changes of who administers an account. Invariant: those of one account follow each other, and whoever takes the right from somebody is
 * an administrator before it and after it; so an account that has one keeps one, whatever several do to each other at once. Whoever has no
 * user here keeps none by that, since the identity provider may be gone tomorrow: then a user of the account must be left.
 */

import { KmsError } from "#lib/domain/errors";
import type { Caller } from "#lib/domain/identity/caller";
import type { RoleName } from "#lib/domain/identity/permission";
import { requirePerson } from "#lib/domain/identity/service";
import { newHexId } from "#lib/domain/ids";
import { bookOf } from "../books/people-books";
import type { Transaction } from "../database/transaction";
import type { Prisma } from "../generated/client";
import type { Store } from "../open";
import { addMember, groupsHolder, insertGroup } from "./groups";
import { assignRole } from "./role-assignments";
import { updateUser } from "./users";

const ADMINISTRATOR: RoleName = "Security Administrator";

const TAKEN_FROM_ONESELF = "You cannot take your own role of Security Administrator away; another one can.";
const TAKEN_FROM_LAST = "This would leave the account without its last Security Administrator; make another one first.";

type Administrator = Pick<Caller, "userId" | "accountId"> & Partial<Pick<Caller, "isFederated" | "sessionId">>;

/**
 * @param change what may take the right from somebody, in this transaction
 * @throws KmsError `notPermitted` when the caller has lost the right meanwhile; `identityProtected` when the change would take it from
 *   the caller, or nobody might be left who can undo it; and what `change` throws
 */
export async function changeAdministration<T>(tx: Transaction, caller: Administrator, change: () => Promise<T>): Promise<T> {
  await holdAdministration(tx, caller.accountId);
  if (!(await isAdministrator(tx, caller))) throw new KmsError("notPermitted");
  const result = await change();
  const isLeft = await isAdministrator(tx, caller);
  if (isLeft && caller.isFederated !== true) return result;
  const isAnybodyLeft = await hasAdministrator(tx, caller.accountId);
  if (isLeft && isAnybodyLeft) return result;
  throw new KmsError("identityProtected", { message: isAnybodyLeft ? TAKEN_FROM_ONESELF : TAKEN_FROM_LAST });
}

/** What becomes of a user whom the operator of the machine makes an administrator. */
export type MadeAdministrator = {
  /** The group that gives the right; null where the user had it already. */
  readonly group: { readonly id: string; readonly name: string; readonly isNew: boolean } | null;
  readonly wasEnabled: boolean;
  readonly hasPassword: boolean;
};

/** Name of the group that is made where there is none that gives this right and no other. */
const GROUP_NAME = "security-administrators";

/**
 * Makes a user of the account an enabled administrator, by a group that holds this role and no other, so that nothing else is given.
 * @throws KmsError `identityNotFound`; `serviceSignsOnly`
 */
export async function makeAdministrator(tx: Transaction, user: Administrator, now: Date): Promise<MadeAdministrator> {
  const { userId, accountId } = user;
  await holdAdministration(tx, accountId);
  const before = await tx.user.findFirst({
    where: { id: userId, accountId },
    select: { enabled: true, passwordHash: true, service: true },
  });
  if (before === null) throw new KmsError("identityNotFound");
  requirePerson(before);
  if (!before.enabled) await updateUser(tx, accountId, userId, { isEnabled: true, updatedAt: now });
  const state = { wasEnabled: before.enabled, hasPassword: before.passwordHash !== "" };
  if (await isAdministrator(tx, user)) return { ...state, group: null };
  const group = (await findPlainGroup(tx, accountId)) ?? (await makeGroup(tx, accountId, now));
  await addMember(tx, accountId, group.id, userId);
  return { ...state, group };
}

/** A group that makes its members administrators, and nothing else; held in a project, the role does not. */
async function findPlainGroup(tx: Transaction, accountId: string): Promise<NonNullable<MadeAdministrator["group"]> | null> {
  const roleAssignments = { some: { role: ADMINISTRATOR, scope: { not: "project" } }, none: { NOT: { role: ADMINISTRATOR } } };
  const group = await tx.group.findFirst({
    where: { accountId, roleAssignments },
    select: { id: true, name: true },
    orderBy: { name: "asc" },
  });
  return group && { ...group, isNew: false };
}

async function makeGroup(tx: Transaction, accountId: string, now: Date): Promise<NonNullable<MadeAdministrator["group"]>> {
  const id = newHexId();
  const isTaken = (await tx.group.count({ where: { accountId, name: GROUP_NAME } })) > 0;
  const name = isTaken ? `${GROUP_NAME}-${id.slice(0, 8)}` : GROUP_NAME;
  await insertGroup(tx, { id, accountId, name, description: "Made by the admin command", createdAt: now });
  await assignRole(tx, { accountId, groupId: id, scope: "account", projectId: null }, { role: ADMINISTRATOR });
  return { id, name, isNew: true };
}

/** The stored password of an enabled administrator, "" where there is none; null for anybody else. */
export async function findAdministratorHash(
  { prisma }: Pick<Store, "prisma">,
  { accountId, userId }: Pick<Administrator, "accountId" | "userId">,
): Promise<string | null> {
  const memberships = {
    some: { group: { accountId, roleAssignments: { some: { role: ADMINISTRATOR, scope: { not: "project" } } } } },
  };
  const where = { id: userId, accountId, enabled: true, service: null, memberships };
  return (await prisma.user.findFirst({ where, select: { passwordHash: true } }))?.passwordHash ?? null;
}

/** @throws KmsError `materialIntegrity` where a row that makes the user an administrator was written by somebody else */
export async function requireUnalteredAdministrator(
  store: Pick<Store, "prisma" | "requireUnaltered">,
  { accountId, userId }: Pick<Administrator, "accountId" | "userId">,
): Promise<void> {
  const groups = await store.prisma.groupMember.findMany({ where: { userId }, select: { groupId: true } });
  await store.requireUnaltered([bookOf.account(accountId), bookOf.user(userId), ...groups.map(({ groupId }) => bookOf.group(groupId))]);
}

/** Until the end of the transaction. Members and roles can still refer to the account meanwhile. */
async function holdAdministration(tx: Transaction, accountId: string): Promise<void> {
  await tx.$executeRaw`select 1 from account where id = ${accountId} for no key update`;
}

async function isAdministrator(tx: Transaction, caller: Administrator): Promise<boolean> {
  const { federatedGroups } = await groupsHolder(tx, caller);
  const { accountId, userId } = caller;
  if (federatedGroups === null) return hasAdministrator(tx, accountId, { userId });
  return gives(tx, accountId, { id: { in: [...federatedGroups] } });
}

/** @param who the person that it is to be; any where nobody is named */
function hasAdministrator(tx: Transaction, accountId: string, who: { readonly userId?: string } = {}): Promise<boolean> {
  return gives(tx, accountId, { members: { some: { ...who, user: { enabled: true, service: null } } } });
}

/** Whether one of these groups makes administrators. */
async function gives(tx: Transaction, accountId: string, groups: Prisma.GroupWhereInput): Promise<boolean> {
  const where = { role: ADMINISTRATOR, scope: { not: "project" }, group: { accountId, ...groups } };
  return (await tx.roleAssignment.count({ where })) > 0;
}
