/** Reading the trail in order, on a real PostgreSQL, while others write it. */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Household, makeHousehold, openScratchStore, type ScratchStore, traceOf } from "../../../e2e/harness/scratch-store";
import { tryToLead } from "../database/leadership";
import type { RunSql } from "../database/run-sql";
import { SettledTrail } from "./settled";
import { insertTracesIn } from "./traces";

let scratch: ScratchStore;
let home: Household;
let run: RunSql;
let trail: SettledTrail;
const last = async () =>
  BigInt((await scratch.sql<{ id: string }>("select (last_value - (not is_called)::int)::text as id from trace_id_seq"))[0]?.id ?? 0);

beforeAll(async () => {
  scratch = await openScratchStore();
  home = await makeHousehold(scratch);
}, 120_000);
beforeEach(() => {
  run = async (text, values) => (await scratch.sql(text, [...values])) as never;
  trail = new SettledTrail(run);
});
afterAll(() => scratch.stop());

/** A transaction that has drawn a number, and ends when it is told how. */
async function beginInsert(): Promise<(how: "commit" | "rollback") => Promise<void>> {
  let tell: (how: "commit" | "rollback") => void = () => {};
  const told = new Promise<"commit" | "rollback">((resolve) => {
    tell = resolve;
  });
  let begun: () => void = () => {};
  const drawn = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const ended = scratch.store
    .transactSql(async (inTransaction) => {
      await insertTracesIn(inTransaction, [traceOf(home)]);
      begun();
      if ((await told) === "rollback") throw new Error("rolled back");
    })
    .catch((error: Error) => expect(error.message).toBe("rolled back"));
  await drawn;
  return (how) => {
    tell(how);
    return ended;
  };
}

test("an empty trail is settled at nothing, and a number alone settles it", async () => {
  await scratch.sql("select setval('trace_id_seq', 1, false)");
  expect(await trail.look()).toBe(0n);
  await scratch.store.insertTraces([{ row: traceOf(home), proof: null }]);
  expect(await trail.look()).toBe(1n);
});

test.each(["commit", "rollback"] as const)("a number that is drawn is not settled before its %s", async (how) => {
  const before = await last();
  const end = await beginInsert();
  await scratch.store.insertTraces([{ row: traceOf(home), proof: null }]);
  const fresh = new SettledTrail(run);
  expect(await fresh.look()).toBe(0n);
  expect(await fresh.look()).toBe(0n);
  await end(how);
  expect(await fresh.look()).toBe(before + 2n);
});

test("who begins to write later is not waited for", async () => {
  const end = await beginInsert();
  const drawn = await last();
  expect(await trail.look()).toBe(0n);
  const endLater = await beginInsert();
  await end("commit");
  expect(await trail.look()).toBe(drawn);
  await endLater("commit");
  expect(await trail.look()).toBe(drawn + 1n);
});

test("a transaction that was prepared meanwhile is still waited for, by whatever name it goes on", async () => {
  // What PostgreSQL says there; the embedded one has prepared transactions switched off.
  const holders = [
    [{ holder: "5/17", prepared: false }],
    [{ holder: "-1/1042", prepared: true }],
    [{ holder: "-1/1042", prepared: true }],
    ...Array.from({ length: 20 }, () => [{ holder: "6/3", prepared: false }]),
  ];
  let looks = 0;
  const scripted = new SettledTrail(async (text) => {
    if (text.includes("trace_id_seq")) return [{ last: "9" }] as never;
    looks += 1;
    return (holders.shift() ?? []) as never;
  });
  expect(await scripted.look()).toBe(9n);
  expect(looks).toBe(4);
});

test("readers and whoever makes months are not waited for", async () => {
  await scratch.store.transactSql(async (inTransaction) => {
    await inTransaction("select count(*) from trace", []);
    expect(await trail.look()).toBe(await last());
  });
});

test("whoever reads in order misses no row, while many write with delays and roll back; who reads without does miss some", async () => {
  const until = performance.now() + 6_000;
  let committed = 0;
  const write = async () => {
    while (performance.now() < until) {
      const rows = Array.from({ length: 1 + Math.floor(Math.random() * 4) }, () => traceOf(home, { traceName: "race" }));
      const alone = Math.random() < 0.4;
      try {
        if (alone) await scratch.store.insertTraces(rows.map((row) => ({ row, proof: null })));
        else {
          await scratch.store.transactSql(async (inTransaction) => {
            for (const row of rows) {
              await insertTracesIn(inTransaction, [row]);
              if (Math.random() < 0.5) await pause(Math.random() * 25);
            }
            if (Math.random() < 0.3) throw new Error("rolled back");
          });
        }
        committed += rows.length;
      } catch (error) {
        expect((error as Error).message).toBe("rolled back");
      }
    }
  };
  const seen: bigint[] = [];
  let looks = 0;
  let after = await last();
  const begin = after;
  const readUpTo = async (from: bigint, to: bigint) =>
    (
      await scratch.sql<{ id: string }>("select t.id::text as id from trace t where id > $1::int8 and id <= $2::int8 order by t.id", [
        `${from}`,
        `${to}`,
      ])
    ).map(({ id }) => BigInt(id));
  const read = async () => {
    const settled = await trail.look();
    if (settled <= after) return;
    looks += 1;
    seen.push(...(await readUpTo(after, settled)));
    after = settled;
  };
  let careless = begin;
  const carelesslySeen: bigint[] = [];
  const readCarelessly = async () => {
    const rows = await readUpTo(careless, 1n << 60n);
    carelesslySeen.push(...rows);
    careless = rows.at(-1) ?? careless;
  };
  let writing = true;
  const reading = (async () => {
    while (writing) {
      await read();
      await readCarelessly();
    }
    await read();
    await readCarelessly();
  })();
  await Promise.all(Array.from({ length: 24 }, write));
  writing = false;
  await reading;
  const all = await readUpTo(begin, 1n << 60n);
  expect(all).toHaveLength(committed);
  expect(committed).toBeGreaterThan(300);
  expect(looks).toBeGreaterThan(10);
  expect(seen).toEqual(all);
  expect(carelesslySeen.length).toBeLessThan(all.length);
}, 30_000);

test("one leads, and when its session ends the next does; a session that is silent is ended", async () => {
  const [url] = [scratch.url];
  const first = await tryToLead(url, "trail");
  expect(first).not.toBeNull();
  expect(await tryToLead(url, "trail")).toBeNull();
  await scratch.sql("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'");
  for (let tries = 0; !first?.lost.aborted && tries < 100; tries++) await pause(20);
  expect(first?.lost.aborted).toBe(true);
  const second = await tryToLead(url, "trail");
  expect(second).not.toBeNull();
  expect(
    (await second?.run<{ setting: string }>("select setting from pg_settings where name = 'idle_session_timeout'", []))?.[0]?.setting,
  ).toBe("10000");
  await second?.end();
  await first?.end();
});
