import { expect, test } from "vitest";
import { relativeTime } from "./relative-time";

const NOW = Date.UTC(2026, 10, 26, 12);
const SECOND = 1000;
const DAY = 86_400 * SECOND;

test.each([
  [0, "just now"],
  [-59 * SECOND, "just now"],
  [-60 * SECOND, "1 minute ago"],
  [-119 * SECOND, "1 minute ago"],
  [-DAY, "yesterday"],
  [-DAY + SECOND, "23 hours ago"],
  [29 * SECOND, "just now"],
  [31 * SECOND, "in 1 minute"],
  [3600 * SECOND - SECOND, "in 1 hour"],
  [7 * DAY, "in 7 days"],
  [7 * DAY - 29 * SECOND, "in 7 days"],
  [7 * DAY - 31 * SECOND, "in 6 days"],
  [DAY, "in 1 day"],
  [30 * DAY, "in 1 month"],
  [90 * DAY - 5 * SECOND, "in 3 months"],
  [365 * DAY - 5 * SECOND, "in 1 year"],
])("%d ms from now is %s", (distance, text) => {
  expect(relativeTime(new Date(NOW + distance), NOW)).toBe(text);
});

test.each([
  [29 * SECOND, "in a moment"],
  [1, "in a moment"],
  [0, "due now"],
  [-DAY, "due now"],
  [31 * SECOND, "in 1 minute"],
  [DAY, "in 1 day"],
])("a moment to come that is %d ms from now is %s, and never just now", (distance, text) => {
  expect(relativeTime(new Date(NOW + distance), NOW, true)).toBe(text);
});
