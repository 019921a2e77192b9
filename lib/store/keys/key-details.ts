/** What policies may ask of keys: rows with tags and aliases. */
import type { Key } from "#lib/domain/key";
import type { Transaction } from "../database/transaction";
import type { KeyDetails } from "../hot/hot-lookup";
import type { Store } from "../open";
import { type KeyRow, toKey } from "./key-row";

export type DetailedKey = { readonly key: Key; readonly details: KeyDetails };

type Row = KeyRow & { readonly tags: [string, string][] | null; readonly aliases: string[] | null };

const SELECT = `select k.*,
    (select json_agg(json_build_array(t.key, t.value)) from tag t where t.key_id = k.id) as tags,
    (select json_agg(x.name) from key_alias x where x.key_id = k.id) as aliases
  from cmk k where k.project_id = $1`;

/** Those of these keys that are of the project, as the transaction sees them. */
export async function readDetailedKeys(tx: Transaction, projectId: string, ids: readonly string[]): Promise<DetailedKey[]> {
  return (await tx.$queryRawUnsafe<Row[]>(`${SELECT} and k.id = any($2)`, projectId, ids)).map(toDetailed);
}

/** What policies ask of a key, as the database has it. */
export type SurveyedKey = Pick<Key, "id" | "accountId" | "projectId" | "alias" | "spec" | "usage" | "origin"> & {
  /** Pairs of key and value by the keys' order, as JSON; null for none, and where nobody asks for tags. */
  readonly tags: string | null;
  /** null for none, and where nobody asks for aliases. */
  readonly aliases: readonly string[] | null;
};

/** All keys of a project. Only whoever's rights are limited to certain keys waits for it, and for what the policies ask of them. */
export function readKeysOfProject(
  store: Store,
  projectId: string,
  { withTags, withAliases }: { readonly withTags: boolean; readonly withAliases: boolean },
): Promise<SurveyedKey[]> {
  const gathered = (table: string, what: string) =>
    `left join (select key_id, ${what} as them from ${table} where key_id in (select id from cmk where project_id = $1) group by key_id)`;
  return store.list<SurveyedKey>(
    `select k.id, k.account_id as "accountId", k.project_id as "projectId", k.alias, k.spec, k.usage, k.origin,
       ${withTags ? "t.them::text" : "null"} as tags, ${withAliases ? "x.them" : "null"} as aliases
     from cmk k
     ${withTags ? `${gathered("tag", "json_agg(json_build_array(key, value) order by key)")} t on t.key_id = k.id` : ""}
     ${withAliases ? `${gathered("key_alias", "array_agg(name)")} x on x.key_id = k.id` : ""}
     where k.project_id = $1`,
    [projectId],
  );
}

/** One key of a project; null where there is none. */
export async function findDetailedKey(store: Store, projectId: string, id: string): Promise<DetailedKey | null> {
  const [row] = await store.list<Row>(`${SELECT} and k.id = $2`, [projectId, id]);
  return row === undefined ? null : toDetailed(row);
}

function toDetailed(row: Row): DetailedKey {
  return { key: toKey(row), details: { tags: new Map(row.tags ?? []), aliases: row.aliases ?? [] } };
}
