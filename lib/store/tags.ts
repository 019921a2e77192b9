/** Tags in the database. Invariant: whatever adds one holds the lock on the key's row, so that the quota holds however many come at once. */
import { KmsError } from "#lib/domain/errors";
import type { Key } from "#lib/domain/key";
import type { Tag } from "#lib/domain/tag";
import { Prisma } from "./generated/client";
import { escapeLike, fromModel, requireEditable } from "./keys";
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

/** Every tag key of the project with its different values, in order. */
export async function listTagsOfProject(store: Store, projectId: string): Promise<{ key: string; values: string[] }[]> {
  return store.prisma.$queryRaw<{ key: string; values: string[] }[]>`
    select t.key, array_agg(distinct t.value order by t.value) as values
    from tag t join cmk k on k.id = t.key_id where k.project_id = ${projectId} group by t.key order by t.key`;
}

export type TagSearch = {
  /** All of them hold; one of the values does, any where there is none. */
  readonly tags: readonly { readonly key: string; readonly values: readonly string[] }[];
  /** Literal parts of the alias, in any case. */
  readonly names: readonly string[];
};

/** Keys that match, newest first, and how many there are in all. @param page null to count only */
export async function searchByTags(
  store: Store,
  projectId: string,
  search: TagSearch,
  page: { offset: number; limit: number } | null,
): Promise<{ keys: (Key & { tags: Tag[] })[]; total: number }> {
  const where: Prisma.KeyWhereInput = {
    projectId,
    AND: [
      ...search.tags.map(({ key, values }) => ({
        tags: { some: { key, ...(values.length > 0 && { value: { in: [...values] } }) } },
      })),
      ...search.names.map((name) => ({
        alias: { contains: escapeLike(name), mode: Prisma.QueryMode.insensitive },
      })),
    ],
  };
  const total = store.prisma.key.count({ where });
  if (page === null) return { keys: [], total: await total };
  const rows = store.prisma.key.findMany({
    where,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    skip: page.offset,
    take: page.limit,
    include: { tags: { orderBy: { key: "asc" }, select: { key: true, value: true } } },
  });
  return { keys: (await rows).map(({ tags, ...row }) => ({ ...fromModel(row), tags })), total: await total };
}
