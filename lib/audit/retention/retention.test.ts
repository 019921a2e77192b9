/** Removal of old traces on a real PostgreSQL: what goes, what stays, and that nobody else can have rows taken for old ones. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemClock } from "#lib/base/clock";
import { readLastCheckpoint } from "#lib/store/audit/checkpoints";
import { limitRetention, moveRetention, readRetention } from "#lib/store/audit/retention";
import { readRows } from "#lib/store/audit/rows";
import { findLeafIndex } from "#lib/store/audit/tiles";
import type { RunSql } from "#lib/store/database/run-sql";
import { beginReceiver, forgetOtherReceivers } from "#lib/store/traces/receivers";
import { SettledTrail } from "#lib/store/traces/settled";
import { foldUse } from "#lib/store/use/fold-use";
import { readLastUse, readTrackedSince } from "#lib/store/use/read-use";
import { type Household, makeHousehold, openScratchStore, type ScratchStore } from "../../../e2e/harness/scratch-store";
import { canonicalRow } from "../canonical-row";
import { readLogFacts } from "../seal/facts";
import { readProof } from "../seal/log-tree";
import { MemoryMark, makeSealer, memoryKey, sealNow } from "../seal/testing/sealed-log";
import { verifySealed, verifyUpperTiles } from "../seal/verify-sealed";
import { inclusionPlan, verifyInclusion } from "../verify/proof";
import { leafHash } from "../verify/tree";
import { readBoundary, retainedFrom, sealBoundary } from "./boundary";
import { Retention } from "./retention";

const DAY_MS = 86_400_000;
const DAYS = 30;
let scratch: ScratchStore;
let home: Household;
let key: ReturnType<typeof memoryKey>;
let mark: MemoryMark;
let elapsed: number;
let shift: number;
const lines: string[] = [];

const macOf = (secret: string) => (purpose: string, data: Uint8Array) =>
  createHmac("sha256", secret).update(`${purpose}\n`).update(data).digest();
const tokenOf = (secret: string) => ({
  sealMac: macOf(secret),
  isSealMac: (purpose: string, data: Uint8Array, mac: Uint8Array) =>
    mac.length === 32 && timingSafeEqual(macOf(secret)(purpose, data), mac),
});
const token = tokenOf("the token's");

beforeAll(async () => {
  scratch = await openScratchStore();
  home = await makeHousehold(scratch);
}, 120_000);
afterAll(() => scratch.stop());
beforeEach(async () => {
  await asOwner("truncate trace, audit_tile, audit_checkpoint, audit_retention, trace_cursor, audit_receiver, trace_hour, key_use");
  await limitRetention(scratch.ownerUrl, DAYS);
  key = memoryKey();
  mark = new MemoryMark();
  elapsed = 0;
  shift = 0;
  lines.length = 0;
});

const run: RunSql = async (text, values) => (await scratch.store.queueSql(text, [...values])).rows as never[];
/** With the triggers that keep the trail from being changed switched off, as the database's owner can. */
const asOwner = (statement: string) =>
  scratch.sql(`set session_replication_role = replica; ${statement}; set session_replication_role = origin`);
const settled = () => new SettledTrail(run).look();
const seal = () => sealNow(makeSealer({ store: scratch.store, hsm: key, mark }), scratch.store);
const ago = (days: number) => new Date(Date.now() - days * DAY_MS);
const clock = { ...systemClock, now: () => new Date(Date.now() + shift), monotonic: () => elapsed };
const makeRetention = (more = {}) =>
  new Retention({
    store: scratch.store,
    hsm: token,
    days: DAYS,
    clock,
    log: { info: (_facts: unknown, line: string) => void lines.push(line) } as never,
    ...more,
  });
const NEVER = new AbortController().signal;
const ids = async () => (await scratch.store.transactSql((inside) => readRows(inside, 0n, 2n ** 62n, 1_000_000))).map(({ id }) => id);
const verify = async () => {
  const faults = await verifyUpperTiles(scratch.store);
  for (let from = 0, isEnd = false; !isEnd; ) {
    const part = await verifySealed(scratch.store, from, 3, (inside) => retainedFrom(inside, token));
    faults.push(...part.faults);
    ({ ends: from, isEnd } = part);
  }
  return faults;
};

/** @param days their age */
async function write(count: number, days: number): Promise<void> {
  await scratch.sql(
    `insert into trace (time, account_id, project_id, caller_kind, caller_id, caller_name, source, ip, request_id, trace_name, resource_type,
       resource_id, alias, outcome, error_code, details)
     select $5::timestamptz, $1, $2, 'user', $3, 'somebody', 'api', '192.0.2.1', md5(random()::text), 'encryptData', 'cmk', 'k', 'a key',
       'normal', '', jsonb_build_object('n', n) from generate_series(1, $4::int) n`,
    [home.accountId, home.projectId, home.userId, count, ago(days)],
  );
}

async function count(): Promise<void> {
  while (await foldUse(scratch.store, { settledId: await settled(), useNames: ["encryptData"] }));
}

/** Everything is sealed and read, as it is after seconds. */
async function keepTrail(): Promise<void> {
  await seal();
  await count();
}

/** Until there is nothing more to do. */
async function retain(retention = makeRetention()): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) {
    await retention.run(NEVER);
    await keepTrail();
  }
}

test("whole tiles of rows that are all old go, their hashes stay, and what is left and what is gone can still be proven", async () => {
  await write(700, 40);
  await write(100, 20);
  await keepTrail();
  const before = await scratch.store.transactSql((inside) => readRows(inside, 0n, 2n ** 62n, 1_000));
  await retain();
  const left = await ids();
  expect(left.slice(0, -1)).toEqual(before.slice(512).map(({ id }) => id));
  const [said] = await scratch.sql<{ id: string; details: object }>(
    "select id::text as id, details from trace where trace_name = 'retainTraces'",
  );
  expect(said?.details).toMatchObject({ from: 0, to: 512, rows: 512, days: DAYS });
  expect(await scratch.store.transactSql((inside) => findLeafIndex(inside, BigInt(said?.id ?? 0)))).toBe(800);
  expect(await verify()).toEqual([]);
  expect(await scratch.store.transactSql((inside) => retainedFrom(inside, token))).toBe(512);
  const { size, root } = mark.tree as { size: number; root: Buffer };
  for (const index of [0, 255, 511, 512, 700]) {
    const proof = (await readProof(run, inclusionPlan(index, size))) ?? [];
    const leaf = leafHash(Buffer.from(canonicalRow(before[index] as never)));
    expect(verifyInclusion({ leaf, index, size, proof, root })).toBe(true);
  }
  expect((await readLogFacts(scratch.store, new Date())).retention).toMatchObject({
    keptFrom: 512,
    removedTo: 512,
    oldest: before[512]?.time,
  });
  expect(lines).toEqual(["traces are removed by age, and their hashes are kept"]);
});

test("what becomes old later goes later, when an hour has gone by, with a record of its own", async () => {
  await write(256, 40);
  await write(256, DAYS - 1_500 / DAY_MS);
  await write(10, 1);
  await keepTrail();
  const retention = makeRetention();
  await retain(retention);
  expect((await readRetention(run))?.keptFrom).toBe(256);
  await pause(2_000);
  await retain(retention);
  expect((await readRetention(run))?.keptFrom).toBe(256);
  elapsed += 3_600_000;
  await retain(retention);
  expect(await readRetention(run)).toMatchObject({ keptFrom: 512, removedTo: 512 });
  const said = await scratch.sql<{ details: object }>("select details from trace where trace_name = 'retainTraces' order by id");
  expect(said.map(({ details }) => details)).toMatchObject([
    { from: 0, to: 256, rows: 256 },
    { from: 256, to: 512, rows: 256 },
  ]);
  expect((await ids()).length).toBe(12);
  expect(await verify()).toEqual([]);
});

test("nothing is removed before the trace that says so is sealed, and who is killed in between goes on", async () => {
  await write(256 * 50, 40);
  await write(1, 1);
  await keepTrail();
  const all = (await ids()).length;
  const retention = makeRetention();
  await retention.run(NEVER);
  for (let turn = 0; turn < 3; turn += 1) await makeRetention().run(NEVER);
  expect((await ids()).length).toBe(all + 1);
  expect(await verify()).toEqual([]);
  await keepTrail();
  // Killed after the first transaction that removes.
  let removals = 0;
  const dying: Pick<ScratchStore["store"], "transactSql"> = {
    transactSql: (work) =>
      scratch.store.transactSql((inside) =>
        work(async (text, values) => {
          if (/remove_traces/.test(text) && ++removals > 1) throw new Error("killed");
          return inside(text, values);
        }),
      ),
  };
  await expect(makeRetention({ store: dying }).run(NEVER)).rejects.toThrow("killed");
  expect(await readRetention(run)).toMatchObject({ keptFrom: 50 * 256, removedTo: 40 * 256 });
  expect((await ids()).length).toBe(all + 1 - 40 * 256);
  expect(await verify()).toEqual([]);
  const gone = new AbortController();
  gone.abort();
  await makeRetention().run(gone.signal);
  expect((await ids()).length).toBe(all + 1 - 40 * 256);
  await makeRetention().run(NEVER);
  expect((await ids()).length).toBe(2);
  expect(await verify()).toEqual([]);
}, 60_000);

test("rows that somebody has not read, that are not sealed, or that share a tile with a younger one stay", async () => {
  await write(300, 40);
  await seal();
  const retention = makeRetention();
  // Nobody has begun to count.
  await retention.run(NEVER);
  expect(await readRetention(run)).toBeNull();
  await beginReceiver(scratch.store, "webhook", 0n, new Date());
  await count();
  await makeRetention().run(NEVER);
  expect(await readRetention(run)).toBeNull();
  await scratch.sql(
    "update trace_cursor set after_id = (select trace_ids[255] from audit_tile where level = 0 and place = 0) where name = 'webhook'",
  );
  await makeRetention().run(NEVER);
  expect(await readRetention(run)).toBeNull();
  // One that the settings no longer name holds up nothing.
  await forgetOtherReceivers(scratch.store, []);
  await makeRetention().run(NEVER);
  expect(await readRetention(run)).toMatchObject({ keptFrom: 256 });
  await seal();
  // Named again, it is behind.
  await beginReceiver(scratch.store, "webhook", 0n, new Date());
  await expect(makeRetention().run(NEVER)).rejects.toThrow("traces from the leaf 0 on are to be removed, and the database keeps them");
  expect((await ids()).length).toBe(301);
  await scratch.sql("update trace_cursor set after_id = 1000000000 where name = 'webhook'");
  await retain();
  expect((await ids()).length).toBe(45);

  // The last of these is in a tile with the record, which is young.
  await write(300, 40);
  await retain();
  expect((await readRetention(run))?.keptFrom).toBe(256);
});

test("where old rows are only not sealed or not read yet it is looked again soon", async () => {
  const retention = makeRetention();
  const lookAfter = async (ms: number) => {
    elapsed += ms;
    await retention.run(NEVER);
    return (await readRetention(run))?.keptFrom ?? 0;
  };
  await write(700, 40);
  expect(await lookAfter(0)).toBe(0);
  await seal();
  expect(await lookAfter(10_000)).toBe(0);
  await count();
  expect(await lookAfter(9_999)).toBe(0);
  expect(await lookAfter(1)).toBe(512);
  await keepTrail();
  await lookAfter(0);
  expect((await ids()).length).toBe(189);
});

test("where old rows do not fill a tile it is looked again after an hour", async () => {
  const retention = makeRetention();
  await write(255, 40);
  await keepTrail();
  await retention.run(NEVER);
  await write(1, 40);
  await keepTrail();
  elapsed += 3_599_999;
  await retention.run(NEVER);
  expect(await readRetention(run)).toBeNull();
  elapsed += 1;
  await retention.run(NEVER);
  expect(await readRetention(run)).toMatchObject({ keptFrom: 256 });
});

test("a row that is not as it was sealed is not removed, nor what is younger", async () => {
  await write(1_000, 40);
  await keepTrail();
  const [changed] = (await ids()).slice(600);
  await asOwner(`update trace set ip = '203.0.113.9' where id = ${changed}`);
  await expect(makeRetention().run(NEVER)).rejects.toThrow(
    `trace ${changed} of the audit log was changed by somebody else: it is not removed`,
  );
  expect((await ids()).length).toBe(1_000);
});

test("a clock that is set forward, here or in the database alone, makes nothing old", async () => {
  await write(300, 20);
  await keepTrail();
  const retention = makeRetention();
  shift = 400 * DAY_MS;
  await retain(retention);
  // A process that began with the wrong clock has the database's beside it.
  await retain(makeRetention());
  expect(await readRetention(run)).toBeNull();
});

test("a boundary that somebody else wrote counts for nothing: what they remove is named", async () => {
  await write(1_200, 40);
  await write(10, 1);
  await keepTrail();
  const all = await ids();
  // Of nothing, as whoever has the database's passwords can.
  const tree = { keptFrom: 512, root: Buffer.alloc(32), cutOff: ago(30), traceId: all.at(-1) ?? 0n, at: new Date() };
  const forge = async (hsm: ReturnType<typeof tokenOf>, more = {}) => {
    await scratch.sql("delete from audit_retention");
    const row = { ...tree, ...more };
    expect(await moveRetention(run, 0, { ...row, mac: sealBoundary(hsm, row) })).toBe(true);
  };
  const removed = (first: number, end: number) => all.slice(first, end).map((id) => ({ kind: "trace", name: String(id), how: "removed" }));
  await asOwner(`delete from trace where id = any(array[${all.slice(0, 256)}]::bigint[])`);
  for (const [hsm, more] of [
    [tokenOf("another's"), {}],
    // The token's own MAC, of another tree.
    [token, {}],
  ] as const) {
    await forge(hsm, more);
    expect(await scratch.store.transactSql((inside) => readBoundary(inside, token))).toMatchObject({ isAuthentic: false });
    expect(await verify()).toEqual(removed(0, 256));
    await expect(makeRetention().run(NEVER)).rejects.toThrow("somebody else has changed from where on traces are kept: none are removed");
  }
  // Said in the trail, and sealed there, by whoever can write into it.
  await scratch.sql("delete from audit_retention");
  await scratch.sql(
    `insert into trace (time, account_id, caller_kind, caller_id, caller_name, source, ip, request_id, trace_name, resource_type, resource_id, alias, outcome, error_code, details)
     values (now(), $1, 'system', '', 'Key Management Service', 'system', '', 'x', 'retainTraces', 'trace', '', '', 'normal', '', '{"from":0,"to":256,"rows":256}')`,
    [home.accountId],
  );
  await keepTrail();
  expect(await verify()).toEqual(removed(0, 256));
});

test("a recorded boundary hides what it is about and no more, and one of before brings nothing back", async () => {
  await write(600, 40);
  await write(300, 20);
  await keepTrail();
  const all = await ids();
  await retain();
  const [old] = await scratch.sql<Record<string, unknown>>("select * from audit_retention");
  // More is removed than is recorded, and more is said than was recorded.
  await asOwner(`delete from trace where id = ${all[512]}`);
  const fault = [{ kind: "trace", name: String(all[512]), how: "removed" }];
  expect(await verify()).toEqual(fault);
  await scratch.sql("update audit_retention set kept_from = 768");
  expect((await verify()).length).toBe(513);
  await scratch.sql("update audit_retention set kept_from = $1", [old?.kept_from]);
  expect(await verify()).toEqual(fault);
  // A row put in where others are gone.
  await asOwner(
    `insert into trace select * from jsonb_populate_record((select t from trace t where id = ${all[513]}), '{"id": ${all[3]}}')`,
  );
  expect(await verify()).toEqual([{ kind: "trace", name: String(all[3]), how: "changed" }, ...fault]);
});

test("nobody removes a trace but the function, and it none that is young, unrecorded, or without the owner's word", async () => {
  await write(600, 40);
  await keepTrail();
  const [first] = await ids();
  const asRole = async (url: string, ...statements: string[]) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  const remove = `delete from trace where id = ${first}`;
  const call = (age: string) => `select remove_traces(0, 10, now() - interval '${age}')`;
  await expect(asRole(scratch.url, remove)).rejects.toThrow("permission denied for table trace");
  await expect(asRole(scratch.ownerUrl, remove)).rejects.toThrow("traces are append-only");
  await expect(scratch.sql(remove)).rejects.toThrow("traces are append-only");
  await expect(scratch.sql("truncate trace")).rejects.toThrow("traces are append-only");
  await expect(scratch.sql(`update trace set ip = '' where id = ${first}`)).rejects.toThrow("traces are append-only");
  await expect(asRole(scratch.url, "insert into trace_removal values (pg_current_xact_id()::text, '{1}')")).rejects.toThrow(
    "permission denied",
  );
  await expect(asRole(scratch.url, "update trace_retention set days = 31")).rejects.toThrow("permission denied");
  await expect(asRole(scratch.url, call("29 days"))).rejects.toThrow("traces of that age are kept");
  // Not recorded.
  await asRole(scratch.url, call("31 days"));
  expect((await ids()).length).toBe(600);
  await makeRetention().run(NEVER);
  await seal();
  // What the function left behind in a transaction opens nothing afterwards.
  await expect(
    asRole(
      scratch.ownerUrl,
      "begin",
      "select remove_traces(0, 1, now() - interval '31 days')",
      `delete from trace where id = ${(await ids())[300]}`,
    ),
  ).rejects.toThrow("traces are append-only");
  expect((await ids()).length).toBe(601);
  await limitRetention(scratch.ownerUrl, null);
  await expect(asRole(scratch.url, call("90 days"))).rejects.toThrow("traces of that age are kept");
  await expect(makeRetention().run(NEVER)).rejects.toThrow();
  expect((await ids()).length).toBe(601);
  await expect(limitRetention(scratch.url, 40)).rejects.toThrow("permission denied");
  await expect(limitRetention(scratch.ownerUrl, 29)).rejects.toThrow("check");
  expect(await scratch.sql("select * from trace_removal")).toEqual([]);
});

test("while traces are removed, whoever verifies them misses none", async () => {
  await write(256 * 90, 40);
  await write(10, 1);
  await keepTrail();
  const retention = makeRetention();
  let isOver = false;
  const verifying = (async () => {
    const found = [];
    while (!isOver) found.push(...(await verify()));
    return found;
  })();
  await retain(retention).finally(() => {
    isOver = true;
  });
  expect(await verifying).toEqual([]);
  expect((await ids()).length).toBe(11);
}, 60_000);

test("figures of use and when tracking began stay as they were", async () => {
  await write(300, 40);
  await write(10, 1);
  await keepTrail();
  const figures = async () => [
    await readTrackedSince(scratch.store),
    await scratch.sql("select * from key_use"),
    await scratch.sql("select * from trace_hour where trace_name = 'encryptData'"),
  ];
  const before = await figures();
  const last = await readLastUse(scratch.store, "k", ["encryptData"]);
  await retain();
  expect((await readRetention(run))?.removedTo).toBe(256);
  expect(await figures()).toEqual(before);
  expect(await readLastUse(scratch.store, "k", ["encryptData"])).toEqual(last);
  expect((await readLastCheckpoint(run))?.size).toBe(311);
});
