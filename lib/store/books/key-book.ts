/**
 * The book of a key: every row that decides what the key is and who may use it, as text for its seal. Material itself is no part of it: a
 * blob is bound by a MAC of its own, and is wrapped anew without anybody's doing; whether there is one is.
 */

/** Milliseconds since 1970, so that no setting of a connection changes the text. */
const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::bigint`;

const KEY = `json_build_array('cmk', k.id, json_build_array(k.account_id, k.project_id, k.alias, k.description, k.spec, k.usage, k.origin,
  k.state, k.is_default, k.primary_version, k.enterprise_project_id, ${ms("k.created_at")}, ${ms("k.scheduled_deletion_at")},
  ${ms("k.material_expires_at")}, k.rotation_interval, ${ms("k.next_rotation_at")}, ${ms("k.last_rotation_at")}, k.rotation_count, k.replaced_by))`;
const VERSION = `json_build_array('key_version', v.version::text, json_build_array(v.wrapped is not null, encode(v.public_key, 'hex'),
  encode(v.check_value, 'hex'), ${ms("v.created_at")}))`;
const GRANT = `json_build_array('cmk_grant', g.id, json_build_array(g.name, g.grantee, g.grantee_type, to_json(g.operations), g.issuer,
  g.retiring_principal, ${ms("g.created_at")}, g.by_grantee))`;
const ALIAS = `json_build_array('key_alias', a.account_id || '/' || a.region || '/' || a.name, json_build_array(${ms("a.created_at")}, ${ms("a.updated_at")}))`;
const TAG = "json_build_array('tag', t.key, json_build_array(t.value, t.project_id))";

/** What stays of a key that was destroyed. */
const TOMBSTONE = `json_build_array('key_tombstone', s.key_id, json_build_array(s.account_id, s.project_id, s.alias, s.spec, s.usage, s.origin,
  ${ms("s.created_at")}, s.requested_by, s.requested_by_name, ${ms("s.requested_at")}, ${ms("s.scheduled_for")}, ${ms("s.destroyed_at")},
  s.versions::text, s.blobs_destroyed, s.blobs_left))`;

type Part = { readonly table: string; readonly name: string; readonly row: string; readonly order: string };

/** What belongs to a key beside its row, each by `key_id`. */
const PARTS: readonly Part[] = [
  { table: "key_version", name: "v", row: VERSION, order: "v.version" },
  { table: "cmk_grant", name: "g", row: GRANT, order: "g.id" },
  { table: "key_alias", name: "a", row: ALIAS, order: "a.account_id, a.region, a.name" },
  { table: "tag", name: "t", row: TAG, order: "t.key" },
];

/**
 * SQL: which transactions wrote the rows of a key and its seal last, as text. While it is the same, so are the rows: no statement can set
 * the number of a row's transaction.
 */
export const KEY_STAMP = toStamp("k.id", "k.xmin");

/** @param id SQL: the key's ID @param row SQL: the transaction of its row, null where it has none */
function toStamp(id: string, row: string): string {
  const parts = PARTS.map(
    ({ table, name, order }) =>
      `(select string_agg(${name}.xmin::text, ',' order by ${order}) from ${table} ${name} where ${name}.key_id = ${id})`,
  );
  // Null and nothing must not be taken for each other, nor one part for the next.
  return `concat_ws('/', coalesce(${row}::text, '-'), coalesce((select e.xmin::text from integrity_seal e where e.book = 'key/' || ${id}), '-'),
  coalesce((select s.xmin::text from key_tombstone s where s.key_id = ${id}), '-'),
  ${parts.map((part) => `coalesce(${part}, '-')`).join(",\n  ")})`;
}

/** Statement: the rows of keys (`$1`, IDs), also of those that are gone, with their seals. */
export const READ_KEY_BOOKS = `select wanted.id, k.id is not null or s.key_id is not null as exists, ${toStamp("wanted.id", "k.xmin")} as stamp,
    concat_ws(',', case when k.id is not null then ${KEY}::text end, case when s.key_id is not null then ${TOMBSTONE}::text end,
      ${PARTS.map(({ table, name, row, order }) => `(select string_agg(${row}::text, ',' order by ${order}) from ${table} ${name} where ${name}.key_id = wanted.id)`).join(",\n      ")}) as content,
    e.number::text as number, e.rows, encode(e.mac, 'hex') as mac
  from unnest($1::text[]) as wanted (id) left join cmk k on k.id = wanted.id
    left join key_tombstone s on s.key_id = wanted.id left join integrity_seal e on e.book = 'key/' || wanted.id`;

/** Statement: locks keys, so that nobody else changes anything of them meanwhile. */
export const LOCK_KEYS = "select id from cmk where id = any($1::text[]) order by id for no key update";
