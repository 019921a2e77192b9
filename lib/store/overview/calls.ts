/** Calls of a project over time, and by whom and on what they were most. From what is counted by the hour, so traces are not read. */
import {
  type BusyCaller,
  type BusyKey,
  bucketsOf,
  type CallsBucket,
  type OverviewCalls,
  type OverviewRange,
} from "#lib/domain/overview/overview";
import type { KeyLimit } from "#lib/domain/policy/key-limit";
import { StatementValues } from "../database/statement-values";
import { limitConditionOn } from "../key-list/key-limit";
import type { Reader } from "./needs";

const BUSIEST = 5;
/** Resources that are looked at for keys: what else there is among them is gone, or is no key. */
const CANDIDATES = 30;

/** Whose calls: those on keys that may be shown, where rights are limited to some. */
export type CallsOf = { readonly accountId: string; readonly projectId: string; readonly limit: KeyLimit | null };

type Row = {
  readonly bucket: number | null;
  readonly outcome: string | null;
  readonly resource_id: string | null;
  readonly caller_id: string | null;
  readonly caller_kind: string | null;
  readonly caller_name: string;
  readonly calls: string;
};
type TrendRow = { readonly id: string; readonly bucket: number; readonly calls: string };

/** @param withCallers whether it may be told who called */
export async function readCalls(store: Reader, of: CallsOf, range: OverviewRange, now: Date, withCallers: boolean): Promise<OverviewCalls> {
  const { from, to, bucketMs, count } = bucketsOf(range, now);
  const values = new StatementValues();
  const bucket = `floor(extract(epoch from h.hour - ${values.add(from)}::timestamptz) * 1000 / ${values.add(bucketMs)}::float8)::int`;
  const where = conditions(of, from, to, values);
  // One look at the hours for all three; of resources and callers only as many as can be among the busiest.
  const rows = await store.list<Row>(
    `with hours as (
       select ${bucket} as bucket, h.outcome, h.resource_id, h.caller_id, h.caller_kind, max(h.caller_name) as caller_name, sum(h.calls) as calls
       from trace_hour h where ${where} group by 1, 2, 3, 4, 5
     )
     (select bucket, outcome, null as resource_id, null as caller_id, null as caller_kind, '' as caller_name, sum(calls) as calls from hours group by 1, 2)
     union all
     (select null, null, resource_id, null, null, '', sum(calls) from hours where resource_id <> '' group by 3 order by 7 desc, 3 limit ${CANDIDATES})
     union all
     (select null, null, null, caller_id, caller_kind, max(caller_name), sum(calls) from hours
       where ${withCallers ? "true" : "false"} group by 4, 5 order by 7 desc, 4 limit ${BUSIEST})`,
    values.all,
  );
  const resources = rows.flatMap(({ resource_id: id, calls }) => (id === null ? [] : [{ id, calls: Number(calls) }]));
  const callers = rows.filter(({ caller_id }) => caller_id !== null);
  const names = await namesOf(
    store,
    of.projectId,
    resources.map(({ id }) => id),
  );
  const busiest = resources.filter(({ id }) => names.has(id)).slice(0, BUSIEST);
  const trends = (column: "resource_id" | "caller_id", ids: readonly string[]) =>
    readTrends(store, of, { from, to, bucketMs, count }, column, ids);
  const [ofKeys, ofCallers] = await Promise.all([
    trends(
      "resource_id",
      busiest.map(({ id }) => id),
    ),
    trends(
      "caller_id",
      callers.map(({ caller_id }) => caller_id ?? ""),
    ),
  ]);
  const flat = Array.from({ length: count }, () => 0);
  return {
    from,
    to,
    buckets: toBuckets(rows, from, bucketMs, count),
    keys: busiest.map(({ id, calls }): BusyKey => ({ keyId: id, alias: names.get(id) ?? "", calls, trend: ofKeys.get(id) ?? flat })),
    ...(withCallers && {
      callers: callers.map(
        ({ caller_id: id, caller_kind: kind, caller_name: callerName, calls }): BusyCaller => ({
          callerId: id ?? "",
          callerKind: kind ?? "",
          callerName,
          calls: Number(calls),
          trend: ofCallers.get(id ?? "") ?? flat,
        }),
      ),
    }),
  };
}

function toBuckets(rows: readonly Row[], from: Date, bucketMs: number, count: number): CallsBucket[] {
  const sums = Array.from({ length: count }, () => ({ normal: 0, warning: 0, incident: 0 }));
  for (const { bucket, outcome, calls } of rows) {
    const sum = bucket === null ? undefined : sums[bucket];
    if (sum && outcome !== null) sum[outcome as keyof typeof sum] += Number(calls);
  }
  return sums.map(({ normal, warning, incident }, at) => ({
    from: new Date(from.getTime() + at * bucketMs),
    succeeded: normal,
    refused: warning,
    failed: incident,
  }));
}

async function namesOf(store: Reader, projectId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await store.list<{ id: string; alias: string }>("select id, alias from cmk where id = any($1::text[]) and project_id = $2", [
    ids,
    projectId,
  ]);
  return new Map(rows.map(({ id, alias }) => [id, alias]));
}

async function readTrends(
  store: Reader,
  of: CallsOf,
  { from, to, bucketMs, count }: ReturnType<typeof bucketsOf>,
  column: "resource_id" | "caller_id",
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  if (ids.length === 0) return new Map();
  const values = new StatementValues();
  const bucket = `floor(extract(epoch from h.hour - ${values.add(from)}::timestamptz) * 1000 / ${values.add(bucketMs)}::float8)::int`;
  const rows = await store.list<TrendRow>(
    `select h.${column} as id, ${bucket} as bucket, sum(h.calls) as calls from trace_hour h
     where ${conditions(of, from, to, values)} and h.${column} = any(${values.add(ids)}::text[]) group by 1, 2`,
    values.all,
  );
  const trends = new Map<string, number[]>();
  for (const { id, bucket: at, calls } of rows) {
    const trend = trends.get(id) ?? Array.from({ length: count }, () => 0);
    if (at >= 0 && at < count) trend[at] = (trend[at] ?? 0) + Number(calls);
    trends.set(id, trend);
  }
  return trends;
}

/** On `trace_hour h`. What the service does by itself is no call. */
function conditions({ accountId, projectId, limit }: CallsOf, from: Date, to: Date, values: StatementValues): string {
  return [
    `h.account_id = ${values.add(accountId)}`,
    `h.project_id = ${values.add(projectId)}`,
    `h.hour >= ${values.add(from)}::timestamptz and h.hour < ${values.add(to)}::timestamptz`,
    "h.caller_kind <> 'system'",
    ...(limit === null ? [] : [limitConditionOn("h.resource_id", limit, values)]),
  ].join(" and ");
}
