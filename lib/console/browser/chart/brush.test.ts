import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isIn, isWhole, moveEdge, rangeOver, stepEdge, stopsOf } from "./brush";

const bars = [0, 10, 20, 30].map((from) => ({ from, to: from + 10, ok: 1, refused: 0, failed: 0 }));
const stops = stopsOf(bars);

test("edges stop where bars begin and end", () => {
  expect(stops).toEqual([0, 10, 20, 30, 40]);
  expect(stopsOf([])).toEqual([]);
});

describe("what is drawn", () => {
  test.each([
    [12, 27, { from: 10, to: 30 }],
    [27, 12, { from: 10, to: 30 }],
    [15, 15, { from: 10, to: 20 }],
    [20, 20, { from: 20, to: 30 }],
    [0, 0, { from: 0, to: 10 }],
    [40, 40, { from: 30, to: 40 }],
    [0, 40, { from: 0, to: 40 }],
  ])("from %s to %s is all bars that it touches", (one, other, range) => {
    expect(rangeOver(one, other, stops)).toEqual(range);
  });

  test("over nothing is nothing", () => {
    expect(rangeOver(0, 10, [])).toBeNull();
    expect(rangeOver(0, 10, [5])).toBeNull();
  });

  test("is never empty and never outside", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 40, noNaN: true }), fc.double({ min: 0, max: 40, noNaN: true }), (one, other) => {
        const range = rangeOver(one, other, stops);
        expect(range).not.toBeNull();
        expect(range && range.from < range.to && range.from <= Math.min(one, other) && range.to >= Math.max(one, other)).toBe(true);
      }),
    );
  });
});

describe("an edge", () => {
  const range = { from: 10, to: 30 };
  test("goes to the next stop, and not past the other", () => {
    expect(moveEdge(range, "from", 17, stops)).toEqual({ from: 20, to: 30 });
    expect(moveEdge(range, "from", 99, stops)).toEqual({ from: 20, to: 30 });
    expect(moveEdge(range, "to", -5, stops)).toEqual({ from: 10, to: 20 });
  });

  test.each([
    ["from", "ArrowLeft", { from: 0, to: 30 }],
    ["from", "ArrowUp", { from: 20, to: 30 }],
    ["from", "End", { from: 20, to: 30 }],
    ["to", "Home", { from: 10, to: 20 }],
    ["to", "PageUp", { from: 10, to: 40 }],
    ["to", "ArrowRight", { from: 10, to: 40 }],
  ] as const)("%s goes by %s", (edge, key, expected) => {
    expect(stepEdge(range, edge, key, stops)).toEqual(expected);
  });

  test("between two stops steps to the next one in the direction of the key", () => {
    expect(stepEdge({ from: 14, to: 30 }, "from", "ArrowRight", stops)).toEqual({ from: 20, to: 30 });
    expect(stepEdge({ from: 14, to: 30 }, "from", "ArrowLeft", stops)).toEqual({ from: 10, to: 30 });
  });

  test("does nothing by other keys", () => {
    expect(stepEdge(range, "from", "a", stops)).toBeNull();
    expect(stepEdge(range, "from", "ArrowLeft", [])).toBeNull();
  });
});

test("what is all there is chooses nothing, and bars are in it that it touches", () => {
  expect([isWhole(null, stops), isWhole({ from: 0, to: 40 }, stops), isWhole({ from: 0, to: 30 }, stops)]).toEqual([true, true, false]);
  expect(bars.map((bar) => isIn(bar, { from: 10, to: 25 }))).toEqual([false, true, true, false]);
  expect(bars.every((bar) => isIn(bar, null))).toBe(true);
});
