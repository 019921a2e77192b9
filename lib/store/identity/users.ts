/** Users of an account. Another account's user does not exist here. */

import { KmsError } from "#lib/domain/errors";
import type { User } from "#lib/domain/identity/account";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";
import { forgetPlaces } from "./known-places";
import { toNameTaken } from "./name-taken";
import { deleteOtherSessions } from "./sessions";
import { endWaits } from "./throttle";

const SHOWN = { id: true, accountId: true, name: true, enabled: true, description: true } as const;

type UserRow = Omit<User, "isEnabled"> & { readonly enabled: boolean };

function toUser({ enabled, ...rest }: UserRow): User {
  return { ...rest, isEnabled: enabled };
}

/** @param user with `passwordHash` "" for one who cannot sign in @throws KmsError `identityTaken` */
export async function insertUser(tx: Transaction, user: User & { passwordHash: string; createdAt: Date }): Promise<void> {
  const { isEnabled: enabled, ...rest } = user;
  await tx.user.create({ data: { ...rest, enabled } }).catch(toNameTaken);
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
 * Changes a user. A new password, and disabling, end all sessions, so that whoever holds one is out.
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
  };
  const [changed] = (await tx.user.updateManyAndReturn({ where: { id, accountId }, data, select: SHOWN }).catch(toNameTaken)) ?? [];
  if (changed === undefined) throw new KmsError("identityNotFound");
  if (isNewPassword) {
    // Whoever knew the one before is a stranger now, and nobody waits for what was tried against it.
    await forgetPlaces(tx, id);
    await endWaits(tx, id);
  }
  if (isNewPassword || isEnabled === false) await deleteOtherSessions(tx, id, null, new Date());
  return toUser(changed);
}

/**
 * Ends the waits of a user after wrong passwords, codes and signatures, and the counts that lead to them.
 * @returns whether one of them had begun to make anybody wait
 * @throws KmsError `identityNotFound`
 */
export async function unlockUser(tx: Transaction, accountId: string, id: string): Promise<boolean> {
  if ((await tx.user.count({ where: { id, accountId } })) === 0) throw new KmsError("identityNotFound");
  return endWaits(tx, id);
}

/** PHC string, "" for a user who cannot sign in; null for one that is gone. */
export async function findPasswordHash({ prisma }: Pick<Store, "prisma">, id: string): Promise<string | null> {
  return (await prisma.user.findUnique({ where: { id }, select: { passwordHash: true } }))?.passwordHash ?? null;
}

/**
 * Gives a user the password that they chose.
 * @param before the hash of the one that they have shown
 * @throws KmsError `passwordWrong` where that is not theirs any more, because somebody else has changed it meanwhile
 */
export async function changeOwnPassword(tx: Transaction, id: string, before: string, passwordHash: string): Promise<void> {
  const { count } = await tx.user.updateMany({ where: { id, passwordHash: before }, data: { passwordHash } });
  if (count === 0) throw new KmsError("passwordWrong");
}

/** Deletes a user, and with it memberships, tokens and access keys. @throws KmsError `identityNotFound` */
export async function deleteUser(tx: Transaction, accountId: string, id: string): Promise<User> {
  const user = await tx.user.findFirst({ where: { id, accountId }, select: SHOWN });
  const { count } = await tx.user.deleteMany({ where: { id, accountId } });
  if (user === null || count === 0) throw new KmsError("identityNotFound");
  return toUser(user);
}
