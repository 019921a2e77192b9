import { expect, test } from "vitest";
import { formatJson } from "./format-json";

test("only blanks change: spelling of numbers and escapes, and the order of members, stay", () => {
  const text = '{"b":1.10,"a":[ "\\u0041", -0, {} , [] ],"c":{"d":null}}';
  const formatted = formatJson(text);
  expect(formatted?.replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
  expect(formatted).toBe('{\n  "b": 1.10,\n  "a": [\n    "\\u0041",\n    -0,\n    {},\n    []\n  ],\n  "c": {\n    "d": null\n  }\n}');
  expect(formatJson(formatted ?? "")).toBe(formatted);
});

test("text that cannot be read, or of which a member would be lost, is left alone", () => {
  for (const text of ["", "{", '{"a":1,}', '{"a":1,"a":2}', `${"[".repeat(20)}${"]".repeat(20)}`]) expect(formatJson(text)).toBeNull();
});
