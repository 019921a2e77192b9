import { expect, test } from "vitest";
import { isStepUpFresh, STEP_UP_MS, toAgent } from "./session";

const NOW = new Date("2026-03-01T12:00:00.000Z");
const ago = (ms: number) => new Date(NOW.getTime() - ms);

test.each([
  [null, false],
  [ago(0), true],
  [ago(STEP_UP_MS - 1), true],
  [ago(STEP_UP_MS), false],
  [ago(STEP_UP_MS + 1), false],
  // The clock of another instance is a little ahead, or ours was set back by a day.
  [ago(-2_000), true],
  [ago(-STEP_UP_MS), false],
  [ago(-86_400_000), false],
])("a step-up at %s counts: %s", (at, expected) => {
  expect(isStepUpFresh(at, NOW)).toBe(expected);
});

test("a step-up is good for five minutes", () => {
  expect(STEP_UP_MS).toBe(300_000);
});

test.each([
  ["", ""],
  ["  curl/8.5.0 ", "curl/8.5.0"],
  ["a\r\nb\tc\u0000d", "a b c d"],
  // Marks that turn the writing round, have no width, or are nothing at all.
  ["x\u202ey\u200bz\u2066\ufeff\ue000", "x y z"],
  ["\ud800lone", "lone"],
  ["é".repeat(201), "é".repeat(200)],
  ["\u{1f600}".repeat(201), "\u{1f600}".repeat(200)],
])("of %j as the name of a client %j is kept", (header, expected) => {
  expect(toAgent(header)).toBe(expected);
});
