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

type Part = { readonly table: string; readonly name: string; readonly row: string; readonly order: string };

/** What belongs to a key beside its row, each by `key_id`. */
const PARTS: readonly Part[] = [
  { table: "key_version", name: "v", row: VERSION, order: "v.version" },
  { table: "cmk_grant", name: "g", row: GRANT, order: "g.id" },
  { table: "key_alias", name: "a", row: ALIAS, order: "a.account_id, a.region, a.name" },
  { table: "tag", name: "t", row: TAG, order: "t.key" },
];

/**
 * SQL: which transactions wrote the rows of key `k` and its seal last, as text. While it is the same, so are the rows: no statement can set
 * the number of a row's transaction.
 */
export const KEY_STAMP = `concat_ws('/', k.xmin, (select e.xmin from integrity_seal e where e.book = 'key/' || k.id),
  ${PARTS.map(({ table, name, order }) => `(select string_agg(${name}.xmin::text, ',' order by ${order}) from ${table} ${name} where ${name}.key_id = k.id)`).join(",\n  ")})`;

/** Statement: the rows of keys (`$1`, IDs) with their seals. */
export const READ_KEY_BOOKS = `select wanted.id, k.id is not null as exists, ${KEY_STAMP} as stamp,
    concat_ws(',', ${KEY}::text,
      ${PARTS.map(({ table, name, row, order }) => `(select string_agg(${row}::text, ',' order by ${order}) from ${table} ${name} where ${name}.key_id = k.id)`).join(",\n      ")}) as content,
    e.number::text as number, e.rows, encode(e.mac, 'hex') as mac
  from unnest($1::text[]) as wanted (id) left join cmk k on k.id = wanted.id left join integrity_seal e on e.book = 'key/' || wanted.id`;

/** Statement: locks keys, so that nobody else changes anything of them meanwhile. */
export const LOCK_KEYS = "select id from cmk where id = any($1::text[]) order by id for no key update";
