import fc from "fast-check";
import { expect, test } from "vitest";
import { isEverything, toWildcardTest } from "./wildcard";

/** Slow and plain: what the fast one must agree with. */
function matches(pattern: string, text: string): boolean {
  const table = Array.from({ length: pattern.length + 1 }, () => Array<boolean>(text.length + 1).fill(false));
  const at = (i: number, j: number) => table[i]?.[j] ?? false;
  for (let i = pattern.length; i >= 0; i -= 1) {
    for (let j = text.length; j >= 0; j -= 1) {
      const row = table[i] ?? [];
      if (i === pattern.length) row[j] = j === text.length;
      else if (pattern[i] === "*") row[j] = at(i + 1, j) || (j < text.length && at(i, j + 1));
      else row[j] = j < text.length && pattern[i] === text[j] && at(i + 1, j + 1);
    }
  }
  return at(0, 0);
}

test("a pattern holds exactly for what it would by definition", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 6 });
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "*"), maxLength: 7 });
  fc.assert(
    fc.property(pattern, letters, (one, text) => toWildcardTest(one)(text) === matches(one, text)),
    { numRuns: 1500 },
  );
});

test.each([
  ["app-*", "app-", true],
  ["app-*", "my-app-1", false],
  ["*-prod", "a-prod", true],
  ["*-prod", "a-prod2", false],
  ["ab*ba", "aba", false],
  ["a*b*b", "ab", false],
  ["*a*a", "a", false],
  ["a*bc*c", "abc", false],
  ["a*b*c", "aXbYc", true],
  ["a*b*c", "acb", false],
  ["a.c", "abc", false],
  ["a?c", "abc", false],
  ["", "", true],
])("%s for %s: %s", (pattern, text, isMatch) => expect(toWildcardTest(pattern)(text)).toBe(isMatch));

test("each piece of a pattern is looked for once, so that many asterisks cost no more than their number", () => {
  let looks = 0;
  const unwilling = {
    length: 255,
    startsWith: () => true,
    endsWith: () => true,
    indexOf: () => {
      looks += 1;
      return looks;
    },
  } as unknown as string;
  toWildcardTest(`${"a*".repeat(500)}b`)(unwilling);
  expect(looks).toBeGreaterThan(100);
  expect(looks).toBeLessThan(500);
});

test("only asterisks alone stand for everything", () => {
  expect(["*", "**", "", "*a", "?"].map(isEverything)).toEqual([true, true, false, false, false]);
});
