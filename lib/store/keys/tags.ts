/** Tags in the database. Invariant: whatever adds one holds the lock on the key's row, so that the quota holds however many come at once. */
import { KmsError } from "#lib/domain/errors";
import type { Key } from "#lib/domain/key";
import type { KeyLimit } from "#lib/domain/policy/key-limit";
import type { Tag } from "#lib/domain/tag";
import { openBook, removesFrom } from "../books/change-books";
import { keyBook } from "../books/key-book";
import { inTransaction } from "../database/run-sql";
import { StatementValues } from "../database/statement-values";
import type { SqlTransaction, Transaction } from "../database/transaction";
import { keysWithin } from "../key-list/matches";
import type { Store } from "../open";
import { requireEditable } from "./keys";

type KeyPlace = Pick<Key, "id" | "projectId">;

/**
 * Adds tags, and changes the values of those that are there.
 * @throws KmsError `tagQuotaReached`; `keyPendingDeletion` or `keyNotFound` when the key has become so
 */
export async function putTags(tx: Transaction, key: KeyPlace, tags: readonly Tag[], quota: number): Promise<void> {
  await requireEditable(tx, key);
  const refusal = (await putTagsOnKeys(tx, [key.id], tags, quota)).get(key.id);
  if (refusal !== undefined) throw refusal;
}

/**
 * The same for many keys, whose locks the transaction holds and which may be edited.
 * @returns the refusals by the keys' IDs; those keys are as they were
 */
export async function putTagsOnKeys(
  tx: SqlTransaction,
  keyIds: readonly string[],
  tags: readonly Tag[],
  quota: number,
): Promise<Map<string, KmsError>> {
  const [keys, values] = [tags.map((tag) => tag.key), tags.map((tag) => tag.value)];
  const others = await tx.$queryRaw<{ id: string; n: number }[]>`select key_id as id, count(*)::int as n from tag
    where key_id = any(${keyIds as string[]}::text[]) and key <> all(${keys}::text[]) group by key_id`;
  const refusals = new Map(
    others.filter(({ n }) => n + tags.length > quota).map(({ id, n }) => [id, toQuotaRefusal(quota, n + tags.length)]),
  );
  if (tags.length > quota) for (const id of keyIds) refusals.set(id, refusals.get(id) ?? toQuotaRefusal(quota, tags.length));
  const open = keyIds.filter((id) => !refusals.has(id));
  if (open.length === 0) return refusals;
  await openBook(inTransaction(tx), ...open.map(keyBook));
  await tx.$executeRaw`insert into tag (key_id, key, value)
    select cmk_id, pair.key, pair.value from unnest(${open}::text[]) as cmk_id
    cross join unnest(${keys}::text[], ${values}::text[]) as pair (key, value)
    on conflict (key_id, key) do update set value = excluded.value`;
  return refusals;
}

function toQuotaRefusal(quota: number, wanted: number): KmsError {
  return new KmsError("tagQuotaReached", { message: `A key may have ${quota} tags; this one would have ${wanted}.` });
}

/** Deletes tags by their keys; unknown ones are no error. @returns how many there were */
export async function deleteTags(tx: Transaction, key: KeyPlace, tagKeys: readonly string[]): Promise<number> {
  await requireEditable(tx, key);
  return deleteTagsOfKeys(tx, [key.id], tagKeys);
}

/** The same for many keys, whose locks the transaction holds and which may be edited. */
export async function deleteTagsOfKeys(tx: SqlTransaction, keyIds: readonly string[], tagKeys: readonly string[]): Promise<number> {
  await openBook(inTransaction(tx), ...keyIds.map(keyBook));
  removesFrom(inTransaction(tx), ["tag"], ...keyIds.map(keyBook));
  const gone = await tx.$queryRaw<unknown[]>`delete from tag
    where key_id = any(${keyIds as string[]}::text[]) and key = any(${tagKeys as string[]}::text[]) returning 1 as one`;
  return gone.length;
}

/** Tags of a key by their keys' order. */
export async function listTags(store: Store, keyId: string): Promise<Tag[]> {
  return store.prisma.tag.findMany({ where: { keyId }, orderBy: { key: "asc" }, select: { key: true, value: true } });
}

/** Tags of several keys by the keys' IDs, each key's by their keys' order. */
export async function listTagsOfKeys(store: Store, keyIds: readonly string[]): Promise<Map<string, Tag[]>> {
  const rows = await store.list<Tag & { key_id: string }>(
    "select key_id, key, value from tag where key_id = any($1) order by key_id, key",
    [keyIds],
  );
  const tags = new Map<string, Tag[]>();
  for (const { key_id, key, value } of rows) tags.set(key_id, [...(tags.get(key_id) ?? []), { key, value }]);
  return tags;
}

/**
 * Different tag keys of the project that begin with `prefix`, or values of one tag key, by code point: one look into the index for each,
 * however many keys have it.
 */
export async function suggestTags(
  store: Store,
  projectId: string,
  { key, prefix, most, limit = null }: { key: string | undefined; prefix: string; most: number; limit?: KeyLimit | null },
): Promise<string[]> {
  const column = key === undefined ? "key" : "value";
  const values = new StatementValues();
  if (limit !== null) {
    const ofKey = key === undefined ? "true" : `t.key = ${values.add(key)}`;
    const text = tagsWithin(projectId, limit, `t.${column} as one`, `${ofKey} and starts_with(t.${column}, ${values.add(prefix)})`, values);
    return (await store.list<{ one: string }>(`${text} order by one limit ${values.add(most)}`, values.all)).map(({ one }) => one);
  }
  const place = `project_id = ${values.add(projectId)}${key === undefined ? "" : ` and key = ${values.add(key)}`}`;
  const begin = values.add(prefix);
  const rows = await store.list<{ one: string }>(
    `with recursive found as (
       (select ${column} as one, 1 as n from tag where ${place} and ${column} >= ${begin} order by ${column} limit 1)
       union all
       select next.one, found.n + 1 from found cross join lateral (
         select ${column} as one from tag where ${place} and ${column} > found.one order by ${column} limit 1) next
       where found.n < ${values.add(most)} and starts_with(found.one, ${begin}))
     select one from found where starts_with(one, ${begin}) order by n`,
    values.all,
  );
  return rows.map(({ one }) => one);
}

/**
 * The different pairs of tag key and value of the project, by code point: one look into the index for each pair, not for each tag.
 * @param after the pair that they come after; null from the first one
 * @param limit which keys' tags count; null for all
 */
export async function listTagsOfProject(
  store: Store,
  projectId: string,
  after: Tag | null,
  most: number,
  limit: KeyLimit | null = null,
): Promise<Tag[]> {
  const values = new StatementValues();
  const first = after === null ? "true" : `(key, value) > (${values.add(after.key)}, ${values.add(after.value)})`;
  if (limit !== null) {
    const text = tagsWithin(projectId, limit, "t.key, t.value", first, values);
    return store.list<Tag>(`${text} order by key, value limit ${values.add(most)}`, values.all);
  }
  const next = (condition: string) => `select key, value from tag where project_id = ${place} and ${condition} order by key, value limit 1`;
  const place = values.add(projectId);
  return store.list<Tag>(
    `with recursive pair as (
       (select key, value, 1 as n from (${next(first)}) first)
       union all
       select next.key, next.value, pair.n + 1 from pair cross join lateral (${next("(key, value) > (pair.key, pair.value)")}) next
       where pair.n < ${values.add(most)})
     select key, value from pair order by n`,
    values.all,
  );
}

/** A statement that gives what is different of the tags `t` of the keys for which a limit holds; each key is decided once. */
function tagsWithin(projectId: string, limit: KeyLimit, columns: string, condition: string, values: StatementValues): string {
  // The tags of each key by its index: a planner may expect few keys where there are many, and then join the tags of all to each.
  return `with mine as materialized (${keysWithin(projectId, limit, values)})
    select distinct ${columns} from mine cross join lateral (select key, value from tag where key_id = mine.id offset 0) t where ${condition}`;
}
