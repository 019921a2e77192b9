/**
 * Leaves of the sealed log. The database makes the canonical row and its hash itself where it knows how (RFC 8785 for texts, whole numbers
 * and objects of these): it is the same database that gives the rows, and reading them whole would take this process longer than all the rest.
 * Invariant: what it makes is what `canonicalRow` does; a test compares them, and the verification goes by rows that were read.
 */
import type { Trace } from "#lib/domain/trace";
import type { RunSql } from "../database/run-sql";
import { TRACE_COLUMNS } from "../traces/list-traces";
import { BY_NUMBER } from "../traces/receivers";
import { type ReadRow, toTrace } from "./rows";

const text = (column: string) => `pg_catalog.to_json(${column})::text`;

/**
 * `details` as RFC 8785 writes them, where they are an object whose members are texts, truths and whole numbers that every reader has exactly;
 * null for any other. Names of ASCII have the same order as bytes and as UTF-16.
 */
const FLAT = `case when details = '{}'::jsonb then '{}' when pg_catalog.jsonb_typeof(details) = 'object' then (select
    case when pg_catalog.bool_and(pg_catalog.octet_length(d.key) = pg_catalog.length(d.key) and case pg_catalog.jsonb_typeof(d.value)
      when 'number' then d.value::text ~ '^-?(0|[1-9][0-9]{0,14})$' when 'array' then false when 'object' then false else true end)
    then '{' || pg_catalog.string_agg(pg_catalog.to_json(d.key)::text || ':' || d.value::text, ',' order by d.key collate "C") || '}' end
    from pg_catalog.jsonb_each(details) d) end`;

/** Members in the order of RFC 8785, as `canonicalRow` writes them. */
const MEMBERS: readonly (readonly [string, string])[] = [
  ["access_key", text("access_key")],
  ["details", FLAT],
  ["domain_id", text("account_id")],
  ["error_code", text("error_code")],
  ["grant_id", text("grant_id")],
  ["ip", text("ip")],
  ["key_version", "coalesce(key_version::text, 'null')"],
  ["outcome", text("outcome")],
  ["project_id", text("coalesce(project_id, '')")],
  ["request_id", text("request_id")],
  ["resource_id", text("resource_id")],
  ["resource_name", text("alias")],
  ["resource_type", text("resource_type")],
  ["right_id", text("right_id")],
  ["right_type", text("right_kind")],
  ["source", text("source")],
  ["state", text("state")],
  ["time", "(pg_catalog.date_part('epoch', time) * 1000::float8)::bigint::text"],
  ["trace_id", `'"' || id || '"'`],
  ["trace_name", text("trace_name")],
  ["user_domain_id", text("case when caller_account_id = '' then account_id else caller_account_id end")],
  ["user_id", text("caller_id")],
  ["user_name", text("caller_name")],
  ["user_type", text("caller_kind")],
  ["would_fail", "would_fail::text"],
];

const ROW = MEMBERS.map(([name, value], index) => `'${index === 0 ? "{" : ","}"${name}":' || ${value}`).join(" || ");
/** RFC 9162 §2.1.1: SHA-256(0x00 ‖ leaf); null where `details` are not flat. */
const HASH = `pg_catalog.sha256('\\x00'::bytea || pg_catalog.convert_to(${ROW} || '}', 'UTF8'))`;
const IS_PLAIN = `pg_catalog.isfinite(time) and ${FLAT} is not null`;

const RANGE = "from trace where id > $1::int8 and id <= $2::int8 order by trace.id, trace.time limit $3::int";
const HASHES = `select id::text as id, case when pg_catalog.isfinite(time) then ${HASH} end as hash ${RANGE}`;
const OTHERS = `select ${TRACE_COLUMNS} from (select * ${RANGE}) trace where not (${IS_PLAIN}) order by trace.id, trace.time`;

/** `row` is there where the hash is not. */
export type LeafRow = { readonly traceId: bigint; readonly hash: Buffer } | { readonly traceId: bigint; readonly row: Trace };

/** The next rows after `after`, none beyond `upTo`, as `readRows` has them. @param run a transaction */
export async function readLeaves(run: RunSql, after: bigint, upTo: bigint, limit: number): Promise<LeafRow[]> {
  await run(BY_NUMBER, []);
  const values = [String(after), String(upTo), limit];
  const hashes = await run<{ id: string; hash: Buffer | null }>(HASHES, values);
  const isAnyOther = hashes.some(({ hash }) => hash === null);
  const others = isAnyOther ? (await run<ReadRow>(OTHERS, values)).map(toTrace) : [];
  let next = 0;
  return hashes.map(({ id, hash }) => {
    const traceId = BigInt(id);
    if (hash !== null) return { traceId, hash };
    const row = others[next];
    next += 1;
    // Somebody has changed a row in between: what is read again another time is all there then.
    if (row === undefined || row.id !== traceId) throw new Error("rows of the trail changed while they were read");
    return { traceId, row };
  });
}
