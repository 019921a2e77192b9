import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openScratchStore, type ScratchStore } from "../../../e2e/harness/scratch-store";
import { type Counter, deleteRestedCounts, endWaits, giveBack, takeSlot } from "./throttle";

const PACE = { free: 3, firstMs: 1_000, longestMs: 10_000, forgottenMs: 100_000 };
const START = Date.parse("2030-01-01T00:00:00Z");

let scratch: ScratchStore;
beforeAll(async () => {
  scratch = await openScratchStore();
});
afterAll(() => scratch.stop());

const at = (seconds: number) => new Date(START + seconds * 1000);
const counter = (name: string, userId: string | null = null): Counter => ({
  id: createHash("sha256").update(name).digest(),
  rule: "test",
  userId,
  pace: PACE,
});
const take = async (own: Counter, seconds: number) => (await takeSlot(scratch.store, at(seconds), own)).isOpen;
const wrongOf = async ({ id }: Counter) =>
  (await scratch.sql<{ wrong: number }>("select wrong from throttle where id = $1", [id]))[0]?.wrong;

describe("a slot", () => {
  test("is free at first, and then comes after a wait that doubles up to its longest", async () => {
    const own = counter("growing");
    for (let wrong = 0; wrong < PACE.free; wrong += 1) expect(await take(own, 0)).toBe(true);
    let now = 0;
    for (const wait of [1, 2, 4, 8, 10, 10]) {
      expect([wait, await take(own, now + wait - 0.001)]).toEqual([wait, false]);
      now += wait;
      expect([wait, await take(own, now)]).toEqual([wait, true]);
    }
  });

  test("that was not open counts nothing, however often it is asked for", async () => {
    const own = counter("patient");
    for (let wrong = 0; wrong < PACE.free; wrong += 1) await take(own, 0);
    for (let asked = 0; asked < 20; asked += 1) expect(await take(own, 0.5)).toBe(false);
    expect(await takeSlot(scratch.store, at(0.5), own)).toEqual({ isOpen: false, wrong: 0, opensAt: at(1), counted: [] });
    expect(await wrongOf(own)).toBe(PACE.free);
    expect(await take(own, 1)).toBe(true);
  });

  test("is taken by no more of many at once than are free", async () => {
    const own = counter("burst");
    const taken = await Promise.all(Array.from({ length: 200 }, () => take(own, 0)));
    expect(taken.filter(Boolean)).toHaveLength(PACE.free);
    expect(await wrongOf(own)).toBe(PACE.free);
  });

  test("that is free is open to whoever comes with a clock that is a little behind", async () => {
    const own = counter("clocks");
    expect([await take(own, 1), await take(own, 0.9), await take(own, 0.8)]).toEqual([true, true, true]);
  });

  test("that is given back leaves what was there, and ends the wait that it began", async () => {
    const own = counter("given back");
    for (let wrong = 0; wrong < PACE.free - 1; wrong += 1) await take(own, 0);
    for (let right = 0; right < 10; right += 1) {
      const { isOpen, wrong, counted } = await takeSlot(scratch.store, at(0), own);
      expect([isOpen, wrong]).toEqual([true, PACE.free]);
      await giveBack(scratch.store, counted);
    }
    expect(await wrongOf(own)).toBe(PACE.free - 1);
  });

  test("of somebody who has shown to be the user begins anew", async () => {
    const own = counter("anew");
    for (let wrong = 0; wrong < PACE.free; wrong += 1) await take(own, 0);
    const { counted } = await takeSlot(scratch.store, at(1), own);
    await giveBack(scratch.store, counted, own);
    expect(await wrongOf(own)).toBe(0);
    expect(await take(own, 1)).toBe(true);
  });

  test("is free again when nobody has tried for long", async () => {
    const own = counter("forgotten");
    for (let wrong = 0; wrong < PACE.free; wrong += 1) await take(own, 0);
    expect(await take(own, 101)).toBe(true);
    expect(await wrongOf(own)).toBe(1);
  });

  test("keeps nobody waiting for longer than the longest wait when the clock is set back", async () => {
    const own = counter("clock");
    for (let wrong = 0; wrong < PACE.free; wrong += 1) await take(own, 1_000_000);
    expect(await take(own, 0)).toBe(true);
  });
});

describe("a network that must wait", () => {
  const [network, wait] = [counter("network"), 0.5];
  beforeAll(async () => {
    for (let wrong = 0; wrong < PACE.free; wrong += 1) await take(network, 0);
  });

  test("keeps a stranger from being looked at, and counts nothing against the user", async () => {
    const own = counter("stranger behind it");
    expect(await takeSlot(scratch.store, at(wait), own, network, true)).toEqual({ isOpen: false, wrong: 0, opensAt: null, counted: [] });
    expect(await wrongOf(own)).toBeUndefined();
  });

  test("keeps nobody from it who is known", async () => {
    const own = counter("known behind it");
    const taken = await takeSlot(scratch.store, at(wait), own, network, false);
    expect([taken.isOpen, taken.counted.map(({ id }) => id)]).toEqual([true, [own.id]]);
  });
});

test("ending a user's waits ends theirs alone, and tells whether there was one", async () => {
  const [own, other] = [counter("one", "user-1"), counter("other", "user-2")];
  for (let wrong = 0; wrong < PACE.free; wrong += 1) {
    await take(own, 0);
    await take(other, 0);
  }
  await take(counter("few", "user-3"), 0);
  const end = (userId: string) => scratch.store.transact((tx) => endWaits(tx, userId));
  for (const [userId, was] of [
    ["user-1", true],
    ["user-1", false],
    ["user-3", false],
    ["user-4", false],
  ] as const) {
    expect([userId, await end(userId)]).toEqual([userId, was]);
  }
  expect([await take(own, 0.5), await take(other, 0.5)]).toEqual([true, false]);
});

test("counts that rest are removed, and others stay", async () => {
  const [old, young] = [counter("old"), counter("young")];
  await take(old, 10);
  await take(young, 500);
  await scratch.store.transact((tx) => deleteRestedCounts(tx, at(400)));
  expect([await wrongOf(old), await wrongOf(young)]).toEqual([undefined, 1]);
});
