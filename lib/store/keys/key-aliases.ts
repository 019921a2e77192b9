/**
 * Alias objects in the database. Invariant: an alias is unique in its account and region, and is moved or deleted only by
 * somebody of the project of the key that it points at.
 */
import type { AliasObject } from "#lib/domain/alias-object";
import { KmsError } from "#lib/domain/errors";
import type { Key } from "#lib/domain/key";
import type { KeyLimit } from "#lib/domain/policy/key-limit";
import { openBook, removesFrom } from "../books/change-books";
import { keyBook } from "../books/key-book";
import { inTransaction } from "../database/run-sql";
import { StatementValues } from "../database/statement-values";
import type { Transaction } from "../database/transaction";
import { Prisma } from "../generated/client";
import { limitCondition } from "../key-list/key-limit";
import type { Store } from "../open";
import { requireEditable } from "./keys";

type Owner = Pick<Key, "id" | "projectId" | "accountId">;
type AliasPlace = { readonly region: string; readonly name: string };

/** @throws KmsError `aliasObjectTaken`, `aliasQuotaReached`, `keyPendingDeletion`, `keyNotFound` */
export async function insertAlias(
  tx: Transaction,
  key: Owner,
  { region, name }: AliasPlace,
  quota: number,
  now: Date,
): Promise<AliasObject> {
  await requireRoom(tx, key, quota);
  const data = { accountId: key.accountId, region, name, keyId: key.id, createdAt: now, updatedAt: now };
  try {
    return await tx.keyAlias.create({ data });
  } catch (error) {
    const isTaken = error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
    throw isTaken ? new KmsError("aliasObjectTaken", { field: "alias", cause: error }) : error;
  }
}

/** ID of the key of the same project at which an alias points, which stays so until the transaction ends; null where there is none. */
export async function findAliasHolder(
  tx: Transaction,
  { accountId, projectId }: Owner,
  { region, name }: AliasPlace,
): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ keyId: string }[]>`
    select a.key_id as "keyId" from key_alias a join cmk k on k.id = a.key_id
    where a.account_id = ${accountId} and a.region = ${region} and a.name = ${name} and k.project_id = ${projectId} for update of a`;
  return row?.keyId ?? null;
}

/**
 * Points an alias of a key of the same project at this key.
 * @throws KmsError `aliasObjectNotFound` also for one of another project, which nobody here shall learn; as `insertAlias` else
 */
export async function moveAlias(tx: Transaction, key: Owner, { region, name }: AliasPlace, quota: number, now: Date): Promise<AliasObject> {
  await requireRoom(tx, key, quota);
  const where = { accountId: key.accountId, region, name, key: { projectId: key.projectId } };
  const holder = await tx.keyAlias.findFirst({ where, select: { keyId: true } });
  if (holder !== null) {
    await openBook(inTransaction(tx), keyBook(holder.keyId));
    removesFrom(inTransaction(tx), ["key_alias"], keyBook(holder.keyId));
  }
  const [moved] = await tx.keyAlias.updateManyAndReturn({ where, data: { keyId: key.id, updatedAt: now } });
  if (moved === undefined) throw new KmsError("aliasObjectNotFound", { field: "alias" });
  return moved;
}

/** Deletes aliases of this key. @throws KmsError `aliasObjectNotFound` unless all of them are this key's */
export async function deleteAliases(tx: Transaction, key: Owner, region: string, names: readonly string[]): Promise<void> {
  await openBook(inTransaction(tx), keyBook(key.id));
  removesFrom(inTransaction(tx), ["key_alias"], keyBook(key.id));
  const { count } = await tx.keyAlias.deleteMany({ where: { accountId: key.accountId, region, keyId: key.id, name: { in: [...names] } } });
  if (count !== new Set(names).size) throw new KmsError("aliasObjectNotFound", { field: "aliases" });
}

/**
 * One page of the aliases of a project's keys, or of one of them, newest first; one row more where there is another page.
 * @param limit which keys' aliases are shown; null for all
 */
export function listAliases(
  store: Store,
  projectId: string,
  keyId: string | undefined,
  page: { offset: number; limit: number },
  limit: KeyLimit | null = null,
): Promise<AliasObject[]> {
  if (limit !== null) return listAliasesWithin(store, projectId, keyId, page, limit);
  return store.prisma.keyAlias.findMany({
    where: { key: { projectId }, ...(keyId !== undefined && { keyId }) },
    orderBy: [{ createdAt: "desc" }, { name: "asc" }],
    skip: page.offset,
    take: page.limit + 1,
  });
}

function listAliasesWithin(
  store: Store,
  projectId: string,
  keyId: string | undefined,
  page: { offset: number; limit: number },
  limit: KeyLimit,
): Promise<AliasObject[]> {
  const values = new StatementValues();
  const inProject = `k.project_id = ${values.add(projectId)}`;
  const ofKey = keyId === undefined ? "" : `and k.id = ${values.add(keyId)}`;
  return store.list<AliasObject>(
    `select a.account_id as "accountId", a.region, a.name, a.key_id as "keyId", a.created_at as "createdAt", a.updated_at as "updatedAt"
     from key_alias a join cmk k on k.id = a.key_id where ${inProject} ${ofKey} and (${limitCondition(limit, values)}) is true
     order by a.created_at desc, a.name offset ${values.add(page.offset)} limit ${values.add(page.limit + 1)}`,
    values.all,
  );
}

async function requireRoom(tx: Transaction, key: Owner, quota: number): Promise<void> {
  await requireEditable(tx, key);
  await openBook(inTransaction(tx), keyBook(key.id));
  if ((await tx.keyAlias.count({ where: { keyId: key.id } })) >= quota) throw new KmsError("aliasQuotaReached");
}
