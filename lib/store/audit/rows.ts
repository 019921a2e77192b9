/** Rows of the trail in the order in which they are leaves of the sealed log. */
import type { Trace } from "#lib/domain/trace";
import type { RunSql } from "../database/run-sql";
import { TRACE_COLUMNS } from "../traces/list-traces";
import { BY_NUMBER } from "../traces/receivers";

/**
 * The next rows after `after`, none beyond `upTo`, in the order of their numbers and, where somebody has given one number to two, of their times.
 * @param run a transaction
 */
export async function readRows(run: RunSql, after: bigint, upTo: bigint, limit: number): Promise<Trace[]> {
  await run(BY_NUMBER, []);
  const rows = await run<ReadRow>(
    `select ${TRACE_COLUMNS} from trace where id > $1::int8 and id <= $2::int8 order by trace.id, trace.time limit $3::int`,
    [String(after), String(upTo), limit],
  );
  return rows.map(toTrace);
}

/** @returns null where there is none */
export async function readRow(run: RunSql, id: bigint): Promise<Trace | null> {
  const [row] = await readRows(run, id - 1n, id, 1);
  return row ?? null;
}

/** When the oldest row after a number was written; null where there is none. @param run as `readRows` */
export async function findWrittenAfter(run: RunSql, after: bigint): Promise<Date | null> {
  await run(BY_NUMBER, []);
  const [row] = await run<{ time: Date }>("select time from trace where id > $1::int8 order by trace.id limit 1", [String(after)]);
  return row?.time instanceof Date ? row.time : null;
}

/** As the database gives it. */
export type ReadRow = { id: bigint | string; time: Date | number };

/** In place: there are many, and each copy would cost as much as reading it. */
export function toTrace(row: ReadRow): Trace {
  row.id = BigInt(row.id);
  // "infinity" is a time for PostgreSQL; whoever wrote that was not the product, and it must not stop the log.
  if (!(row.time instanceof Date)) row.time = new Date(Number.NaN);
  return row as Trace;
}
