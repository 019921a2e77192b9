/**
 * Who used a key, when, by what and with which version. What is not counted yet is read from the trail itself, so figures are exact to the
 * call; only where counting is far behind, after an upgrade say, what came last may be missing, and the figures say so.
 */
import { dayOf, type KeyCaller, type KeyUseFigures, type LastUse, type UseCount } from "#lib/domain/use/key-use";
import type { Store } from "../open";
import { alikeTraces, countedUse, NO_VERSION, USE_COLUMNS, USE_CURSOR } from "./counted-use";

/** Traces that are read because they are not counted yet: some seconds of a busy product. */
const UNCOUNTED_READ = 20_000;

type Lists = Pick<Store, "list">;

/** Begins a statement about the key `$1`: of the traces that `key_use` does not hold yet, `fresh` is what they say of it; `$2` are the trace names. */
const FRESH = `
with place as materialized (select coalesce(max(after_id), 0) as after_id from trace_cursor where name = '${USE_CURSOR}'),
uncounted as materialized (
  select * from trace where id > (select after_id from place) and id <= (select after_id + ${UNCOUNTED_READ} from place)),
alike as (${alikeTraces("(select * from uncounted where resource_id = $1 or details->>'secondKey' = $1)")}),
fresh as (select * from (${countedUse("alike", "$2")}) used where key_id = $1)`;

const BEGUN = "coalesce((select begun_at from audit_retention), (select time from trace order by id limit 1))";

type LastRow = { at: Date; traceName: string; callerKind: string; callerId: string; callerName: string };
const LAST = `last_used_at as at, trace_name as "traceName", caller_kind as "callerKind", caller_id as "callerId", caller_name as "callerName"`;

/**
 * The last use of one key, with the request that it was.
 * @param useNames trace names of what uses a key
 */
export async function readLastUse(
  store: Lists,
  keyId: string,
  useNames: readonly string[],
): Promise<(LastUse & { readonly requestId: string }) | null> {
  const rows = await store.list<LastRow>(
    `${FRESH}
     (select ${LAST} from key_use where key_id = $1 and last_used_at is not null order by last_used_at desc limit 1)
     union all
     (select ${LAST} from fresh where last_used_at is not null
       order by last_used_at desc limit 1)`,
    [keyId, useNames],
  );
  const [last] = rows.sort((one, other) => other.at.getTime() - one.at.getTime());
  if (last === undefined) return null;
  const [request] = await store.list<{ requestId: string }>(
    `select request_id as "requestId" from trace where resource_id = $1 and time = $2::timestamptz and caller_id = $3 and trace_name = $4
       and outcome = 'normal' order by id desc limit 1`,
    [keyId, last.at, last.callerId, last.traceName],
  );
  // As the destination of a re-encryption it is not what the call was about.
  return { ...last, requestId: request?.requestId ?? "" };
}

/** Last uses of many keys, as far as they are counted: a second or two late at most in general. Keys that were never used are left out. */
export async function readLastUses(store: Lists, keyIds: readonly string[]): Promise<ReadonlyMap<string, LastUse>> {
  if (keyIds.length === 0) return new Map();
  const rows = await store.list<LastRow & { keyId: string }>(
    `select asked.key_id as "keyId", l.* from unnest($1::text[]) as asked (key_id)
     cross join lateral (select ${LAST} from key_use u where u.key_id = asked.key_id and u.last_used_at is not null
       order by u.last_used_at desc limit 1) l`,
    [keyIds],
  );
  return new Map(rows.map(({ keyId, ...last }) => [keyId, last]));
}

/** When the trail began, whatever of it was removed by age since; null where it is empty. */
export async function readTrackedSince(store: Lists): Promise<Date | null> {
  const [row] = await store.list<{ time: Date | null }>(`select ${BEGUN} as time`, []);
  return row?.time ?? null;
}

/** Calls that would have failed in the shadow that runs, or ran last, and by how many callers. */
export async function readShadowFigures(
  store: Lists,
  keyId: string,
  useNames: readonly string[],
): Promise<{ readonly calls: number; readonly callers: number }> {
  const [row] = await store.list<{ calls: string; callers: number }>(
    `${FRESH}
     select coalesce(sum(would_fail), 0)::bigint as calls, count(distinct caller_id)::int as callers from (
       select caller_id, would_fail from key_use where key_id = $1 and would_fail > 0
       union all
       select caller_id, would_fail from fresh where would_fail > 0) met`,
    [keyId, useNames],
  );
  return { calls: Number(row?.calls ?? 0), callers: row?.callers ?? 0 };
}

type FigureRow = {
  readonly of: "caller" | "operation" | "version" | "day" | "all";
  readonly name: string | null;
  readonly callerKind: string;
  readonly callerName: string;
  readonly callerAccountId: string;
  readonly calls: string;
  readonly refused: string;
  readonly wouldFail: string;
  readonly lastAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly callers: number;
  readonly callersOfShadow: number;
  readonly isWhole: boolean;
  readonly trackedSince: Date | null;
};

/**
 * Use of a key on the days from one to today, in UTC.
 * @param since in the first day
 * @param useNames trace names of what uses a key
 */
export async function readUseFigures(
  store: Lists,
  keyId: string,
  { since, useNames, callers: most }: { since: Date; useNames: readonly string[]; callers: number },
): Promise<KeyUseFigures> {
  const rows = await store.list<FigureRow>(FIGURES, [keyId, useNames, dayOf(since)]);
  const of = (what: FigureRow["of"]) => rows.filter((row) => row.of === what);
  const [all] = of("all");
  return {
    ...(all === undefined ? { calls: 0, refused: 0, wouldFail: 0 } : toCount(all)),
    callers: of("caller").map(toCaller).sort(latestFirst).slice(0, most),
    callerCount: all?.callers ?? 0,
    wouldFailCallers: all?.callersOfShadow ?? 0,
    operations: of("operation")
      .map((row) => ({ ...toCount(row), traceName: row.name ?? "" }))
      .sort((one, other) => other.calls - one.calls || (one.traceName < other.traceName ? -1 : 1)),
    versions: of("version")
      .map((row) => ({ ...toCount(row), version: Number(row.name) === NO_VERSION ? null : Number(row.name) }))
      .sort((one, other) => (other.version ?? -1) - (one.version ?? -1)),
    days: of("day")
      .map((row) => ({ ...toCount(row), day: row.name ?? "" }))
      .sort((one, other) => (one.day < other.day ? -1 : 1)),
    isWhole: all?.isWhole ?? true,
    trackedSince: all?.trackedSince ?? null,
  };
}

const FIGURES = `${FRESH},
used as materialized (
  select ${USE_COLUMNS} from key_use where key_id = $1 and day >= $3::date
  union all
  select ${USE_COLUMNS} from fresh where day >= $3::date
)
select case when grouping(caller_id) = 0 then 'caller' when grouping(trace_name) = 0 then 'operation'
    when grouping(key_version) = 0 then 'version' when grouping(day) = 0 then 'day' else 'all' end as of,
  coalesce(caller_id, trace_name, key_version::text, to_char(day, 'YYYY-MM-DD')) as name,
  coalesce((array_agg(caller_kind order by last_at desc))[1], '') as "callerKind",
  coalesce((array_agg(caller_name order by last_at desc))[1], '') as "callerName",
  coalesce((array_agg(caller_account_id order by last_at desc))[1], '') as "callerAccountId",
  coalesce(sum(calls), 0)::bigint as calls, coalesce(sum(refused), 0)::bigint as refused, coalesce(sum(would_fail), 0)::bigint as "wouldFail",
  max(last_at) as "lastAt", max(last_used_at) as "lastUsedAt", count(distinct caller_id)::int as callers,
  count(distinct caller_id) filter (where would_fail > 0)::int as "callersOfShadow",
  not exists (select 1 from trace where id > (select after_id + ${UNCOUNTED_READ} from place)) as "isWhole", ${BEGUN} as "trackedSince"
from used
group by grouping sets ((caller_id), (trace_name), (key_version), (day), ())`;

function toCount({ calls, refused, wouldFail }: FigureRow): UseCount {
  return { calls: Number(calls), refused: Number(refused), wouldFail: Number(wouldFail) };
}

function toCaller(row: FigureRow): KeyCaller {
  return {
    ...toCount(row),
    id: row.name ?? "",
    kind: row.callerKind,
    name: row.callerName,
    accountId: row.callerAccountId,
    lastAt: row.lastAt as Date,
    lastUsedAt: row.lastUsedAt,
  };
}

function latestFirst(one: KeyCaller, other: KeyCaller): number {
  return other.lastAt.getTime() - one.lastAt.getTime() || (one.id < other.id ? -1 : 1);
}
