import { expect, test } from "vitest";
import { timeLeft } from "./time-left";

test.each([
  [7 * 86_400_000 - 1, "6 days 23 hours"],
  [86_400_000 + 60_000, "1 day 1 minute"],
  [3_600_000, "1 hour"],
  [59_999, "less than a minute"],
  [-1, "less than a minute"],
])("%i ms are %s", (milliseconds, text) => {
  expect(timeLeft(milliseconds)).toBe(text);
});
