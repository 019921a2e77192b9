import { describe, expect, test } from "vitest";
import { canonicalContext, isAdditionalData, isEncryptionContext } from "./encryption-context";

describe("an encryption context", () => {
  test("has one form whatever the order of its pairs (RFC 8785: names sorted by UTF-16 code units)", () => {
    expect(canonicalContext({ b: "2", a: "1\n", "€": "x", "\ud83d\ude00": "y", "\ufb33": "z" })).toBe(
      '{"a":"1\\n","b":"2","€":"x","😀":"y","\ufb33":"z"}',
    );
    expect(canonicalContext({})).toBe("{}");
  });
  test("is an object of string pairs of at most 8,192 characters", () => {
    expect(isEncryptionContext({ a: "x".repeat(8192 - 8) })).toBe(true);
    expect(isEncryptionContext({ a: "x".repeat(8192 - 7) })).toBe(false);
    for (const wrong of [[], null, "a", 1, { a: 1 }, { a: null }, { a: {} }, { a: "\ud800" }])
      expect(isEncryptionContext(wrong)).toBe(false);
  });
  test("has names as plain data: __proto__ is one like any other", () => {
    expect(canonicalContext(JSON.parse('{"__proto__":"x"}'))).toBe('{"__proto__":"x"}');
  });
});

test("additional authenticated data is a string of at most 128 bytes", () => {
  expect(isAdditionalData("x".repeat(128))).toBe(true);
  expect(isAdditionalData("x".repeat(129))).toBe(false);
  expect(isAdditionalData("ä".repeat(64))).toBe(true);
  expect(isAdditionalData("ä".repeat(65))).toBe(false);
  expect(isAdditionalData(5)).toBe(false);
});
