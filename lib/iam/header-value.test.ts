import { expect, test } from "vitest";
import { collapsed, trimmed } from "./header-value";

/** A text that counts how often a character of it is looked at. */
class CountedText extends String {
  steps = 0;
  override charCodeAt(index: number): number {
    this.steps += 1;
    return super.charCodeAt(index);
  }
}

const BLANKS = (count: number) => " \t".repeat(count / 2);
const TEXTS = { "blanks between": (n: number) => `a${BLANKS(n)}a`, "only blanks": BLANKS, "blanks after": (n: number) => `a${BLANKS(n)}` };

test("white space goes at both ends, and inside only where it is collapsed", () => {
  for (const [value, at, within] of [
    [" \t a  b \t c \t", "a  b \t c", "a b c"],
    ["a", "a", "a"],
    ["", "", ""],
    [" \t ", "", ""],
    ["a\u00a0 b", "a\u00a0 b", "a\u00a0 b"],
  ] as const) {
    expect([trimmed(value), collapsed(value)]).toEqual([at, within]);
  }
});

test.each(Object.entries(TEXTS))("each character of a value is looked at twice at most (%s)", (_what, make) => {
  for (const form of [trimmed, collapsed]) {
    for (const length of [100, 14_500]) {
      const text = new CountedText(make(length));
      form(text as unknown as string);
      expect(text.steps).toBeGreaterThan(0);
      expect(text.steps).toBeLessThanOrEqual(2 * text.length);
    }
  }
});
