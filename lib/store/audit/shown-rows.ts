/**
 * Rows of the trail in the order in which they are leaves of the sealed log, each with whether somebody is shown it. Invariant: what is shown
 * is decided by the very conditions of a list; the others are read too, for whoever hides a row says that it is as it was sealed.
 */
import type { Trace, TraceFilter } from "#lib/domain/trace";
import type { RunSql } from "../database/run-sql";
import { StatementValues } from "../database/statement-values";
import { conditionsOf, TRACE_COLUMNS, type Trail } from "../traces/list-traces";
import { type ReadRow, toTrace } from "./rows";

export type ShownRow = { readonly trace: Trace; readonly isShown: boolean };

/** Numbers after the first, up to the second. */
export type RowRange = { readonly after: bigint; readonly upTo: bigint };

/** By number and, where somebody has given one number to two, by time. @param limit how many at most */
export async function readShownRows(
  run: RunSql,
  { after, upTo }: RowRange,
  trail: Trail,
  filter: TraceFilter,
  limit: number,
): Promise<ShownRow[]> {
  const values = new StatementValues();
  const [from, to, most] = [values.add(String(after)), values.add(String(upTo)), values.add(limit)];
  const shown = conditionsOf(trail, filter, null, values).map((condition) => `(${condition})`);
  const rows = await run<ReadRow & { shown: boolean }>(
    `select ${TRACE_COLUMNS}, coalesce(${shown.join(" or ")}, false) as shown from trace
     where id > ${from}::int8 and id <= ${to}::int8 order by trace.id, trace.time limit ${most}::int`,
    values.all,
  );
  return rows.map((row) => ({ trace: toTrace(row), isShown: row.shown }));
}

/** Number of the last trace that is there, 0 where there is none; beyond what was drawn nobody but the database's owner has written. */
export async function findLastWritten(run: RunSql): Promise<bigint> {
  const [row] = await run<{ id: string }>(
    "select id::text as id from trace where id <= (select last_value from trace_id_seq) order by trace.id desc limit 1",
    [],
  );
  return BigInt(row?.id ?? 0);
}
