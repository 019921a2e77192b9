import { expect, test } from "vitest";
import { count, noun, plural } from "./plural";

test("one is singular, and nothing and all else is plural", () => {
  expect([0, 1, 2].map((number) => plural(number, "key"))).toEqual(["0 keys", "1 key", "2 keys"]);
  expect([0, 1, 2].map((number) => noun(number, "Key"))).toEqual(["Keys", "Key", "Keys"]);
  expect(plural(2, "entry", "entries")).toBe("2 entries");
});

test("thousands are grouped", () => {
  expect(count(4096)).toBe("4,096");
  expect(plural(10_000, "byte")).toBe("10,000 bytes");
});
