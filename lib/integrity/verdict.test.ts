import { expect, test } from "vitest";
import { isOlder, judge } from "./verdict";

const mark = (incarnation: number, number: bigint) => ({ incarnation, number, at: new Date(0) });
const row = (incarnation: number, number: bigint, { isAuthentic = true, drawn = number } = {}) => ({
  mark: mark(incarnation, number),
  isAuthentic,
  drawn,
});

test.each([
  ["a fresh installation", null, null, "unmarked"],
  ["a row that no token has made, and no mark in the token", null, row(1, 5n, { isAuthentic: false }), "unmarked"],
  ["a token that was replaced or put back", null, row(1, 5n), "unknownToToken"],
  ["the same in both", mark(1, 5n), row(1, 5n), "fresh"],
  ["a database that went on", mark(1, 5n), row(1, 6n), "fresh"],
  ["a database that was accepted, before the token was told", mark(1, 500n), row(2, 6n), "fresh"],
  ["an older copy", mark(1, 6n), row(1, 5n), "older"],
  ["the one that another was accepted for", mark(2, 5n), row(1, 500n), "older"],
  ["a mark that was brought into an older copy", mark(1, 6n), row(1, 6n, { drawn: 5n }), "older"],
  ["a row that was removed", mark(1, 6n), null, "missing"],
  ["a row that was forged", mark(1, 6n), row(9, 9_999n, { isAuthentic: false }), "notAuthentic"],
] as const)("%s", (_name, inToken, inDatabase, verdict) => {
  expect(judge(inToken, inDatabase)).toBe(verdict);
  expect(isOlder(verdict)).toBe(["older", "missing", "notAuthentic"].includes(verdict));
});
