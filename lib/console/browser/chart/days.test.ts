import { expect, test } from "vitest";
import { total } from "./bars";
import { dayBars } from "./days";

test("each day has its bar, also those without a call; what is of no day that is shown is left out", () => {
  const bars = dayBars(
    [
      { day: "2026-11-27", calls: 5, refused: 2 },
      { day: "2026-11-29", calls: 1, refused: 1 },
      { day: "2026-11-30", calls: 9, refused: 0 },
    ],
    "2026-11-27",
    3,
  );
  expect(bars.map(({ ok, refused, failed }) => [ok, refused, failed])).toEqual([
    [3, 2, 0],
    [0, 0, 0],
    [0, 1, 0],
  ]);
  expect(bars.map(({ from, to }) => [new Date(from).toISOString(), to - from])[0]).toEqual(["2026-11-27T00:00:00.000Z", 86_400_000]);
});

test("of a year each bar is a week, and no call is lost", () => {
  const days = Array.from({ length: 365 }, (_, at) => ({
    day: new Date(Date.UTC(2025, 11, 1) + at * 86_400_000).toISOString().slice(0, 10),
    calls: at,
    refused: 0,
  }));
  const bars = dayBars(days, "2025-12-01", 365);
  expect(bars).toHaveLength(53);
  expect(bars.reduce((sum, bar) => sum + total(bar), 0)).toBe((364 * 365) / 2);
  expect(bars.at(-1)?.to).toBe(Date.UTC(2025, 11, 1) + 365 * 86_400_000);
});
