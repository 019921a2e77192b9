/** Users of an account. Another account's user does not exist here. */

import { KmsError } from "#lib/domain/errors";
import type { User } from "#lib/domain/identity/account";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";
import { toNameTaken } from "./name-taken";

const SHOWN = { id: true, accountId: true, name: true, enabled: true, description: true } as const;

type UserRow = Omit<User, "isEnabled"> & { readonly enabled: boolean };

function toUser({ enabled, ...rest }: UserRow): User {
  return { ...rest, isEnabled: enabled };
}

/** @param user with `passwordHash` "" for one who cannot sign in @throws KmsError `identityTaken` */
export async function insertUser(tx: Transaction, user: User & { passwordHash: string; createdAt: Date }): Promise<void> {
  const { isEnabled: enabled, ...rest } = user;
  await tx.user.create({ data: { ...rest, enabled, failedSignIns: 0, lockedUntil: null } }).catch(toNameTaken);
}

export async function listUsers(
  store: Store,
  accountId: string,
  filter: { name?: string | undefined; isEnabled?: boolean | undefined },
): Promise<User[]> {
  const where = {
    accountId,
    ...(filter.name !== undefined && { name: filter.name }),
    ...(filter.isEnabled !== undefined && { enabled: filter.isEnabled }),
  };
  const users = await store.prisma.user.findMany({ where, select: SHOWN, orderBy: [{ name: "asc" }] });
  return users.map(toUser);
}

export async function listMembers(store: Store, groupId: string): Promise<User[]> {
  const where = { memberships: { some: { groupId } } };
  const users = await store.prisma.user.findMany({ where, select: SHOWN, orderBy: [{ name: "asc" }] });
  return users.map(toUser);
}

/** @throws KmsError `identityNotFound` */
export async function getUser(store: Store, accountId: string, id: string): Promise<User> {
  const user = await store.prisma.user.findFirst({ where: { id, accountId }, select: SHOWN });
  if (user === null) throw new KmsError("identityNotFound");
  return toUser(user);
}

/**
 * Changes a user. A new password, and disabling, end all tokens, so that whoever holds one is out.
 * @throws KmsError `identityNotFound`, `identityTaken`
 */
export async function updateUser(
  tx: Transaction,
  accountId: string,
  id: string,
  change: { name?: string; description?: string; isEnabled?: boolean; passwordHash?: string },
): Promise<User> {
  const { isEnabled, ...rest } = change;
  const isNewPassword = change.passwordHash !== undefined;
  const data = {
    ...rest,
    ...(isEnabled !== undefined && { enabled: isEnabled }),
    ...(isNewPassword && { failedSignIns: 0, lockedUntil: null }),
  };
  const [changed] = (await tx.user.updateManyAndReturn({ where: { id, accountId }, data, select: SHOWN }).catch(toNameTaken)) ?? [];
  if (changed === undefined) throw new KmsError("identityNotFound");
  if (isNewPassword || isEnabled === false) await tx.authToken.deleteMany({ where: { userId: id } });
  return toUser(changed);
}

/**
 * Ends the lock of a user after wrong passwords, and the count that leads to one.
 * @returns whether there was a lock
 * @throws KmsError `identityNotFound`
 */
export async function unlockUser(tx: Transaction, accountId: string, id: string, now: Date): Promise<boolean> {
  const user = await tx.user.findFirst({ where: { id, accountId }, select: { lockedUntil: true } });
  const { count } = await tx.user.updateMany({ where: { id, accountId }, data: { failedSignIns: 0, lockedUntil: null } });
  if (user === null || count === 0) throw new KmsError("identityNotFound");
  return user.lockedUntil !== null && user.lockedUntil > now;
}

/** Deletes a user, and with it memberships, tokens and access keys. @throws KmsError `identityNotFound` */
export async function deleteUser(tx: Transaction, accountId: string, id: string): Promise<User> {
  const user = await tx.user.findFirst({ where: { id, accountId }, select: SHOWN });
  const { count } = await tx.user.deleteMany({ where: { id, accountId } });
  if (user === null || count === 0) throw new KmsError("identityNotFound");
  return toUser(user);
}
