/**
 * Counts traces over time. What can be counted by whole hours is, from `trace_hour`, however many there are; finer parts, and what only a
 * trace itself says (address, request), are counted from the newest traces, up to a bound.
 */
import type { TraceBucket, TraceCounts, TraceFilter, TraceOutcome } from "#lib/domain/trace";
import { StatementValues } from "../database/statement-values";
import { limitConditionOn } from "../key-list/key-limit";
import type { Store } from "../open";
import { conditionsOf, type Trail } from "./list-traces";

/** Traces that are looked at one by one. */
const LOOKED_AT_MAX = 100_000;
const HOUR_MS = 3_600_000;

export type Span = { readonly from: Date; readonly to: Date };

/** @param buckets how many parts the span is cut into; of whole hours, the first part begins with its hour */
export async function countTraces(
  store: Pick<Store, "list">,
  trail: Trail,
  filter: TraceFilter,
  span: Span,
  buckets: number,
): Promise<TraceCounts> {
  const width = (span.to.getTime() - span.from.getTime()) / buckets;
  const isByHour = filter.ip === undefined && filter.requestId === undefined;
  if (isByHour && width >= HOUR_MS) return countByHour(store, trail, filter, span, buckets);
  const looked = await countOneByOne(store, trail, filter, span, buckets);
  // Too many to look at: hours say more than the newest part of the span would.
  if (looked.isExact || !isByHour) return looked;
  const hours = Math.max(1, Math.ceil((span.to.getTime() - span.from.getTime()) / HOUR_MS));
  return countByHour(store, trail, filter, span, Math.min(buckets, hours));
}

type Row = { readonly bucket: number; readonly outcome: TraceOutcome; readonly calls: string };

async function countOneByOne(
  store: Pick<Store, "list">,
  trail: Trail,
  filter: TraceFilter,
  span: Span,
  buckets: number,
): Promise<TraceCounts> {
  const values = new StatementValues();
  const width = (span.to.getTime() - span.from.getTime()) / buckets;
  const limit = values.add(LOOKED_AT_MAX + 1);
  const order = `order by time desc, id desc limit ${limit}::int`;
  const branches = conditionsOf(trail, { ...filter, ...span }, null, values).map(
    (where) => `(select time, id, outcome from trace where ${where} ${order})`,
  );
  const rows = await store.list<Row>(
    `select floor(extract(epoch from time - ${values.add(span.from)}::timestamptz) * 1000 / ${values.add(width)}::float8)::int as bucket,
       outcome, count(*) as calls from (select * from (${branches.join(" union all ")}) u ${order}) t group by 1, 2`,
    values.all,
  );
  return toCounts(rows, span, buckets, width, LOOKED_AT_MAX);
}

async function countByHour(
  store: Pick<Store, "list">,
  trail: Trail,
  filter: TraceFilter,
  given: Span,
  wanted: number,
): Promise<TraceCounts> {
  const first = Math.floor(given.from.getTime() / HOUR_MS) * HOUR_MS;
  const hours = Math.max(1, Math.ceil((given.to.getTime() - first) / HOUR_MS));
  const width = Math.ceil(hours / wanted) * HOUR_MS;
  const buckets = Math.ceil((hours * HOUR_MS) / width);
  const span = { from: new Date(first), to: new Date(first + buckets * width) };
  const values = new StatementValues();
  const { traceNames, notTraceNames, resourceId, callerId, outcomes } = filter;
  const projects = [...(trail.projectId === null ? [] : [trail.projectId]), ...(trail.withAccount ? [""] : [])];
  const conditions = [
    `account_id = ${values.add(trail.accountId)}`,
    `project_id = any(${values.add(projects)}::text[])`,
    `hour >= ${values.add(span.from)}::timestamptz and hour < ${values.add(given.to)}::timestamptz`,
    ...(traceNames === undefined ? [] : [`trace_name = any(${values.add(traceNames)}::text[])`]),
    ...(notTraceNames === undefined ? [] : [`trace_name <> all(${values.add(notTraceNames)}::text[])`]),
    ...(resourceId === undefined ? [] : [`resource_id = ${values.add(resourceId)}`]),
    ...(callerId === undefined ? [] : [`caller_id = ${values.add(callerId)}`]),
    ...(outcomes === undefined ? [] : [`outcome = any(${values.add(outcomes)}::text[])`]),
    ...(trail.limit === null ? [] : [limitConditionOn("resource_id", trail.limit, values)]),
  ];
  const rows = await store.list<Row>(
    `select floor(extract(epoch from hour - ${values.add(span.from)}::timestamptz) * 1000 / ${values.add(width)}::float8)::int as bucket,
       outcome, sum(calls) as calls from trace_hour where ${conditions.join(" and ")} group by 1, 2`,
    values.all,
  );
  return toCounts(rows, span, buckets, width, Number.POSITIVE_INFINITY);
}

function toCounts(rows: readonly Row[], span: Span, buckets: number, width: number, most: number): TraceCounts {
  const counted = Array.from({ length: buckets }, () => ({ normal: 0, warning: 0, incident: 0 }));
  for (const { bucket, outcome, calls } of rows) {
    const part = counted[Math.min(Math.max(bucket, 0), buckets - 1)];
    if (part !== undefined) part[outcome] += Number(calls);
  }
  const total = counted.reduce((sum, { normal, warning, incident }) => sum + normal + warning + incident, 0);
  const from = (index: number) => new Date(Math.round(span.from.getTime() + index * width));
  const parts: TraceBucket[] = counted.map((part, index) => ({ from: from(index), ...part }));
  return { total: Math.min(total, most), isExact: total <= most, ...span, buckets: parts };
}
