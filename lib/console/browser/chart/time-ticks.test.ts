import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chartDay, rangeWords, tickWords } from "#lib/console/words/overview/chart-words";
import { mondays, timeTicks } from "./time-ticks";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const iso = (times: readonly number[]) => times.map((time) => new Date(time).toISOString().slice(0, 16));

describe("in UTC", () => {
  const end = Date.UTC(2026, 10, 27, 14, 20);
  test.each([
    ["a day", DAY, ["15:00", "18:00", "21:00", "00:00", "03:00", "06:00", "09:00", "12:00"]],
    ["a week", 7 * DAY, ["21 Nov", "22 Nov", "23 Nov", "24 Nov", "25 Nov", "26 Nov", "27 Nov"]],
    ["a month", 30 * DAY, ["2 Nov", "9 Nov", "16 Nov", "23 Nov"]],
    [
      "five minutes",
      HOUR / 12,
      ["14:15:00", "14:15:30", "14:16:00", "14:16:30", "14:17:00", "14:17:30", "14:18:00", "14:18:30", "14:19:00", "14:19:30", "14:20:00"],
    ],
  ])("%s has its round times", (_, span, words) => {
    expect(timeTicks(end - span, end, false).map((tick) => tickWords(tick, span, false))).toEqual(words);
  });

  test("a year has its months", () => {
    expect(timeTicks(end - 365 * DAY, end, false).map((tick) => tickWords(tick, 365 * DAY, false))).toContain("Jan 2026");
  });

  test("Mondays are those that are in the range", () => {
    expect(iso(mondays(end, end + 30 * DAY, false))).toEqual([
      "2026-11-30T00:00",
      "2026-12-07T00:00",
      "2026-12-14T00:00",
      "2026-12-21T00:00",
    ]);
  });

  test("a stretch of time is told by its bounds, a whole day by its name", () => {
    expect(rangeWords(Date.UTC(2026, 10, 28, 15), Date.UTC(2026, 10, 28, 16), false)).toBe("28 Nov, 15:00 to 16:00 UTC");
    expect(rangeWords(Date.UTC(2026, 10, 28, 23), Date.UTC(2026, 10, 29), false)).toBe("28 Nov, 23:00 to 00:00 UTC");
    expect(rangeWords(Date.UTC(2026, 10, 28), Date.UTC(2026, 10, 29), false)).toBe("28 Nov");
    expect(rangeWords(Date.UTC(2026, 10, 28), Date.UTC(2026, 10, 30), false)).toBe("28 Nov to 29 Nov");
    expect(rangeWords(Date.UTC(2026, 10, 28, 15), Date.UTC(2026, 10, 29, 16), false)).toBe("28 Nov, 15:00 to 29 Nov, 16:00 UTC");
  });
});

describe("in the zone of who looks, over a change of clocks", () => {
  const before = process.env.TZ;
  beforeAll(() => {
    process.env.TZ = "Europe/Berlin";
  });
  afterAll(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  test("Mondays begin at its midnight on both sides of the change", () => {
    // Clocks go back on 25 October 2026.
    const from = Date.UTC(2026, 9, 18, 12);
    expect(iso(mondays(from, from + 15 * DAY, true))).toEqual(["2026-10-18T22:00", "2026-10-25T23:00", "2026-11-01T23:00"]);
  });

  test("days of a week are its midnights, each once", () => {
    const from = Date.UTC(2026, 9, 22, 12);
    const days = timeTicks(from, from + 7 * DAY, true).map((tick) => chartDay(tick, true));
    expect(days).toEqual(["23 Oct", "24 Oct", "25 Oct", "26 Oct", "27 Oct", "28 Oct", "29 Oct"]);
  });
});
