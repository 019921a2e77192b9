import fc from "fast-check";
import { expect, test } from "vitest";
import { isCustomAlias } from "#lib/domain/alias";
import { aliasProblem } from "./alias-problem";

test.each([
  ["", /Enter an alias/],
  ["x".repeat(256), /256 characters.*255/],
  ["orders 2026", /blank/],
  ["orders\u00a02026", /blank/],
  ["müller", /“ü”/],
  ["key🔐", /“🔐”/],
  ["a\u200bb", /not seen \(U\+200B\)/],
  ["a.b!?#%", /^“.”, “!”, “\?” and 2 others cannot stand/],
  ["payments/default", /\/default/],
])("%# each fault of an alias has its own words", (alias, words) => {
  expect(aliasProblem(alias)).toMatch(words);
});

test("several faults are all said at once", () => {
  expect(aliasProblem(`ü ${"x".repeat(250)}/default`)).toMatch(/blanks.*“ü”.*260 characters.*\/default/);
});

test("what may be an alias is refused by nobody, and what may not by both", () => {
  const alias = fc.oneof(
    fc.string({ maxLength: 300 }),
    fc.string({ unit: fc.constantFrom(..."aZ09:/_-"), maxLength: 300 }),
    fc.constantFrom("a/default", "x".repeat(255), "x".repeat(256)),
  );
  fc.assert(fc.property(alias, (text) => (aliasProblem(text) === null) === isCustomAlias(text)));
});
