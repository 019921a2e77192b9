/** Accounts with what they begin with, and roles of users. */

import { KmsError } from "#lib/domain/errors";
import { newHexId } from "#lib/domain/ids";
import type { HeldScope } from "#lib/domain/policy/held-policy";
import { findSystemPolicy, SYSTEM_POLICIES, type SystemPolicy } from "#lib/domain/policy/system-policies";
import { idOf, kindOf } from "../books/book-statements";
import { beginBook } from "../books/change-books";
import { bookOf } from "../books/people-books";
import { LOCKS } from "../database/advisory-lock";
import { inTransaction } from "../database/run-sql";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";
import { type GroupsHolder, groupsOf } from "./groups";

export type AccountRecord = { readonly id: string; readonly name: string };

/** A user of an account by name, or null. */
export function findUser(
  store: Store,
  accountId: string,
  name: string,
): Promise<{ id: string; name: string; service: string | null } | null> {
  return store.prisma.user.findUnique({ where: { accountId_name: { accountId, name } }, select: { id: true, name: true, service: true } });
}

/** What somebody holds in a project, for all projects and for the account; with null, what is held for the account. By name, each once. */
export async function listRolesOfUser(
  store: Store,
  holder: GroupsHolder,
  projectId: string | null,
): Promise<{ id: string; name: string }[]> {
  // Rights over people that are held for all projects are held for the account (iam-reference §4).
  const ofAccount = { OR: [{ scope: "account" }, { scope: "allProjects", role: { in: ROLES_OF_ACCOUNT } }] };
  const scope = projectId === null ? ofAccount : { OR: [{ projectId: null }, { projectId }] };
  const rows = await store.prisma.roleAssignment.findMany({
    where: { group: groupsOf(holder), ...scope },
    select: { role: true, policy: { select: { id: true, name: true } } },
  });
  const held = rows.flatMap(({ role, policy }) => policy ?? toNamed(findSystemPolicy(role)));
  return [...new Map(held.map((one) => [one.id, one])).values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

const ROLES_OF_ACCOUNT = SYSTEM_POLICIES.filter(({ isOfAccount }) => isOfAccount).map(({ name }) => name);

/** A system role as clients know it; none where there is none of that name. */
function toNamed(system: SystemPolicy | null): { id: string; name: string }[] {
  return system === null ? [] : [{ id: system.id, name: system.name }];
}

/** Name of any project, whoever it belongs to, or null. */
export async function findProjectName(store: Store, projectId: string): Promise<string | null> {
  return (await store.prisma.project.findUnique({ where: { id: projectId }, select: { name: true } }))?.name ?? null;
}

/** Custom keys of the project. */
export async function countKeys(store: Store, projectId: string): Promise<number> {
  const project = await store.prisma.project.findUnique({ where: { id: projectId }, select: { keyCount: true } });
  return project?.keyCount ?? 0;
}

/** On the account itself, and in all of its projects. */
export const EVERYWHERE: readonly HeldScope[] = ["account", "allProjects"];

/** An account with its first project, and its first user as the only member of a group that holds `roles` everywhere. */
export type FirstIdentity = {
  readonly account: { id: string; name: string };
  readonly project: { id: string; name: string };
  readonly user: { id: string; name: string; passwordHash: string };
  readonly group: { id: string; name: string };
  readonly roles: readonly string[];
  readonly createdAt: Date;
};

/** Inserts the first identity unless any account exists; instances that start together wait for each other. */
export async function insertFirstIdentity(tx: Transaction, first: FirstIdentity): Promise<boolean> {
  await tx.$executeRaw`select pg_advisory_xact_lock(${LOCKS.firstIdentity})`;
  if ((await tx.account.count()) > 0) return false;
  await insertIdentity(tx, first);
  return true;
}

/** Inserts an account with all that it begins with. @throws KmsError `identityTaken` when another account has the name */
export async function insertIdentity(tx: Transaction, first: FirstIdentity): Promise<void> {
  const { account, project, user, group, roles, createdAt } = first;
  // One statement that waits for another of the same name, and then inserts nothing, leaves the transaction usable.
  const { count } = await tx.account.createMany({ data: { ...account, createdAt }, skipDuplicates: true });
  if (count === 0) throw new KmsError("identityTaken", { message: `There is an account called ${account.name} already.` });
  const books = [bookOf.account(account.id), bookOf.project(project.id), bookOf.user(user.id), bookOf.group(group.id)];
  beginBook(inTransaction(tx), ...books);
  await tx.project.create({ data: { ...project, accountId: account.id, description: "", enabled: true, keyCount: 0, createdAt } });
  await tx.user.create({ data: { ...user, accountId: account.id, enabled: true, createdAt } });
  await tx.group.create({ data: { ...group, accountId: account.id, createdAt } });
  await tx.groupMember.create({ data: { groupId: group.id, userId: user.id } });
  const everywhere = EVERYWHERE.flatMap((scope) =>
    roles.map((role) => ({ id: newHexId(), role, scope, groupId: group.id, projectId: null })),
  );
  await tx.roleAssignment.createMany({ data: everywhere });
}

export async function hasAccounts(store: Store): Promise<boolean> {
  return (await store.prisma.account.count()) > 0;
}

/** ID of the account of what has a book and is no key; undefined where there is none, or it is of no account by itself. */
export async function findAccountOf({ prisma }: Pick<Store, "prisma">, book: string): Promise<string | undefined> {
  const { subject, account } = kindOf(book);
  const [part] = subject;
  if (part === undefined || account === null) return undefined;
  const text = `select ${account} as account from ${part.from} where ${part.id} = $1`;
  return (await prisma.$queryRawUnsafe<{ account: string }[]>(text, idOf(book)))[0]?.account;
}

/** ID of the account of this ID or name; null where there is none. */
export async function findAccountId({ prisma }: Store, account: { id: string } | { name: string }): Promise<string | null> {
  const where = "id" in account ? { id: account.id } : { name: account.name };
  return (await prisma.account.findUnique({ where, select: { id: true } }))?.id ?? null;
}

export function findAccount(store: Store, name: string): Promise<AccountRecord | null> {
  return store.prisma.account.findUnique({ where: { name }, select: { id: true, name: true } });
}
