/** Searches of the trail that people keep. Invariant: each is read, replaced and deleted by its own user alone. */
import { KmsError } from "#lib/domain/errors";
import { SAVED_QUERIES_MAX } from "#lib/domain/trail/trace-query";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";

export type StoredQuery = { readonly id: string; readonly name: string; readonly query: string; readonly createdAt: Date };

const FIELDS = { id: true, name: true, query: true, createdAt: true } as const;

/** By name. */
export async function listSavedQueries({ prisma }: Pick<Store, "prisma">, userId: string): Promise<StoredQuery[]> {
  return await prisma.savedQuery.findMany({ where: { userId }, select: FIELDS, orderBy: [{ name: "asc" }, { id: "asc" }] });
}

/**
 * Keeps a query; one of the same name is that query from then on. Two at once wait for each other on the user's row.
 * @throws KmsError `savedQueryQuotaReached`
 */
export async function saveQuery(tx: Transaction, userId: string, given: StoredQuery): Promise<StoredQuery> {
  const { name, query } = given;
  await tx.$queryRaw`select 1 from iam_user where id = ${userId} for no key update`;
  const [replaced] = await tx.savedQuery.updateManyAndReturn({ where: { userId, name }, data: { query }, select: FIELDS });
  if (replaced !== undefined) return replaced;
  if ((await tx.savedQuery.count({ where: { userId } })) >= SAVED_QUERIES_MAX) throw new KmsError("savedQueryQuotaReached");
  return await tx.savedQuery.create({ data: { ...given, userId }, select: FIELDS });
}

/** @returns its name @throws KmsError `identityNotFound`, also for another's */
export async function deleteSavedQuery(tx: Transaction, userId: string, id: string): Promise<string> {
  const found = await tx.savedQuery.findFirst({ where: { id, userId }, select: { name: true } });
  const { count } = await tx.savedQuery.deleteMany({ where: { id, userId } });
  if (found === null || count === 0) throw new KmsError("identityNotFound");
  return found.name;
}
