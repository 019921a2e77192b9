/** Where traces are in the sealed log. Invariant: only what a checkpoint has is said to be in it, not what is staged for the next one. */
import type { RunSql } from "../database/run-sql";
import { TILE_HASHES } from "./tiles";

/** A trace is in the tile whose first number is the last that is not larger. */
const FIND = `with asked as (select unnest($1::int8[]) as id),
    signed as (select c.size from audit_checkpoint c order by c.incarnation desc, c.size desc limit 1),
    homes as (select a.id, h.place from asked a cross join lateral
      (select t.place from audit_tile t where t.level = 0 and t.trace_ids[1] <= a.id order by t.trace_ids[1] desc limit 1) h),
    found as (select h.id, h.place * ${TILE_HASHES} + array_position(t.trace_ids, h.id) - 1 as at
      from homes h join audit_tile t on t.level = 0 and t.place = h.place)
  select f.id::text as id, f.at::text as at from found f cross join signed s where f.at < s.size`;

/** @returns leaf indexes by number; a trace that is not sealed yet is not in it */
export async function findLeafIndexes(run: RunSql, traceIds: readonly bigint[]): Promise<ReadonlyMap<bigint, number>> {
  if (traceIds.length === 0) return new Map();
  const rows = await run<{ id: string; at: string }>(FIND, [traceIds.map(String)]);
  return new Map(rows.map(({ id, at }) => [BigInt(id), Number(at)]));
}
