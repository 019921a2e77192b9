/** What the overview reads, on a real PostgreSQL. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DAY_MS, type Key } from "#lib/domain/key";
import { KEY_NEEDS, type KeyNeedKind } from "#lib/domain/overview/overview";
import type { KeyLimit } from "#lib/domain/policy/key-limit";
import { type Household, makeHousehold, makeKey, openScratchStore, type ScratchStore, traceOf } from "../../../e2e/harness/scratch-store";
import { readCalls } from "./calls";
import { countKeyKinds, readComingUp } from "./kinds";
import { countKeysMadeSince, countUnusedKeys, readKeyNeeds } from "./needs";

const HOUR = 3_600_000;
const NOW = new Date(Date.UTC(2026, 10, 27, 14, 20));
const inDays = (days: number) => new Date(NOW.getTime() + days * DAY_MS);

let scratch: ScratchStore;
let other: Household;
beforeAll(async () => {
  scratch = await openScratchStore();
  other = await makeHousehold(scratch);
});
afterAll(() => scratch.stop());

async function keyWith(of: Household, columns: Record<string, unknown>): Promise<Key> {
  const key = await makeKey(scratch, of);
  const names = Object.keys(columns);
  const set = names.map((name, at) => `${name} = $${at + 2}`).join(", ");
  if (names.length > 0) await scratch.sql(`update cmk set ${set} where id = $1`, [key.id, ...Object.values(columns)]);
  return key;
}

/** Rights to these keys alone. */
const onlyIds = (ids: readonly string[]): KeyLimit => ({
  accountId: "",
  permissions: [{ allows: [{ names: { ids: ids.map((id) => [id]), aliases: [] }, attributes: [], tags: [] }], denies: [] }],
});

async function needsOf(of: Household, kind: KeyNeedKind, limit: KeyLimit | null = null) {
  const { keys, total } = await readKeyNeeds(scratch.store, { projectId: of.projectId, limit }, kind, NOW, true);
  return { ids: keys.map(({ keyId }) => keyId), keys, total };
}

async function addUse(key: Key, at: Date, { caller = "branch-gateway", worked = true }: { caller?: string; worked?: boolean } = {}) {
  await scratch.sql(
    `insert into key_use (key_id, day, caller_id, trace_name, key_version, caller_kind, caller_name, caller_account_id, calls, refused, would_fail,
       first_at, last_at, last_used_at) values ($1, ($2::timestamptz at time zone 'UTC')::date, $3, 'encryptData', 0, 'user', $3, '', 1, $4, 0, $2, $2, $5)`,
    [key.id, at, caller, worked ? 0 : 1, worked ? at : null],
  );
}

async function addCalls(
  of: Household,
  hour: Date,
  more: { key?: string; caller?: string; kind?: string; outcome?: string; calls?: number },
) {
  const { key = "", caller = "app", kind = "user", outcome = "normal", calls = 1 } = more;
  await scratch.sql(
    `insert into trace_hour (account_id, project_id, hour, trace_name, resource_id, caller_id, outcome, caller_kind, caller_name, calls)
     values ($1, $2, $3, 'encryptData', $4, $5, $6, $7, $5, $8)`,
    [of.accountId, of.projectId, hour, key, caller, outcome, kind, calls],
  );
}

describe("keys that need somebody", () => {
  test("are named when it is near, the nearest first, and not those of others", async () => {
    const home = await makeHousehold(scratch);
    const late = await keyWith(home, { state: "pendingDeletion", scheduled_deletion_at: inDays(6.9) });
    const soon = await keyWith(home, { state: "pendingDeletion", scheduled_deletion_at: inDays(1) });
    await keyWith(home, { state: "pendingDeletion", scheduled_deletion_at: inDays(7.1) });
    await keyWith(other, { state: "pendingDeletion", scheduled_deletion_at: inDays(1) });
    const expiring = await keyWith(home, { state: "disabled", material_expires_at: inDays(3) });
    await keyWith(home, { state: "enabled", material_expires_at: inDays(30) });
    const overdue = await keyWith(home, { next_rotation_at: inDays(-12), rotation_interval: 30 });
    await keyWith(home, { next_rotation_at: new Date(NOW.getTime() - 30 * 60_000), rotation_interval: 30 });
    await keyWith(home, { state: "disabled", next_rotation_at: inDays(-12), rotation_interval: 30 });
    const waiting = await keyWith(home, { state: "pendingImport", created_at: inDays(-3) });
    await keyWith(home, { state: "pendingImport", created_at: inDays(-0.9) });
    expect((await needsOf(home, "deletion")).ids).toEqual([soon.id, late.id]);
    expect((await needsOf(home, "materialExpiry")).ids).toEqual([expiring.id]);
    expect((await needsOf(home, "rotation")).ids).toEqual([overdue.id]);
    expect((await needsOf(home, "import")).keys).toEqual([
      { kind: "import", keyId: waiting.id, alias: waiting.alias, at: inDays(-3), lastCallAt: null, lastCaller: "" },
    ]);
    // Nobody has written down when it lost the material that it had.
    await scratch.sql("update key_version set check_value = '\\x00' where key_id = $1", [waiting.id]);
    expect((await needsOf(home, "import")).keys[0]?.at).toBeNull();
  });

  test("are counted where there are many, and only those of the limit where rights are limited", async () => {
    const home = await makeHousehold(scratch);
    const keys = [];
    for (let n = 0; n < 8; n++) keys.push(await keyWith(home, { state: "pendingDeletion", scheduled_deletion_at: inDays(1 + n / 10) }));
    const all = await needsOf(home, "deletion");
    expect([all.ids.length, all.total]).toEqual([5, 8]);
    const mine = await needsOf(home, "deletion", onlyIds([keys[6]?.id ?? ""]));
    expect([mine.ids, mine.total]).toEqual([[keys[6]?.id], 1]);
    for (const kind of KEY_NEEDS) expect((await needsOf(home, kind, onlyIds(["none"]))).total).toBe(0);
  });

  test("of a deletion it is told who still calls, and not who called before", async () => {
    const home = await makeHousehold(scratch);
    const key = await keyWith(home, { state: "pendingDeletion", scheduled_deletion_at: inDays(2) });
    const scheduled = inDays(-5);
    await scratch.store.insertTraces([
      { row: traceOf(home, { time: scheduled, traceName: "scheduleKeyDeletion", resourceId: key.id }), proof: null },
    ]);
    await addUse(key, inDays(-6), { caller: "before" });
    expect((await needsOf(home, "deletion")).keys[0]).toMatchObject({ lastCallAt: null, lastCaller: "" });
    await addUse(key, inDays(-1), { caller: "fax-gateway", worked: false });
    await addUse(key, inDays(-0.1), { caller: "branch-gateway", worked: false });
    expect((await needsOf(home, "deletion")).keys[0]).toMatchObject({ lastCallAt: inDays(-0.1), lastCaller: "branch-gateway" });
    const unasked = await readKeyNeeds(scratch.store, { projectId: home.projectId, limit: null }, "deletion", NOW, false);
    expect(unasked.keys[0]).toMatchObject({ lastCallAt: null, lastCaller: "" });
  });
});

test("keys are unused that are old, enabled, custom and without use that worked", async () => {
  const of = await makeHousehold(scratch);
  const old = { created_at: inDays(-200) };
  const unused = await keyWith(of, old);
  await addUse(unused, inDays(-91));
  await addUse(unused, inDays(-1), { worked: false });
  const used = await keyWith(of, old);
  await addUse(used, inDays(-89));
  await keyWith(of, { ...old, state: "disabled" });
  await keyWith(of, { ...old, is_default: true });
  await keyWith(of, { created_at: inDays(-89) });
  const keys = { projectId: of.projectId, limit: null };
  expect(await countUnusedKeys(scratch.store, keys, NOW)).toEqual({ keys: 1, isExact: true });
  expect(await countUnusedKeys(scratch.store, { ...keys, limit: onlyIds([used.id]) }, NOW)).toEqual({ keys: 0, isExact: true });
  expect(await countKeysMadeSince(scratch.store, of.projectId, inDays(-90))).toBe(1);
});

test("keys are counted by state and algorithm without the default ones", async () => {
  const of = await makeHousehold(scratch);
  await keyWith(of, {});
  const rsa = await keyWith(of, { spec: "RSA_2048", state: "disabled" });
  await keyWith(of, {});
  await keyWith(of, { is_default: true });
  const keys = { projectId: of.projectId, limit: null };
  expect(await countKeyKinds(scratch.store, keys)).toEqual({
    states: [
      { state: "enabled", keys: 2 },
      { state: "disabled", keys: 1 },
    ],
    specs: [
      { spec: "AES_256", keys: 2 },
      { spec: "RSA_2048", keys: 1 },
    ],
  });
  expect(await countKeyKinds(scratch.store, { ...keys, limit: onlyIds([rsa.id]) })).toEqual({
    states: [{ state: "disabled", keys: 1 }],
    specs: [{ spec: "RSA_2048", keys: 1 }],
  });
});

test("what comes up is told for thirty days, the nearest first", async () => {
  const of = await makeHousehold(scratch);
  const second = await keyWith(of, { next_rotation_at: inDays(20), rotation_interval: 30 });
  const first = await keyWith(of, { next_rotation_at: inDays(2), rotation_interval: 30 });
  await keyWith(of, { next_rotation_at: inDays(31), rotation_interval: 365 });
  await keyWith(of, { next_rotation_at: inDays(-1), rotation_interval: 30 });
  const doomed = await keyWith(of, { state: "pendingDeletion", scheduled_deletion_at: inDays(9), material_expires_at: inDays(3) });
  const coming = await readComingUp(scratch.store, { projectId: of.projectId, limit: null }, NOW);
  expect(coming.rotations.events.map(({ keyId }) => keyId)).toEqual([first.id, second.id]);
  expect(coming.deletions).toEqual({ events: [{ keyId: doomed.id, alias: doomed.alias, at: inDays(9) }], total: 1 });
  expect(coming.expiries.total).toBe(0);
});

describe("calls", () => {
  test("are summed by bucket and outcome, with the busiest keys and callers, without what the service did by itself", async () => {
    const of = await makeHousehold(scratch);
    const [busy, calm] = [await keyWith(of, {}), await keyWith(of, {})];
    const thisHour = new Date(Date.UTC(2026, 10, 27, 14));
    const earlier = new Date(thisHour.getTime() - 3 * HOUR);
    await addCalls(of, thisHour, { key: busy.id, calls: 100 });
    await addCalls(of, thisHour, { key: busy.id, outcome: "warning", calls: 7 });
    await addCalls(of, earlier, { key: busy.id, caller: "batch", calls: 50 });
    await addCalls(of, earlier, { key: calm.id, outcome: "incident", calls: 2 });
    await addCalls(of, earlier, { key: "no-key", calls: 9 });
    await addCalls(of, earlier, { kind: "system", caller: "", calls: 1000 });
    await addCalls(of, new Date(thisHour.getTime() - 30 * HOUR), { key: calm.id, calls: 5 });
    await addCalls(other, thisHour, { key: busy.id, calls: 5 });
    const whose = { accountId: of.accountId, projectId: of.projectId, limit: null };
    const day = await readCalls(scratch.store, whose, "24h", NOW, true);
    expect(day.buckets).toHaveLength(24);
    expect(day.to).toEqual(new Date(thisHour.getTime() + HOUR));
    expect(day.buckets[23]).toEqual({ from: thisHour, succeeded: 100, refused: 7, failed: 0 });
    expect(day.buckets[20]).toEqual({ from: earlier, succeeded: 59, refused: 0, failed: 2 });
    expect(day.keys.map(({ keyId, alias, calls }) => [keyId, alias, calls])).toEqual([
      [busy.id, busy.alias, 157],
      [calm.id, calm.alias, 2],
    ]);
    expect(day.keys[0]?.trend.slice(20)).toEqual([50, 0, 0, 107]);
    expect(day.callers?.map(({ callerId, calls }) => [callerId, calls])).toEqual([
      ["app", 118],
      ["batch", 50],
    ]);
    const week = await readCalls(scratch.store, whose, "7d", NOW, false);
    expect(week.callers).toBeUndefined();
    expect(week.buckets.reduce((sum, { succeeded }) => sum + succeeded, 0)).toBe(164);
    expect(week.to).toEqual(new Date(Date.UTC(2026, 10, 27, 18)));
    const month = await readCalls(scratch.store, whose, "30d", NOW, false);
    expect([month.buckets.length, month.to]).toEqual([30, new Date(Date.UTC(2026, 10, 28))]);
    const mine = await readCalls(scratch.store, { ...whose, limit: onlyIds([calm.id]) }, "24h", NOW, true);
    expect(mine.buckets.reduce((sum, { succeeded, refused, failed }) => sum + succeeded + refused + failed, 0)).toBe(2);
    expect(mine.keys.map(({ keyId }) => keyId)).toEqual([calm.id]);
  });

  test("that were not are none in each bucket", async () => {
    const of = await makeHousehold(scratch);
    const calls = await readCalls(scratch.store, { accountId: of.accountId, projectId: of.projectId, limit: null }, "24h", NOW, true);
    expect(calls.buckets.every(({ succeeded, refused, failed }) => succeeded + refused + failed === 0)).toBe(true);
    expect([calls.keys, calls.callers]).toEqual([[], []]);
  });
});
