/** Users of an account. Another account's user does not exist here. */
import { KmsError } from "#lib/domain/errors";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";
import { toNameTaken } from "./name-taken";

export type UserView = {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly description: string;
};

const SHOWN = { id: true, accountId: true, name: true, enabled: true, description: true } as const;

/** @param user with `passwordHash` "" for one who cannot sign in @throws KmsError `identityTaken` */
export async function insertUser(tx: Transaction, user: UserView & { passwordHash: string; createdAt: Date }): Promise<void> {
  await tx.user.create({ data: { ...user, failedSignIns: 0, lockedUntil: null } }).catch(toNameTaken);
}

export function listUsers(
  store: Store,
  accountId: string,
  filter: { name?: string | undefined; enabled?: boolean | undefined },
): Promise<UserView[]> {
  const where = {
    accountId,
    ...(filter.name !== undefined && { name: filter.name }),
    ...(filter.enabled !== undefined && { enabled: filter.enabled }),
  };
  return store.prisma.user.findMany({ where, select: SHOWN, orderBy: [{ name: "asc" }] });
}

/** @throws KmsError `identityNotFound` */
export async function getUser(store: Store, accountId: string, id: string): Promise<UserView> {
  const user = await store.prisma.user.findFirst({ where: { id, accountId }, select: SHOWN });
  if (user === null) throw new KmsError("identityNotFound");
  return user;
}

/**
 * Changes a user. A new password, and disabling, end all tokens, so that whoever holds one is out.
 * @throws KmsError `identityNotFound`, `identityTaken`
 */
export async function updateUser(
  tx: Transaction,
  accountId: string,
  id: string,
  change: { name?: string; description?: string; enabled?: boolean; passwordHash?: string },
): Promise<UserView> {
  const isNewPassword = change.passwordHash !== undefined;
  const data = { ...change, ...(isNewPassword && { failedSignIns: 0, lockedUntil: null }) };
  const [changed] = (await tx.user.updateManyAndReturn({ where: { id, accountId }, data, select: SHOWN }).catch(toNameTaken)) ?? [];
  if (changed === undefined) throw new KmsError("identityNotFound");
  if (isNewPassword || change.enabled === false) await tx.authToken.deleteMany({ where: { userId: id } });
  return changed;
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
export async function deleteUser(tx: Transaction, accountId: string, id: string): Promise<UserView> {
  const user = await tx.user.findFirst({ where: { id, accountId }, select: SHOWN });
  const { count } = await tx.user.deleteMany({ where: { id, accountId } });
  if (user === null || count === 0) throw new KmsError("identityNotFound");
  return user;
}
