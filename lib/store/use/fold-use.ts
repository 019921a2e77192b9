/**
 * Counts calls by hour and the use of keys by day, from the trail in order, so that no call waits for it. Invariant: what is counted and how
 * far it has come are one transaction, under the lock of that mark; so each trace counts once, whoever is killed meanwhile, and whoever else
 * counts at the same time.
 */
import type { RunSql } from "../database/run-sql";
import type { Store } from "../open";
import { alikeTraces, CALLS, countedUse, USE_COLUMNS, USE_CURSOR } from "./counted-use";

/** Numbers of one transaction. */
const CHUNK = 20_000;

export type FoldLimits = {
  /** No trace beyond it counts yet. */
  readonly settledId: bigint;
  /** Trace names of what uses a key. */
  readonly useNames: readonly string[];
  readonly chunk?: number;
};

/** Takes the next traces in. @returns whether there are more of them that could be */
export function foldUse(store: Pick<Store, "transactSql">, { settledId, useNames, chunk = CHUNK }: FoldLimits): Promise<boolean> {
  return store.transactSql(async (run) => {
    const after = await lockUseCursor(run);
    if (after >= settledId) return false;
    // By numbers and not by rows: a limit would let the database sort all that is left. Where many numbers were given to nobody, they are skipped.
    const [first] = await run<{ id: string | null }>("select min(id) as id from trace where id > $1::bigint", [String(after)]);
    const begin = first?.id ? BigInt(first.id) - 1n : settledId;
    const upTo = begin + BigInt(chunk) < settledId ? begin + BigInt(chunk) : settledId;
    if (begin < upTo) await run(COUNT, [String(begin), String(upTo), useNames]);
    await run("update trace_cursor set after_id = $2::bigint, updated_at = now() where name = $1", [USE_CURSOR, String(upTo)]);
    return upTo < settledId;
  });
}

/** Nobody counts until the transaction ends. @returns the last trace that counts already */
export async function lockUseCursor(run: RunSql): Promise<bigint> {
  const lock = () => run<{ after_id: string | bigint }>("select after_id from trace_cursor where name = $1 for update", [USE_CURSOR]);
  let [row] = await lock();
  if (row === undefined) {
    await run("insert into trace_cursor (name, after_id, updated_at) values ($1, 0, now()) on conflict do nothing", [USE_CURSOR]);
    [row] = await lock();
  }
  return BigInt(row?.after_id ?? 0);
}

const COUNT = `
with alike as materialized (${alikeTraces("(select * from trace where id > $1::bigint and id <= $2::bigint)")}),
hours as (
  insert into trace_hour (account_id, project_id, hour, trace_name, resource_id, caller_id, outcome, caller_kind, caller_name, calls)
  select account_id, coalesce(project_id, ''), hour at time zone 'UTC', trace_name, resource_id, caller_id, outcome,
    (array_agg(caller_kind order by last_id desc))[1], (array_agg(caller_name order by last_id desc))[1], sum(${CALLS})
  from alike a group by 1, 2, 3, 4, 5, 6, 7
  on conflict (account_id, project_id, hour, trace_name, resource_id, caller_id, outcome) do update set
    calls = trace_hour.calls + excluded.calls, caller_kind = excluded.caller_kind, caller_name = excluded.caller_name
)
insert into key_use (${USE_COLUMNS})
select ${USE_COLUMNS} from (${countedUse("alike", "$3")}) taken
on conflict (key_id, day, caller_id, trace_name, key_version) do update set
  caller_kind = excluded.caller_kind, caller_name = excluded.caller_name, caller_account_id = excluded.caller_account_id,
  calls = key_use.calls + excluded.calls, refused = key_use.refused + excluded.refused, would_fail = key_use.would_fail + excluded.would_fail,
  first_at = least(key_use.first_at, excluded.first_at), last_at = greatest(key_use.last_at, excluded.last_at),
  last_used_at = greatest(key_use.last_used_at, excluded.last_used_at)`;

/** How long figures are kept, in days. */
export const KEPT_DAYS = 400;
const REMOVED_AT_ONCE = 10_000;

/**
 * Removes figures that are older than anybody asks for. Of a key that is there, the row with its last use stays, however old.
 * @returns whether there may be more
 */
export async function removeOldUse(store: Pick<Store, "transactSql">, now: Date): Promise<boolean> {
  return store.transactSql(async (run) => {
    const [hours] = await run<{ n: number }>(REMOVE_HOURS, [now, KEPT_DAYS]);
    const [uses] = await run<{ n: number }>(REMOVE_USE, [now, KEPT_DAYS]);
    return hours?.n === REMOVED_AT_ONCE || uses?.n === REMOVED_AT_ONCE;
  });
}

const REMOVE_HOURS = `with gone as (delete from trace_hour where ctid in (
    select ctid from trace_hour where hour < $1::timestamptz - make_interval(days => $2) limit ${REMOVED_AT_ONCE}) returning 1)
  select count(*)::int as n from gone`;

const REMOVE_USE = `with gone as (delete from key_use where ctid in (
    select u.ctid from key_use u where u.day < ($1::timestamptz at time zone 'UTC')::date - $2::int
      and (not exists (select 1 from cmk k where k.id = u.key_id)
        or exists (select 1 from key_use l where l.key_id = u.key_id and l.last_used_at is not null and l.day > u.day))
    limit ${REMOVED_AT_ONCE}) returning 1)
  select count(*)::int as n from gone`;
