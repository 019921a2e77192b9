/** The statements of the trail against a plain reading of the same rows; and what the migration does with rows that are there. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toRequestId } from "#lib/base/request-id";
import { NO_RIGHT, TRACE_OUTCOMES, type Trace, type TraceFilter } from "#lib/domain/trace";
import { openScratchStore, type ScratchStore } from "../../../e2e/harness/scratch-store";
import { countTraces } from "./count-traces";
import { findTrace, listTraces, type Trail } from "./list-traces";
import type { TraceRow } from "./traces";

let scratch: ScratchStore;
beforeAll(async () => {
  scratch = await openScratchStore();
});
afterAll(() => scratch.stop());

const BEGIN = Date.UTC(2026, 10, 30, 23, 59, 59);
const NAMES = ["encryptData", "sign", "createKey", "disableKey", "listTraces"];
/** IDs as earlier versions made them, and such that say when the request came: before all its traces. */
const REQUESTS = ["r", "s", toRequestId("919108f7-52d1-4320-9bac-f847db4148a8", BEGIN)] as const;
const few = (...texts: string[]) => fc.constantFrom(...texts);

const row: fc.Arbitrary<TraceRow> = fc.record({
  // Around the turn of a month, and many at the same moment.
  time: fc.integer({ min: 0, max: 2_000 }).map((ms) => new Date(BEGIN + ms)),
  accountId: few("a", "b"),
  projectId: fc.constantFrom("p", "q", null),
  callerKind: fc.constant("user"),
  callerId: few("u", "v"),
  callerName: few("u"),
  callerAccountId: fc.constant(""),
  accessKey: fc.constant(""),
  source: fc.constant("api"),
  ip: few("192.0.2.1", "192.0.2.2"),
  requestId: few(...REQUESTS),
  traceName: few(...NAMES),
  resourceType: fc.constant("cmk"),
  resourceId: few("k", "l"),
  alias: fc.constant(""),
  outcome: fc.constantFrom(...TRACE_OUTCOMES),
  errorCode: fc.constant(""),
  details: fc.constant({}),
  rightKind: fc.constant(NO_RIGHT.rightKind),
  rightId: fc.constant(""),
  grantId: fc.constant(""),
  keyVersion: fc.constantFrom(null, 1, 2),
  wouldFail: fc.boolean(),
});

const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const filter: fc.Arbitrary<TraceFilter> = fc.record({
  from: some(fc.integer({ min: -1, max: 2_001 }).map((ms) => new Date(BEGIN + ms))),
  to: some(fc.integer({ min: -1, max: 2_001 }).map((ms) => new Date(BEGIN + ms))),
  traceNames: some(fc.array(few(...NAMES, "none"), { minLength: 1, maxLength: 3 })),
  notTraceNames: some(fc.array(few(...NAMES), { minLength: 1, maxLength: 2 })),
  resourceId: some(few("k", "l", "m")),
  callerId: some(few("u", "v")),
  outcomes: some(fc.array(fc.constantFrom(...TRACE_OUTCOMES), { minLength: 1, maxLength: 3 })),
  ip: some(few("192.0.2.1")),
  requestId: some(few("r", REQUESTS[2])),
});
const trail: fc.Arbitrary<Trail> = fc.record({
  accountId: few("a", "b"),
  projectId: fc.constantFrom("p", "q", null),
  withAccount: fc.boolean(),
  limit: fc.constant(null),
});

const isIn = ({ accountId, projectId, withAccount }: Trail, one: Trace) =>
  one.accountId === accountId && (one.projectId === null ? withAccount : one.projectId === projectId);
const fits = ({ from, to, traceNames, notTraceNames, resourceId, callerId, outcomes, ip, requestId }: TraceFilter, one: Trace) =>
  (from === undefined || one.time >= from) &&
  (to === undefined || one.time < to) &&
  (traceNames?.includes(one.traceName) ?? true) &&
  !(notTraceNames?.includes(one.traceName) ?? false) &&
  (resourceId === undefined || one.resourceId === resourceId) &&
  (callerId === undefined || one.callerId === callerId) &&
  (outcomes?.includes(one.outcome) ?? true) &&
  (ip === undefined || one.ip === ip) &&
  (requestId === undefined || one.requestId === requestId);

describe("whatever is filtered by, in whatever trail", () => {
  let all: Trace[];
  beforeAll(async () => {
    const rows = fc.sample(row, { numRuns: 400, seed: 7 });
    await scratch.store.insertTraces(rows.map((each) => ({ row: each, proof: null })));
    const numbers = await scratch.sql<{ id: string }>("select id from trace order by id");
    all = rows.map((each, index) => ({ ...each, id: BigInt(numbers[index]?.id ?? 0), state: "" }));
    all.sort((one, other) => other.time.getTime() - one.time.getTime() || Number(other.id - one.id));
  });

  test("pages put together are what a plain reading finds, in its order, field by field", async () => {
    await fc.assert(
      fc.asyncProperty(trail, filter, fc.integer({ min: 1, max: 150 }), async (of, by, limit) => {
        const found: Trace[] = [];
        for (let marker: string | null = ""; marker !== null; ) {
          const page = await listTraces(scratch.store, of, by, { marker, limit });
          expect(page.traces.length).toBeLessThanOrEqual(limit);
          found.push(...page.traces);
          marker = page.nextMarker;
        }
        expect(found).toEqual(all.filter((one) => isIn(of, one) && fits(by, one)));
      }),
      { numRuns: 150, examples: [[{ accountId: "a", projectId: "p", withAccount: true, limit: null }, {}, 1]] },
    );
  });

  test("counts are those of the list, whatever it is cut into", async () => {
    await fc.assert(
      fc.asyncProperty(trail, filter, fc.integer({ min: 1, max: 60 }), async (of, by, buckets) => {
        const span = { from: new Date(BEGIN - 500), to: new Date(BEGIN + 1_500) };
        const expected = all.filter((one) => isIn(of, one) && fits({ ...by, ...span }, one));
        const counted = await countTraces(scratch.store, of, by, span, buckets);
        expect(counted.total).toBe(expected.length);
        for (const [index, { from, ...counts }] of counted.buckets.entries()) {
          const width = 2_000 / buckets;
          const inside = expected.filter(({ time }) => Math.floor((time.getTime() - span.from.getTime()) / width) === index);
          for (const outcome of TRACE_OUTCOMES) {
            expect(counts[outcome]).toBe(inside.filter((one) => one.outcome === outcome).length);
          }
          expect(from.getTime()).toBe(Math.round(span.from.getTime() + index * width));
        }
      }),
      { numRuns: 60 },
    );
  });

  test("one is found by its number by whoever may list it, and by nobody else", async () => {
    for (const one of all.slice(0, 40)) {
      for (const of of fc.sample(trail, { numRuns: 5, seed: 3 })) {
        expect(await findTrace(scratch.store, of, one.id)).toEqual(isIn(of, one) ? one : null);
      }
    }
  });
});

test("months are made ahead, in UTC, once; and a row of a year that nobody made has a place", async () => {
  const months = () =>
    scratch.sql<{ name: string }>(
      "select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'trace'::regclass order by 1",
    );
  const before = await months();
  expect(before.length).toBeGreaterThanOrEqual(14);
  expect((await scratch.sql<{ made: number }>("select make_trace_months(12) as made"))[0]?.made).toBe(0);
  expect((await scratch.sql<{ made: number }>("select make_trace_months(14) as made"))[0]?.made).toBe(2);
  expect(await months()).toHaveLength(before.length + 2);
  const [late] = fc.sample(row, 1) as [TraceRow];
  await scratch.store.insertTraces([{ row: { ...late, time: new Date("2199-01-01T00:00:00Z") }, proof: null }]);
  expect(await scratch.sql("select 1 from trace_beyond")).toHaveLength(1);
  for (const statement of [
    "delete from trace",
    "update trace set ip = ''",
    "truncate trace",
    "truncate trace_beyond",
    "truncate trace_before",
  ]) {
    await expect(scratch.sql(statement), statement).rejects.toThrow(/append-only/);
  }
  const [{ name } = { name: "" }] = (await months()).filter((month) => /y\d{4}m\d\d$/.test(month.name));
  await expect(scratch.sql(`truncate ${name}`)).rejects.toThrow(/append-only/);
});

test("the traces of a database of before stay, with their numbers, and new ones go on after them", async () => {
  const directory = join(import.meta.dirname, "../../../prisma/migrations");
  const names = readdirSync(directory).sort();
  const client = new pg.Client({ connectionString: scratch.ownerUrl });
  await client.connect();
  try {
    await client.query("create schema before");
    await client.query("set search_path = before, public");
    const apply = (name: string) => client.query(readFileSync(join(directory, name, "migration.sql"), "utf8"));
    const trail = names.findIndex((name) => name.endsWith("_trail"));
    for (const name of names.slice(0, trail)) await apply(name);
    await client.query(
      `insert into trace (time, account_id, caller_kind, caller_id, caller_name, source, ip, request_id, trace_name, resource_type, resource_id, alias, outcome, error_code, details)
       select now() - n * interval '20 days', 'a', 'user', 'u', 'u', 'api', '', 'r', 'createKey', 'cmk', 'k', '', 'normal', '', '{"n": 1}' from generate_series(0, 99) n`,
    );
    const before = (await client.query("select id, time, details from trace order by id")).rows;
    for (const name of names.slice(trail)) await apply(name);
    expect((await client.query("select id, time, details from trace order by id")).rows).toEqual(before);
    await client.query(
      `insert into trace (time, account_id, caller_kind, caller_id, caller_name, source, ip, request_id, trace_name, resource_type, resource_id, alias, outcome, error_code, details)
       values (now(), 'a', 'user', 'u', 'u', 'api', '', 'r', 'createKey', 'cmk', 'k', '', 'normal', '', '{}')`,
    );
    expect((await client.query("select max(id) as id, count(*)::int as rows from trace")).rows).toEqual([{ id: "101", rows: 101 }]);
    await expect(client.query("delete from trace")).rejects.toThrow(/append-only/);
  } finally {
    await client.end();
  }
});
