/** What policies may ask of keys: rows with tags and aliases. */
import type { Key } from "#lib/domain/key";
import { inTransaction } from "../database/run-sql";
import type { SqlTransaction } from "../database/transaction";
import type { KeyDetails } from "../hot/lookup-answer";
import type { Store } from "../open";
import { type KeyRow, toKey } from "./key-row";

export type DetailedKey = { readonly key: Key; readonly details: KeyDetails };

type Row = KeyRow & { readonly tags: [string, string][] | null; readonly aliases: string[] | null };

const SELECT = `select k.*,
    (select json_agg(json_build_array(t.key, t.value)) from tag t where t.key_id = k.id) as tags,
    (select json_agg(x.name) from key_alias x where x.key_id = k.id) as aliases
  from cmk k where k.project_id = $1`;

/** Those of these keys that are of the project, as the transaction sees them. */
export async function readDetailedKeys(tx: SqlTransaction, projectId: string, ids: readonly string[]): Promise<DetailedKey[]> {
  return (await inTransaction(tx)<Row>(`${SELECT} and k.id = any($2::text[])`, [projectId, ids])).map(toDetailed);
}

/** One key of a project; null where there is none. */
export async function findDetailedKey(store: Store, projectId: string, id: string): Promise<DetailedKey | null> {
  const [row] = await store.list<Row>(`${SELECT} and k.id = $2`, [projectId, id]);
  return row === undefined ? null : toDetailed(row);
}

function toDetailed(row: Row): DetailedKey {
  return { key: toKey(row), details: { tags: new Map(row.tags ?? []), aliases: row.aliases ?? [] } };
}
