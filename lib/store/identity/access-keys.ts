/** Access keys at rest: their secrets are sealed by the token, so a copy of this table signs nothing. */

import { KmsError } from "#lib/domain/errors";
import type { AccessKey } from "#lib/domain/identity/account";
import { openBook, removesFrom } from "../books/change-books";
import { bookOf } from "../books/people-books";
import { inTransaction } from "../database/run-sql";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";

/** What is shown of a row: everything but the secret. */
const SHOWN = {
  access: true,
  userId: true,
  description: true,
  enabled: true,
  projectId: true,
  createdAt: true,
  lastUsedAt: true,
} as const;

type AccessKeyRow = Omit<AccessKey, "isEnabled" | "lastUsedAt"> & { readonly enabled: boolean; readonly lastUsedAt: Date | null };

function toAccessKey({ enabled, lastUsedAt, ...rest }: AccessKeyRow): AccessKey {
  return { ...rest, isEnabled: enabled, lastUsedAt: lastUsedAt ?? rest.createdAt };
}

/**
 * Inserts an access key for a user of this account, unless the user has `limit` already. Two at once wait for each other on the
 * user's row.
 * @throws KmsError `identityNotFound`, `identityQuotaReached`
 */
export async function insertAccessKey(
  tx: Transaction,
  accountId: string,
  key: AccessKey & { readonly sealedSecret: Uint8Array },
  limit: number,
): Promise<void> {
  const locked = await tx.$queryRaw<unknown[]>`
    select 1 from iam_user where id = ${key.userId} and account_id = ${accountId} for no key update`;
  if (locked.length === 0) throw new KmsError("identityNotFound");
  await openBook(inTransaction(tx), bookOf.user(key.userId));
  if ((await tx.accessKey.count({ where: { userId: key.userId } })) >= limit) {
    throw new KmsError("identityQuotaReached", { message: quotaSentence(limit) });
  }
  const { sealedSecret, isEnabled: enabled, lastUsedAt: _never, ...rest } = key;
  if (key.projectId !== null && (await tx.project.count({ where: { id: key.projectId, accountId } })) === 0) {
    throw new KmsError("identityNotFound", { field: "projectId", message: "The project of the access key could not be found." });
  }
  await tx.accessKey.create({ data: { ...rest, enabled, secret: new Uint8Array(sealedSecret) } });
}

/** Clients know it by its first word (iam-reference §6). */
function quotaSentence(limit: number): string {
  return `akSkNumExceed: a user may have ${limit === 1 ? "one access key" : `${limit} access keys`} at most. Delete one first.`;
}

/** Access keys of an account, or of one user of it, oldest first. */
export async function listAccessKeys(store: Store, accountId: string, userId?: string): Promise<AccessKey[]> {
  const accessKeys = await store.prisma.accessKey.findMany({
    where: { user: { accountId }, ...(userId !== undefined && { userId }) },
    select: SHOWN,
    orderBy: [{ createdAt: "asc" }, { access: "asc" }],
  });
  return accessKeys.map(toAccessKey);
}

/** @throws KmsError `identityNotFound`, also for an access key of another account */
export async function getAccessKey(
  { prisma }: { prisma: Pick<Transaction, "accessKey"> },
  accountId: string,
  access: string,
): Promise<AccessKey> {
  const found = await prisma.accessKey.findFirst({ where: { access, user: { accountId } }, select: SHOWN });
  if (found === null) throw new KmsError("identityNotFound");
  return toAccessKey(found);
}

/** @throws KmsError `identityNotFound` */
export async function updateAccessKey(
  tx: Transaction,
  accountId: string,
  access: string,
  { isEnabled, ...rest }: { readonly isEnabled?: boolean; readonly description?: string },
): Promise<AccessKey> {
  await openOwner(tx, accountId, access);
  const data = { ...rest, ...(isEnabled !== undefined && { enabled: isEnabled }) };
  const [changed] = await tx.accessKey.updateManyAndReturn({ where: { access, user: { accountId } }, data, select: SHOWN });
  if (changed === undefined) throw new KmsError("identityNotFound");
  return toAccessKey(changed);
}

/**
 * Removes it for good, with its secret.
 * @returns ID of its user
 * @throws KmsError `identityNotFound`
 */
export async function deleteAccessKey(tx: Transaction, accountId: string, access: string): Promise<string> {
  const owner = await openOwner(tx, accountId, access);
  removesFrom(inTransaction(tx), ["access_key"], bookOf.user(owner));
  const [deleted] = await tx.$queryRaw<{ userId: string }[]>`delete from access_key ak using iam_user u
    where ak.access = ${access} and u.id = ak.user_id and u.account_id = ${accountId} returning u.id as "userId"`;
  if (deleted === undefined) throw new KmsError("identityNotFound");
  return deleted.userId;
}

/** An access key belongs to the book of its user. @returns ID of the user @throws KmsError `identityNotFound` */
async function openOwner(tx: Transaction, accountId: string, access: string): Promise<string> {
  const owner = await findOwner({ prisma: tx }, accountId, access);
  if (owner === null) throw new KmsError("identityNotFound");
  await openBook(inTransaction(tx), bookOf.user(owner));
  return owner;
}

/** Whether the account has this user. */
export async function hasUser(store: Store, accountId: string, userId: string): Promise<boolean> {
  return (await store.prisma.user.count({ where: { id: userId, accountId } })) > 0;
}

/** ID of the user of this account whose access key it is; null where there is none. */
export async function findOwner(
  { prisma }: { readonly prisma: Pick<Transaction, "accessKey"> },
  accountId: string,
  access: string,
): Promise<string | null> {
  return (await prisma.accessKey.findFirst({ where: { access, user: { accountId } }, select: { userId: true } }))?.userId ?? null;
}

/** Notes when an access key was last used; an earlier time than the one that is there changes nothing. */
export async function noteAccessKeyUse({ prisma }: Pick<Store, "prisma">, access: string, at: Date): Promise<void> {
  await prisma.accessKey.updateMany({
    where: { access, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: at } }] },
    data: { lastUsedAt: at },
  });
}
