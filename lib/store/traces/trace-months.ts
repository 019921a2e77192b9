/** Partitions of the trail, made before their month comes. */
import type { RunSql } from "../database/run-sql";
import type { Store } from "../open";

/** A year, as is left when nobody starts or keeps the product for a while. */
const MONTHS_AHEAD = 12;
/**
 * A partition is added under a lock that nobody else may share, and whoever inserts stands in line behind who waits for it; so where
 * somebody reads the trail for long, it gives way, and there is a year to try again.
 */
const LOCK_MS = 300;

/** @returns how many were made @throws when the trail was being read for too long, or the database does not answer */
export function makeTraceMonths(store: Pick<Store, "transactSql">): Promise<number> {
  return store.transactSql(makeMonths);
}

/** The same, in a transaction that has begun. */
export async function makeMonths(run: RunSql): Promise<number> {
  await run(`set local lock_timeout = ${LOCK_MS}`, []);
  const [row] = await run<{ made: number }>("select make_trace_months($1) as made", [MONTHS_AHEAD]);
  return row?.made ?? 0;
}
