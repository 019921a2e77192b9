/** Who keeps the trail, on a real PostgreSQL with several stores, as workers have them. */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { systemClock } from "#lib/base/clock";
import type { Log } from "#lib/base/log";
import { openStore, type Store } from "#lib/store/open";
import { type Household, makeHousehold, openScratchStore, type ScratchStore, traceOf } from "../../../e2e/harness/scratch-store";
import { keepTrail } from "./keep-trail";
import type { MakeTasks } from "./tasks";

let scratch: ScratchStore;
let home: Household;
const stores: Store[] = [];
const stops: (() => Promise<void>)[] = [];
const lines: string[] = [];
const log = Object.fromEntries(
  ["debug", "info", "warn", "error"].map((level) => [level, (...said: unknown[]) => lines.push(String(said.at(-1)))]),
);

beforeAll(async () => {
  scratch = await openScratchStore();
  home = await makeHousehold(scratch);
}, 120_000);
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  await Promise.all(stores.splice(0).map((store) => store.close()));
});
afterAll(() => scratch.stop());

async function keeper(tasks: MakeTasks): Promise<() => Promise<void>> {
  const store = await openStore(scratch.url);
  stores.push(store);
  const stop = keepTrail({
    databaseUrl: scratch.url,
    store,
    log: log as unknown as Log,
    clock: systemClock,
    receivers: [],
    witnesses: [],
    retention: null,
    mark: { run: async () => {} },
    sealer: { run: async () => {} },
    tasks,
  });
  stops.push(stop);
  return stop;
}

async function until(isSo: () => boolean | Promise<boolean>, ms = 8_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error("it did not come to that in time");
    await pause(50);
  }
}

const leaders = () => scratch.sql<{ pid: number }>("select pid from pg_locks where locktype = 'advisory' and objid = $1", [0x6b6d7306]);

test("one of several keeps the trail; when its session is ended or it stops, another one does within seconds", async () => {
  const runs: string[] = [];
  const gone: string[] = [];
  const recorder =
    (name: string): MakeTasks =>
    (_tools, signal) => {
      signal.addEventListener("abort", () => gone.push(name));
      return [{ name: "recorder", run: async (settledId) => void runs.push(`${name} ${settledId}`) }];
    };
  const stopOf: Record<string, () => Promise<void>> = {};
  for (const name of ["a", "b", "c"]) stopOf[name] = await keeper(recorder(name));
  await until(() => runs.length > 2);
  expect(new Set(runs.map((run) => run.split(" ")[0])).size).toBe(1);
  expect(await leaders()).toHaveLength(1);
  const first = runs[0]?.split(" ")[0] ?? "";

  await scratch.sql("select pg_terminate_backend($1)", [(await leaders())[0]?.pid]);
  await until(() => gone.includes(first));
  runs.length = 0;
  await until(() => runs.length > 0);
  const [leader] = await leaders();

  const second = runs[0]?.split(" ")[0] ?? "";
  await stopOf[second]?.();
  // Its connection is closed; PostgreSQL's side of it may take a moment to end.
  await expect.poll(leaders, { timeout: 5_000 }).not.toContainEqual(leader);
  runs.length = 0;
  await until(() => runs.length > 0);
  expect(runs[0]?.split(" ")[0]).not.toBe(second);
}, 40_000);

test("tasks are told the settled number as it grows; one that fails or takes long holds up none of the others, and each comes again", async () => {
  lines.length = 0;
  const seen: bigint[] = [];
  let [failed, slow] = [0, 0];
  await keeper(() => [
    {
      name: "broken",
      run: async () => {
        failed += 1;
        if (failed < 4) throw new Error("broken");
      },
    },
    {
      name: "slow",
      run: async () => {
        slow += 1;
        await pause(3_000);
      },
    },
    { name: "good", run: async (settledId) => void seen.push(settledId) },
  ]);
  await until(() => seen.length > 0);
  await scratch.store.insertTraces([{ row: traceOf(home), proof: null }]);
  const [row] = await scratch.sql<{ id: string }>("select max(id)::text as id from trace");
  await until(() => seen.at(-1) === BigInt(row?.id ?? -1));
  await until(() => failed > 4);
  expect(slow).toBeLessThan(3);
  expect(seen.length).toBeGreaterThan(3);
  expect(lines.filter((line) => line === 'the trail\'s task "broken" failed')).toHaveLength(1);
  expect(lines).toContain('the trail\'s task "broken" failed: this is over');
}, 40_000);

test("months are made ahead at once, and while the trail is being read for long nobody who writes waits for them", async () => {
  const [{ last = "" } = {}] = await scratch.sql<{ last: string }>(
    "select to_char(date_trunc('month', now() at time zone 'UTC') + interval '12 months', '\"trace_y\"YYYY\"m\"MM') as last",
  );
  await scratch.sql(`drop table if exists ${last}`);
  lines.length = 0;
  let release: () => void = () => {};
  const reading = scratch.store.transactSql(async (run) => {
    await run("select count(*) from trace", []);
    await new Promise<void>((resolve) => {
      release = resolve;
    });
  });
  await keeper(() => []);
  await until(() => lines.includes("months of the trail could not be made ahead"));
  const begun = performance.now();
  await scratch.store.insertTraces([{ row: traceOf(home), proof: null }]);
  expect(performance.now() - begun).toBeLessThan(1_000);
  release();
  await reading;
  await keeper(() => []);
  await Promise.all(stops.splice(0, 1).map((stop) => stop()));
  await until(async () => (await scratch.sql("select to_regclass($1) as made where to_regclass($1) is not null", [last])).length === 1);
}, 40_000);
