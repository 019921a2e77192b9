/** Rows of the trail as the leaves of the sealed log, in the order of their numbers. */
import type { Trace } from "#lib/domain/trace";
import { canonicalRow } from "#lib/domain/trace-leaf";
import type { RunSql } from "../database/run-sql";
import { TRACE_COLUMNS } from "../traces/list-traces";
import { BY_NUMBER } from "../traces/receivers";

export type SealedRow = {
  readonly id: bigint;
  /** Its canonical form, whose UTF-8 bytes are the leaf. */
  readonly text: string;
};

/**
 * The next rows after `after`, none beyond `upTo`. Where several have one number, which the product gives to one alone, all of them.
 * @param run a transaction
 */
export async function readRows(run: RunSql, after: bigint, upTo: bigint, limit: number): Promise<SealedRow[]> {
  await run(BY_NUMBER, []);
  const rows = await run<Omit<Trace, "id"> & { id: string }>(
    `select ${TRACE_COLUMNS} from trace where id > $1::int8 and id <= $2::int8 order by trace.id limit $3::int`,
    [String(after), String(upTo), limit],
  );
  return rows.map(toSealedRow);
}

/** @returns null where there is none */
export async function readRow(run: RunSql, id: bigint): Promise<SealedRow | null> {
  const [row] = await readRows(run, id - 1n, id, 1);
  return row ?? null;
}

/** When the oldest row that is not sealed was written; null where all are. */
export async function findUnsealedSince(run: RunSql, after: bigint): Promise<Date | null> {
  await run(BY_NUMBER, []);
  const [row] = await run<{ time: Date }>("select time from trace where id > $1::int8 order by trace.id limit 1", [String(after)]);
  return row?.time instanceof Date ? row.time : null;
}

function toSealedRow(row: Omit<Trace, "id"> & { id: string }): SealedRow {
  const id = BigInt(row.id);
  // "infinity" is a time for PostgreSQL; whoever wrote that was not the product, and it must not stop the log.
  const time = row.time instanceof Date ? row.time : new Date(Number.NaN);
  return { id, text: canonicalRow({ ...row, id, time }) };
}
