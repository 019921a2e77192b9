/** Tags in the database. Invariant: whatever adds one holds the lock on the key's row, so that the quota holds however many come at once. */
import { KmsError } from "#lib/domain/errors";
import type { Key } from "#lib/domain/key";
import type { Tag } from "#lib/domain/tag";
import { requireEditable } from "./keys";
import type { Store, Transaction } from "./open";

type KeyPlace = Pick<Key, "id" | "projectId">;

/**
 * Adds tags, and changes the values of those that are there.
 * @throws KmsError `tagQuotaReached`; `keyPendingDeletion` or `keyNotFound` when the key has become so
 */
export async function putTags(tx: Transaction, key: KeyPlace, tags: readonly Tag[], quota: number): Promise<void> {
  await requireEditable(tx, key);
  const others = await tx.tag.count({ where: { keyId: key.id, key: { notIn: tags.map((tag) => tag.key) } } });
  if (others + tags.length > quota) {
    throw new KmsError("tagQuotaReached", { message: `A key may have ${quota} tags; this one would have ${others + tags.length}.` });
  }
  await tx.$executeRaw`insert into tag (key_id, key, value)
    select ${key.id}, pair.key, pair.value
    from unnest(${tags.map((tag) => tag.key)}::text[], ${tags.map((tag) => tag.value)}::text[]) as pair (key, value)
    on conflict (key_id, key) do update set value = excluded.value`;
}

/** Deletes tags by their keys; unknown ones are no error. @returns how many there were */
export async function deleteTags(tx: Transaction, key: KeyPlace, tagKeys: readonly string[]): Promise<number> {
  await requireEditable(tx, key);
  return (await tx.tag.deleteMany({ where: { keyId: key.id, key: { in: [...tagKeys] } } })).count;
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

/** Every tag key of the project with its different values, in order: one look into the index for each pair, not for each tag. */
export async function listTagsOfProject(store: Store, projectId: string): Promise<{ key: string; values: string[] }[]> {
  return store.list<{ key: string; values: string[] }>(
    `with recursive pair as (
       (select key, value from tag where project_id = $1 order by key, value limit 1)
       union all
       select next.key, next.value from pair cross join lateral (
         select key, value from tag where project_id = $1 and (key, value) > (pair.key, pair.value) order by key, value limit 1) next)
     select key, array_agg(value order by value) as values from pair group by key order by key`,
    [projectId],
  );
}
