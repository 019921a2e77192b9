import fc from "fast-check";
import { expect, test } from "vitest";
import { cutName, LANE_PX, LANE_SHARE, marksOf } from "./lanes";
import { SPARK_HEIGHT, SPARK_WIDTH, sparkPath } from "./spark";

const event = (at: number, name = "payments/ledger") => ({ id: String(at), name, at });

test("events with room between them have a mark each, nearer ones share one", () => {
  const marks = marksOf([event(60), event(0), event(2), event(30)], 0, 100);
  expect(marks.map(({ events }) => events.map(({ at }) => at))).toEqual([[0, 2], [30], [60]]);
  expect(marks[1]?.place).toBeCloseTo(0.3 * LANE_SHARE);
});

test("marks never lie on each other, and every event is at one", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 200 }), (times) => {
      const marks = marksOf(
        times.map((at) => event(at)),
        0,
        100,
      );
      expect(marks.flatMap(({ events }) => events)).toHaveLength(times.length);
      for (const [at, { place, room }] of marks.entries()) {
        const next = marks[at + 1]?.place ?? 1;
        expect((next - place) * LANE_PX).toBeGreaterThanOrEqual(100);
        expect(room).toBeGreaterThanOrEqual(4);
      }
    }),
  );
});

test("a name that is too long keeps its beginning and its end", () => {
  expect(cutName("legacy/fax-gateway", 18)).toBe("legacy/fax-gateway");
  expect(cutName("legacy/fax-gateway", 9)).toBe("lega…eway");
  expect([...cutName("🔑".repeat(40), 7)]).toHaveLength(7);
});

test("a trend is drawn from edge to edge", () => {
  expect(sparkPath([0, 10])).toBe(`M0,${SPARK_HEIGHT - 1.5}L${SPARK_WIDTH},1.5`);
  expect(sparkPath([4])).toBe("M0,1.5L88,1.5");
  expect(sparkPath([0, 0, 0])).toBe("M0,18.5L44,18.5L88,18.5");
  expect(sparkPath([])).toBe("");
});
