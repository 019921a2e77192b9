/** Counting against a naive count, on a real PostgreSQL: over random traces, by two at once, cut off in between, and over what was there before. */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Key } from "#lib/domain/key";
import { firstDayOf } from "#lib/domain/use/key-use";
import {
  type Household,
  hexId,
  makeHousehold,
  makeKey,
  openScratchStore,
  type ScratchStore,
  traceOf,
} from "../../../e2e/harness/scratch-store";
import { startShadow, stopShadow } from "../keys/shadow";
import type { TraceRow } from "../traces/traces";
import { foldUse, KEPT_DAYS, removeOldUse } from "./fold-use";
import { readLastUse, readLastUses, readUseFigures } from "./read-use";

const USE_NAMES = ["encryptData", "decryptData", "reEncrypt"];
const DAY = 24 * 3600 * 1000;
let scratch: ScratchStore;
beforeAll(async () => {
  scratch = await openScratchStore();
});
afterAll(() => scratch.stop());

const append = (rows: readonly TraceRow[]) => scratch.store.insertTraces(rows.map((row) => ({ row, proof: null })));
const lastId = async () => BigInt((await scratch.sql<{ id: string }>("select coalesce(max(id), 0) as id from trace"))[0]?.id ?? 0);

async function foldAll(chunk = 1_000): Promise<number> {
  const settledId = await lastId();
  let folds = 1;
  while (await foldUse(scratch.store, { settledId, useNames: USE_NAMES, chunk })) folds += 1;
  return folds;
}

type Made = { of: Household; keys: Key[]; rows: TraceRow[] };

const names = [...USE_NAMES, "describeKey", "createKey"] as const;
const step = fc.record({
  name: fc.constantFrom(...names),
  key: fc.nat(2),
  other: fc.nat(2),
  caller: fc.nat(3),
  minutesAgo: fc.nat(5 * 24 * 60),
  version: fc.option(fc.nat(2)),
  outcome: fc.constantFrom("normal" as const, "normal" as const, "warning" as const, "incident" as const),
  gathered: fc.option(fc.integer({ min: 1, max: 50 }), { freq: 9 }),
  isOfAnother: fc.boolean(),
});

async function makeRandom(seed: number, count: number): Promise<Made & { elsewhere: Household }> {
  const of = await makeHousehold(scratch);
  const elsewhere = await makeHousehold(scratch);
  const keys = [await makeKey(scratch, of), await makeKey(scratch, of), await makeKey(scratch, of)];
  const callers = [hexId(), hexId(), hexId(), hexId()];
  const rows = fc.sample(step, { numRuns: count, seed }).map((one) => {
    const key = keys[one.key] as Key;
    const second = keys[one.other] as Key;
    return traceOf(one.isOfAnother && one.outcome === "warning" ? elsewhere : of, {
      time: new Date(Date.now() - one.minutesAgo * 60_000),
      callerId: callers[one.caller] as string,
      callerName: `name ${one.caller}`,
      traceName: one.name,
      resourceId: key.id,
      outcome: one.outcome,
      keyVersion: one.version,
      details: {
        ...(one.name === "reEncrypt" && one.outcome === "normal" && { secondKey: second.id }),
        // Of a row that is not gathered it is not a number of calls.
        ...(one.gathered !== null && { count: one.gathered, ...(one.outcome !== "normal" && { since: new Date().toISOString() }) }),
      },
    });
  });
  for (let from = 0; from < rows.length; from += 500) await append(rows.slice(from, from + 500));
  return { of, elsewhere, keys, rows };
}

const callsOf = ({ details, outcome }: TraceRow) => (outcome !== "normal" && details.count !== undefined ? Number(details.count) : 1);
/** What one key is used by, as somebody would count it by hand. */
function naive({ of, rows }: Made, keyId: string) {
  const uses = new Map<string, { calls: number; refused: number; lastUsed: number | null }>();
  for (const row of rows) {
    if (!USE_NAMES.includes(row.traceName) || row.projectId !== of.projectId) continue;
    const isSecond = row.details.secondKey === keyId && row.resourceId !== keyId;
    if (row.resourceId !== keyId && !isSecond) continue;
    const name = [row.time.toISOString().slice(0, 10), row.callerId, row.traceName, isSecond ? -1 : (row.keyVersion ?? -1)].join(" ");
    const use = uses.get(name) ?? { calls: 0, refused: 0, lastUsed: null };
    const worked = row.outcome === "normal";
    uses.set(name, {
      calls: use.calls + callsOf(row),
      refused: use.refused + (worked ? 0 : callsOf(row)),
      lastUsed: worked ? Math.max(use.lastUsed ?? 0, row.time.getTime()) : use.lastUsed,
    });
  }
  return Object.fromEntries(uses);
}

async function stored(keyId: string) {
  const rows = await scratch.sql<{ name: string; calls: string; refused: string; last_used_at: Date | null }>(
    `select concat_ws(' ', to_char(day, 'YYYY-MM-DD'), caller_id, trace_name, key_version) as name, calls, refused, last_used_at
     from key_use where key_id = $1`,
    [keyId],
  );
  return Object.fromEntries(
    rows.map(({ name, calls, refused, last_used_at }) => [
      name,
      { calls: Number(calls), refused: Number(refused), lastUsed: last_used_at?.getTime() ?? null },
    ]),
  );
}

test.each([1, 2, 3])("what is counted is what a count by hand gives, in chunks of whatever size (%i)", async (seed) => {
  const made = await makeRandom(seed, 1_500);
  expect(await foldAll(97 * seed)).toBeGreaterThan(3);
  for (const key of made.keys) expect(await stored(key.id)).toEqual(naive(made, key.id));
  const hours = await scratch.sql<{ name: string; calls: string }>(
    `select concat_ws(' ', extract(epoch from hour)::bigint, trace_name, resource_id, caller_id, outcome) as name, sum(calls) as calls
     from trace_hour where account_id = any($1) group by 1`,
    [[made.of.accountId, made.elsewhere.accountId]],
  );
  const byHand = new Map<string, number>();
  for (const row of made.rows) {
    const hour = Math.floor(row.time.getTime() / 3_600_000) * 3_600;
    const name = [hour, row.traceName, row.resourceId, row.callerId, row.outcome].join(" ");
    byHand.set(name, (byHand.get(name) ?? 0) + callsOf(row));
  }
  expect(Object.fromEntries(hours.map(({ name, calls }) => [name, Number(calls)]))).toEqual(Object.fromEntries(byHand));
});

test("counted, half counted and not counted yet, the figures that are read are the same", async () => {
  const made = await makeRandom(4, 900);
  const [key] = made.keys as [Key];
  const read = async () => {
    const figures = await readUseFigures(scratch.store, key.id, { since: firstDayOf(30, new Date()), useNames: USE_NAMES, callers: 10 });
    return { figures, last: await readLastUse(scratch.store, key.id, USE_NAMES) };
  };
  const before = await read();
  await foldUse(scratch.store, { settledId: (await lastId()) - 400n, useNames: USE_NAMES, chunk: 100_000 });
  expect(await read()).toEqual(before);
  await foldAll();
  expect(await read()).toEqual(before);
  const byHand = Object.values(naive(made, key.id));
  expect(before.figures).toMatchObject({
    calls: byHand.reduce((sum, { calls }) => sum + calls, 0),
    refused: byHand.reduce((sum, { refused }) => sum + refused, 0),
    callerCount: 4,
    isWhole: true,
  });
  const sum = (counts: readonly { calls: number }[]) => counts.reduce((all, { calls }) => all + calls, 0);
  const { callers, operations, versions, days, calls } = before.figures;
  expect([callers, operations, versions, days].map(sum)).toEqual([calls, calls, calls, calls]);
  const lastUsed = Math.max(...byHand.map((use) => use.lastUsed ?? 0));
  expect(before.last?.at.getTime()).toBe(lastUsed);
  const lastRow = made.rows.filter((row) => row.time.getTime() === lastUsed && row.resourceId === key.id).map(({ requestId }) => requestId);
  if (lastRow.length > 0) expect(lastRow).toContain(before.last?.requestId);
  expect((await readLastUses(scratch.store, [key.id, randomUUID()])).get(key.id)?.at.getTime()).toBe(lastUsed);
});

test("two who count at once, and one that is cut off before it commits, count nothing twice and leave nothing out", async () => {
  const made = await makeRandom(5, 1_200);
  const settledId = await lastId();
  const cutOff = {
    transactSql: (work: Parameters<typeof scratch.store.transactSql>[0]) =>
      scratch.store.transactSql(async (run) => {
        await work(run);
        throw new Error("killed");
      }),
  } as Pick<typeof scratch.store, "transactSql">;
  for (let round = 0; round < 10; round += 1) {
    await expect(foldUse(cutOff, { settledId, useNames: USE_NAMES, chunk: 300 })).rejects.toThrow("killed");
    await Promise.all([1, 2, 3].map(() => foldUse(scratch.store, { settledId, useNames: USE_NAMES, chunk: 70 })));
  }
  for (const key of made.keys) expect(await stored(key.id)).toEqual(naive(made, key.id));
});

test("what was there before anything was counted is counted in, and what is beyond the settled number waits", async () => {
  const made = await makeRandom(6, 300);
  await foldAll();
  await scratch.sql("delete from trace_cursor where name = 'use'");
  await scratch.sql("delete from key_use");
  await scratch.sql("delete from trace_hour");
  const settledId = await lastId();
  await append([traceOf(made.of, { resourceId: made.keys[0]?.id ?? "" })]);
  while (await foldUse(scratch.store, { settledId, useNames: USE_NAMES })) {}
  for (const key of made.keys) expect(await stored(key.id)).toEqual(naive(made, key.id));
  await foldAll();
});

test("numbers that were given to nobody are skipped, and while counting is far behind the figures say so", async () => {
  const made = await makeRandom(7, 50);
  await foldAll();
  await scratch.sql("select setval('trace_id_seq', nextval('trace_id_seq') + 5000000)");
  const [key] = made.keys as [Key];
  const read = () => readUseFigures(scratch.store, key.id, { since: firstDayOf(1, new Date()), useNames: USE_NAMES, callers: 10 });
  const before = (await read()).calls;
  await append([traceOf(made.of, { resourceId: key.id })]);
  expect(await read()).toMatchObject({ calls: before, isWhole: false });
  expect(await foldAll()).toBeLessThan(3);
  expect(await read()).toMatchObject({ calls: before + 1, isWhole: true });
});

test("in shadow the calls that worked are counted as ones that would fail, from nothing each time, and for no other key", async () => {
  const of = await makeHousehold(scratch);
  const [key, other] = [await makeKey(scratch, of), await makeKey(scratch, of)];
  const call = (more: Partial<TraceRow> = {}) =>
    append([traceOf(of, { resourceId: key.id, wouldFail: true, traceName: "reEncrypt", details: { secondKey: other.id }, ...more })]);
  const figures = async (of: Key) =>
    readUseFigures(scratch.store, of.id, { since: firstDayOf(1, new Date()), useNames: USE_NAMES, callers: 10 });
  const start = (days = 1) => scratch.store.transact((tx) => startShadow(tx, key, new Date(), new Date(Date.now() + days * DAY)));
  const first = await start();
  await call();
  await call({ outcome: "warning" });
  await call({ callerId: hexId() });
  expect(await figures(key)).toMatchObject({ calls: 3, refused: 1, wouldFail: 2, wouldFailCallers: 2 });
  await foldAll();
  await call();
  expect(await figures(key)).toMatchObject({ calls: 4, wouldFail: 3 });
  expect(await figures(other)).toMatchObject({ calls: 4, wouldFail: 0 });
  expect(await start(2)).toMatchObject({ since: first.since });
  expect(await figures(key)).toMatchObject({ wouldFail: 3 });
  await scratch.store.transact((tx) => stopShadow(tx, key, new Date()));
  // The calls of the shadow that ended, counted by now or not, are no calls of the next one.
  await start();
  expect(await figures(key)).toMatchObject({ calls: 4, wouldFail: 0 });
  await foldAll();
  await call();
  expect(await figures(key)).toMatchObject({ calls: 5, wouldFail: 1 });
  await scratch.sql("update cmk set state = 'disabled' where id = $1", [key.id]);
  expect(await scratch.sql("select until <= now() as ended from key_shadow where key_id = $1", [key.id])).toEqual([{ ended: true }]);
});

test("figures that nobody asks for any more are removed; of a key that is there its last use stays", async () => {
  const of = await makeHousehold(scratch);
  const key = await makeKey(scratch, of);
  const daysAgo = (days: number) => new Date(Date.now() - days * DAY);
  const at = (days: number) => append([traceOf(of, { resourceId: key.id, time: daysAgo(days) })]);
  await at(KEPT_DAYS + 30);
  await at(KEPT_DAYS + 20);
  await foldAll();
  const days = async () => (await scratch.sql<{ n: number }>("select count(*)::int as n from key_use where key_id = $1", [key.id]))[0]?.n;
  expect(await removeOldUse(scratch.store, new Date())).toBe(false);
  expect(await days()).toBe(1);
  await at(3);
  await foldAll();
  await removeOldUse(scratch.store, new Date());
  expect(await days()).toBe(1);
  expect(await scratch.sql("select 1 from trace_hour where hour < now() - make_interval(days => $1)", [KEPT_DAYS])).toEqual([]);
});
