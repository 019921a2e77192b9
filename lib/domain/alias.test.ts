import { describe, expect, test } from "vitest";
import { isCustomAlias, isDescription } from "./alias";

describe("an alias", () => {
  test.each(["a", "A-z_0:9/x", "x".repeat(255), "default", "obs/default2", "/defaults", "a/default/b"])("may be %s", (alias) => {
    expect(isCustomAlias(alias)).toBe(true);
  });
  test.each([
    ["empty", ""],
    ["256 characters long", "x".repeat(256)],
    ["with a blank", "a b"],
    ["with a dot", "a.b"],
    ["with an umlaut", "schlüssel"],
    ["with a line break", "a\n"],
    ["with NUL", "a\0"],
    ["ending in /default", "team/default"],
    ["just /default", "/default"],
    ["a default master key's", "obs/default"],
  ])("must not be %s", (_what, alias) => {
    expect(isCustomAlias(alias)).toBe(false);
  });
});

describe("a description", () => {
  test("holds 255 characters however many bytes they take, and not one more", () => {
    expect(isDescription("")).toBe(true);
    expect(isDescription("ä".repeat(255))).toBe(true);
    expect(isDescription("😀".repeat(255))).toBe(true);
    expect(isDescription("x".repeat(256))).toBe(false);
    expect(isDescription("😀".repeat(256))).toBe(false);
    expect(isDescription("two\nlines")).toBe(true);
  });
  test("must be storable: no NUL, no lone surrogate", () => {
    expect(isDescription("a\0b")).toBe(false);
    expect(isDescription("a\ud800")).toBe(false);
    expect(isDescription("\udc00a")).toBe(false);
  });
});
