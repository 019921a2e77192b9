/**
 * The book of a key: every row that decides what the key is and who may use it, as text for its seal. Material itself is no part of it: a
 * blob is bound by a MAC of its own, and is wrapped anew without anybody's doing; whether there is one is.
 */

/**
 * A line of the book: table, the row's key, and the digest of what the row means. Digests are made by the database, so that a thousand keys
 * are not read whole; it is the same database that would have given the rows.
 */
const line = (table: string, key: string, values: string) =>
  `'${table} ' || to_json(${key})::text || ' ' || encode(sha256(convert_to(json_build_array(${values})::text, 'UTF8')), 'base64')`;
/** Milliseconds since 1970, so that no setting of a connection changes the text. */
const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::bigint`;

const KEY = line(
  "cmk",
  "k.id",
  `k.account_id, k.project_id, k.alias, k.description, k.spec, k.usage, k.origin,
  k.state, k.is_default, k.primary_version, k.enterprise_project_id, ${ms("k.created_at")}, ${ms("k.scheduled_deletion_at")},
  ${ms("k.material_expires_at")}, k.rotation_interval, ${ms("k.next_rotation_at")}, ${ms("k.last_rotation_at")}, k.rotation_count, k.replaced_by`,
);
const VERSION = line(
  "key_version",
  "v.version::text",
  `v.wrapped is not null, encode(v.public_key, 'hex'),
  encode(v.check_value, 'hex'), ${ms("v.created_at")}`,
);
const GRANT = line(
  "cmk_grant",
  "g.id",
  `g.name, g.grantee, g.grantee_type, to_json(g.operations), g.issuer,
  g.retiring_principal, ${ms("g.created_at")}, g.by_grantee`,
);
const ALIAS = line("key_alias", "a.account_id || '/' || a.region || '/' || a.name", `${ms("a.created_at")}, ${ms("a.updated_at")}`);
const TAG = line("tag", "t.key", "t.value, t.project_id");

/** What stays of a key that was destroyed. */
const TOMBSTONE = line(
  "key_tombstone",
  "s.key_id",
  `s.account_id, s.project_id, s.alias, s.spec, s.usage, s.origin,
  ${ms("s.created_at")}, s.requested_by, s.requested_by_name, ${ms("s.requested_at")}, ${ms("s.scheduled_for")}, ${ms("s.destroyed_at")},
  s.versions::text, s.blobs_destroyed, s.blobs_left`,
);

/** A table of which rows belong to a key. `place` orders them within it. */
type Part = { readonly from: string; readonly row: string; readonly keyId: string; readonly place: string; readonly line: string };

const PARTS: readonly Part[] = [
  { from: "cmk k", row: "k", keyId: "k.id", place: "''", line: KEY },
  { from: "key_tombstone s", row: "s", keyId: "s.key_id", place: "''", line: TOMBSTONE },
  { from: "key_version v", row: "v", keyId: "v.key_id", place: "lpad(v.version::text, 10, '0')", line: VERSION },
  { from: "cmk_grant g", row: "g", keyId: "g.key_id", place: "g.id", line: GRANT },
  { from: "key_alias a", row: "a", keyId: "a.key_id", place: "a.account_id || '/' || a.region || '/' || a.name", line: ALIAS },
  { from: "tag t", row: "t", keyId: "t.key_id", place: "t.key", line: TAG },
];
/** The first two are what a key is; the others hang on it. */
const OF_KEY = 2;
const SEAL = PARTS.length;

/** In this order whatever the database's language is. */
const IN_ORDER = 'order by ord, place collate "C"';
const STAMP = `string_agg(ord || ':' || xmin, ',' ${IN_ORDER})`;

/**
 * SQL: which transactions wrote the rows of key `k` and its seal last, as text. While it is the same, so are the rows: no statement can set
 * the number of a row's transaction.
 */
export const KEY_STAMP = `(select ${STAMP} from (
    ${PARTS.map(({ from, row, keyId, place }, ord) =>
      ord === 0
        ? "select 0 as ord, '' as place, k.xmin::text as xmin"
        : `select ${ord}, ${place}, ${row}.xmin::text from ${from} where ${keyId} = k.id`,
    ).join(" union all ")}
    union all select ${SEAL}, '', e.xmin::text from integrity_seal e where e.book = 'key/' || k.id) parts)`;

/** Rows of the keys of `$1`, their lines, and their seals. */
const ROWS = `${PARTS.map(
  ({ from, row, keyId, place, line: text }, ord) =>
    `select ${keyId} as id, ${ord} as ord, ${place} as place, ${row}.xmin::text as xmin, ${text} as line, null as number, null as rows, null as mac
      from ${from} where ${keyId} = any($1::text[])`,
).join(" union all ")}
    union all select substr(e.book, 5), ${SEAL}, '', e.xmin::text, null, e.number::text, e.rows, encode(e.mac, 'hex')
      from integrity_seal e where e.book = any(array(select 'key/' || wanted from unnest($1::text[]) as wanted))`;
const LINES = `coalesce(string_agg(line, E'\\n' ${IN_ORDER}), '')`;

/** Statement: the rows of keys (`$1`, IDs), also of those that are gone, with their seals; nothing of IDs of which there is neither. */
export const READ_KEY_BOOKS = `select id, bool_or(ord < ${OF_KEY}) as exists, ${STAMP} as stamp, ${LINES} as lines,
    max(number) as number, max(rows) as rows, max(mac) as mac from (${ROWS}) parts group by id`;

/** Statement: the same, of what is wanted for a new seal. */
export const READ_NEW_LINES = `select id, bool_or(ord < ${OF_KEY}) as exists, ${LINES} as lines, max(number) as number from (${ROWS}) parts group by id`;

/** Statement: locks keys, so that nobody else changes anything of them meanwhile. */
export const LOCK_KEYS = "select id from cmk where id = any($1::text[]) order by id for no key update";
