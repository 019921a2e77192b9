import { expect, test } from "vitest";
import { LineLimit } from "./line-limit";

test("a kind of line passes once in a period, and the next that passes says how many were held back", () => {
  let now = 0;
  const limit = new LineLimit(60_000, () => now);
  expect([limit.pass("a"), limit.pass("a"), limit.pass("a"), limit.pass("b")]).toEqual([0, null, null, 0]);
  now = 59_999;
  expect(limit.pass("a")).toBeNull();
  now = 60_000;
  expect([limit.pass("a"), limit.pass("a")]).toEqual([3, null]);
});

test("whoever invents kinds of lines gets a hundred a period, and one for all the rest", () => {
  let now = 0;
  const limit = new LineLimit(60_000, () => now);
  const passed = () =>
    Array.from({ length: 2_000 }, (_, kind) => limit.pass(`kind ${now} ${kind % 500}`)).filter((held) => held !== null).length;
  expect(passed()).toBe(101);
  now = 60_000;
  expect(passed()).toBeGreaterThan(90);
});
