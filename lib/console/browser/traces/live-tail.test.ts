import fc from "fast-check";
import { expect, test } from "vitest";
import { beginTail, LIVE_MAX, type ShownTrace, showWaiting, takeFresh } from "./live-tail";

const trace = (id: number, time = id) => ({ trace_id: String(id), time }) as ShownTrace;
/** From the newest of these down. */
const newest = (from: number, count: number) => Array.from({ length: count }, (_, index) => trace(from - index));
const ids = (traces: readonly ShownTrace[]) => traces.map(({ trace_id }) => Number(trace_id));

test("what was seen is not shown twice, and what comes late takes its place", () => {
  const tail = takeFresh(beginTail([trace(3, 30), trace(1, 10)], 0), [trace(4, 40), trace(3, 30), trace(2, 20)], 0, false);
  expect(ids(tail.shown)).toEqual([4, 3, 2, 1]);
  expect(tail.newest).toBe(40);
  expect(takeFresh(tail, [trace(4, 40)], 0, false)).toBe(tail);
});

test("while the reader is at a row, nothing moves until it is wanted", () => {
  const begun = beginTail(newest(5, 5), 0);
  const held = takeFresh(takeFresh(begun, newest(8, 3), 0, true), newest(9, 4), 0, true);
  expect(ids(held.shown)).toEqual([5, 4, 3, 2, 1]);
  expect(ids(held.waiting)).toEqual([9, 8, 7, 6]);
  const shown = showWaiting(held);
  expect(ids(shown.shown)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
  expect(shown.waiting).toEqual([]);
});

test("a flood is held within bounds: the newest stay, and the others are counted once", () => {
  let tail = beginTail([], 0);
  tail = takeFresh(tail, newest(5_000, 200), 4_800, true);
  expect(tail).toMatchObject({ skipped: 4_800, newest: 5_000 });
  tail = takeFresh(tail, newest(5_100, 200), 0, true);
  expect(tail.waiting).toHaveLength(LIVE_MAX);
  expect(tail.skipped).toBe(4_900);
  // Looked at again, what was let go is not news.
  expect(takeFresh(tail, newest(5_000, 100), 0, true)).toBe(tail);
});

test("however it comes, what is held is in order, once each, and never too much", () => {
  const asking = fc.tuple(fc.uniqueArray(fc.integer({ min: 1, max: 2_000 }), { maxLength: 200 }), fc.nat(50), fc.boolean());
  fc.assert(
    fc.property(fc.array(asking, { maxLength: 12 }), (askings) => {
      let tail = beginTail([], 0);
      for (const [some, left, isHeld] of askings) {
        tail = takeFresh(
          tail,
          [...some].sort((one, other) => other - one).map((id) => trace(id)),
          left,
          isHeld,
        );
        for (const held of [tail.shown, tail.waiting]) {
          expect(held.length).toBeLessThanOrEqual(LIVE_MAX);
          expect(ids(held)).toEqual([...new Set(ids(held))].sort((one, other) => other - one));
        }
      }
    }),
  );
});
