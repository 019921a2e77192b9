/** Users of an account. Another account's user does not exist here. */

import { KmsError } from "#lib/domain/errors";
import { ACCESS_MODES, type AccessMode, type User, type UserProfile } from "#lib/domain/identity/account";
import { SERVICE_NAMES, type ServiceName } from "#lib/domain/identity/service";
import { knownWord } from "../books/altered";
import { beginBook, openBook } from "../books/change-books";
import { bookOf } from "../books/people-books";
import { inTransaction } from "../database/run-sql";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";
import { forgetPlaces } from "./known-places";
import { toNameTaken } from "./name-taken";
import { openOwn } from "./open-own";
import { deleteOtherSessions } from "./sessions";
import { endWaits } from "./throttle";
import { takeUserName } from "./user-names";

/** Everything that is kept of a user but the password. */
export type StoredUser = User & UserProfile;

/** What a change may say; what is absent stays. */
export type UserChange = {
  readonly name?: string;
  /** Hash of the password; "" for none. */
  readonly passwordHash?: string;
  readonly isEnabled?: boolean;
  readonly description?: string;
  readonly email?: string;
  readonly areaCode?: string;
  readonly phone?: string;
  readonly accessMode?: AccessMode;
  readonly passwordStatus?: boolean;
  readonly externalId?: string;
  readonly externalType?: string;
  readonly defaultProjectId?: string | null;
  readonly updatedAt?: Date;
};

export type NewUser = UserChange & {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly isEnabled: boolean;
  readonly createdAt: Date;
  /** The cloud service that it is from then on; absent for a person. */
  readonly service?: ServiceName | undefined;
};

const SHOWN = {
  id: true,
  accountId: true,
  name: true,
  enabled: true,
  description: true,
  defaultProjectId: true,
  pwdStatus: true,
  email: true,
  areaCode: true,
  phone: true,
  accessMode: true,
  xuserId: true,
  xuserType: true,
  service: true,
  createdAt: true,
  updatedAt: true,
  lastSignInAt: true,
  // Whether there is one; it goes no further.
  passwordHash: true,
} as const;

type UserRow = Omit<
  StoredUser,
  "isEnabled" | "passwordStatus" | "hasPassword" | "accessMode" | "service" | "externalId" | "externalType"
> & {
  readonly enabled: boolean;
  readonly pwdStatus: boolean | null;
  readonly passwordHash: string;
  readonly accessMode: string;
  readonly service: string | null;
  readonly xuserId: string;
  readonly xuserType: string;
};

function toUser({ enabled, pwdStatus, passwordHash, accessMode, service, xuserId, xuserType, ...rest }: UserRow): StoredUser {
  const hasPassword = passwordHash !== "";
  return {
    ...rest,
    isEnabled: enabled,
    hasPassword,
    passwordStatus: pwdStatus ?? hasPassword,
    accessMode: knownWord(ACCESS_MODES, accessMode, bookOf.user(rest.id)),
    service: service === null ? null : knownWord(SERVICE_NAMES, service, bookOf.user(rest.id)),
    externalId: xuserId,
    externalType: xuserType,
  };
}

function toColumns({ isEnabled, passwordStatus, externalId, externalType, ...rest }: UserChange) {
  return {
    ...rest,
    ...(isEnabled !== undefined && { enabled: isEnabled }),
    ...(passwordStatus !== undefined && { pwdStatus: passwordStatus }),
    ...(externalId !== undefined && { xuserId: externalId }),
    ...(externalType !== undefined && { xuserType: externalType }),
  };
}

/** @param user with `passwordHash` "" for one who cannot sign in @throws KmsError `identityTaken` */
export async function insertUser(tx: Transaction, user: NewUser): Promise<StoredUser> {
  const { id, accountId, name, passwordHash, createdAt, service, isEnabled: enabled } = user;
  const nameSkeleton = await takeUserName(tx, accountId, name, id);
  beginBook(inTransaction(tx), bookOf.user(id));
  const data = { ...toColumns(user), id, accountId, name, passwordHash, createdAt, service: service ?? null, enabled, nameSkeleton };
  return toUser((await tx.user.create({ data, select: SHOWN }).catch(toNameTaken)) as UserRow);
}

export async function listUsers(
  store: Store,
  accountId: string,
  filter: { name?: string | undefined; isEnabled?: boolean | undefined },
): Promise<StoredUser[]> {
  const where = {
    accountId,
    ...(filter.name !== undefined && { name: filter.name }),
    ...(filter.isEnabled !== undefined && { enabled: filter.isEnabled }),
  };
  const users = await store.prisma.user.findMany({ where, select: SHOWN, orderBy: [{ name: "asc" }] });
  return users.map(toUser);
}

export async function listMembers(store: Store, groupId: string): Promise<StoredUser[]> {
  const where = { memberships: { some: { groupId } } };
  const users = await store.prisma.user.findMany({ where, select: SHOWN, orderBy: [{ name: "asc" }] });
  return users.map(toUser);
}

/** @throws KmsError `identityNotFound` */
export async function getUser({ prisma }: { prisma: Pick<Transaction, "user"> }, accountId: string, id: string): Promise<StoredUser> {
  const user = await prisma.user.findFirst({ where: { id, accountId }, select: SHOWN });
  if (user === null) throw new KmsError("identityNotFound");
  return toUser(user);
}

/**
 * Changes a user. A new password, and disabling, end all sessions, so that whoever holds one is out.
 * @throws KmsError `identityNotFound`, `identityTaken`
 */
export async function updateUser(tx: Transaction, accountId: string, id: string, change: UserChange): Promise<StoredUser> {
  const isNewPassword = change.passwordHash !== undefined;
  const data = {
    ...toColumns(change),
    ...(change.name !== undefined && { nameSkeleton: await takeUserName(tx, accountId, change.name, id) }),
  };
  await openOwn(tx, "user", accountId, id);
  const [changed] = (await tx.user.updateManyAndReturn({ where: { id, accountId }, data, select: SHOWN }).catch(toNameTaken)) ?? [];
  if (changed === undefined) throw new KmsError("identityNotFound");
  if (isNewPassword) {
    // Whoever knew the one before is a stranger now, and nobody waits for what was tried against it.
    await forgetPlaces(tx, id);
    await endWaits(tx, id);
  }
  if (isNewPassword || change.isEnabled === false) await deleteOtherSessions(tx, id, null, new Date());
  return toUser(changed);
}

/** Keeps when somebody last signed in with their own proof; an exchange of tokens is none. */
export async function noteSignIn(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.user.updateMany({ where: { id }, data: { lastSignInAt: now } });
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
  await openBook(inTransaction(tx), bookOf.user(id));
  const { count } = await tx.user.updateMany({ where: { id, passwordHash: before }, data: { passwordHash } });
  if (count === 0) throw new KmsError("passwordWrong");
}

/** Deletes a user, and with it memberships, tokens and access keys. @throws KmsError `identityNotFound` */
export async function deleteUser(tx: Transaction, accountId: string, id: string): Promise<StoredUser> {
  const user = await tx.user.findFirst({ where: { id, accountId }, select: SHOWN });
  if (user !== null) await openBook(inTransaction(tx), bookOf.user(id));
  const { count } = await tx.user.deleteMany({ where: { id, accountId } });
  if (user === null || count === 0) throw new KmsError("identityNotFound");
  return toUser(user);
}
