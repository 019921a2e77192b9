import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countTicks, type OutcomeBar, percent, shareOf, stackBars, total, totals } from "./bars";

const bar = (from: number, ok: number, refused = 0, failed = 0): OutcomeBar => ({ from, to: from + 10, ok, refused, failed });

describe("stacked bars", () => {
  test("stand on each other, the first at the foot, and nothing is drawn of nothing", () => {
    expect(stackBars([bar(0, 50, 25), bar(10, 0, 0, 100)], ["ok", "refused", "failed"], 100, 40)).toEqual([
      { outcome: "ok", bar: 0, top: 20, height: 20 },
      { outcome: "refused", bar: 0, top: 10, height: 10 },
      { outcome: "failed", bar: 1, top: 0, height: 40 },
    ]);
  });

  test("one among a million is seen", () => {
    const [, failed] = stackBars([bar(0, 1_000_000, 0, 1)], ["ok", "failed"], 2_000_000, 100);
    expect(failed).toEqual({ outcome: "failed", bar: 0, top: 48.5, height: 1.5 });
  });

  test("stay inside of the panel whatever the figures", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(1e9), fc.nat(1e9), fc.nat(1e9)), { maxLength: 40 }), (figures) => {
        const bars = figures.map(([ok, refused, failed], at) => bar(at * 10, ok, refused, failed));
        const top = countTicks(Math.max(0, ...bars.map(total)), 2).at(-1) ?? 1;
        for (const part of stackBars(bars, ["ok", "refused", "failed"], top, 56)) {
          expect(part.top).toBeGreaterThanOrEqual(0);
          expect(part.height).toBeGreaterThanOrEqual(1.5);
          expect(part.top).toBeLessThan(56);
        }
      }),
    );
  });
});

test.each([
  [0, 2, [0, 1]],
  [1, 2, [0, 1]],
  [2, 1, [0, 2]],
  [3, 2, [0, 2, 4]],
  [148_000, 2, [0, 100_000, 200_000]],
  [133, 1, [0, 200]],
])("beside a panel of up to %s stand %s figures: %j", (max, wanted, ticks) => {
  expect(countTicks(max, wanted)).toEqual(ticks);
});

test("figures beside a panel are whole, evenly apart, few, and reach over what there is", () => {
  fc.assert(
    fc.property(fc.nat(1e12), fc.constantFrom(1, 2), (max, wanted) => {
      const ticks = countTicks(max, wanted);
      const steps = ticks.slice(1).map((tick, at) => tick - (ticks[at] ?? 0));
      expect(ticks[0]).toBe(0);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(max);
      expect(ticks.length).toBeLessThanOrEqual(wanted + 3);
      expect(ticks.every(Number.isInteger)).toBe(true);
      expect(Math.max(...steps)).toBe(Math.min(...steps));
    }),
  );
});

test("places in a range are shares of it, and at its edges where they are outside", () => {
  expect(percent(25, 0, 100)).toBe("25%");
  expect(percent(1, 0, 3)).toBe("33.333%");
  expect([shareOf(-5, 0, 10), shareOf(50, 0, 10), shareOf(5, 5, 5)]).toEqual([0, 1, 0]);
});

test("all bars together, by outcome", () => {
  expect(totals([bar(0, 1, 2, 3), bar(10, 10, 20, 30)])).toEqual({ ok: 11, refused: 22, failed: 33 });
  expect(totals([])).toEqual({ ok: 0, refused: 0, failed: 0 });
});
