import fc from "fast-check";
import { expect, test } from "vitest";
import { scanJson } from "./json-scan";
import { formatPath, type JsonNode, toLineAndColumn } from "./json-tree";

/** The value as `JSON.parse` would make it. */
function toValue(node: JsonNode): unknown {
  if (node.kind === "text") return node.value;
  if (node.kind === "literal") return JSON.parse(node.written);
  if (node.kind === "array") return node.items.map(toValue);
  // As `JSON.parse` does: a member of any name is the object's own.
  return node.members.reduce<Record<string, unknown>>(
    (into, { name, value }) =>
      Object.defineProperty(into, name, { value: toValue(value), enumerable: true, configurable: true, writable: true }),
    {},
  );
}

function spansOf(node: JsonNode): { start: number; end: number; value: unknown }[] {
  const inner = node.kind === "array" ? node.items : node.kind === "object" ? node.members.map(({ value }) => value) : [];
  return [{ start: node.start, end: node.end, value: toValue(node) }, ...inner.flatMap(spansOf)];
}

test("whatever JSON there is reads as JSON.parse reads it, and each value stands where it is said to", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), fc.constantFrom("", " ", "\n\t"), (json, blank) => {
      const text = blank + JSON.stringify(JSON.parse(json), null, blank) + blank;
      const scanned = scanJson(text, 20);
      if ("fault" in scanned) return expect(["textInvalid"]).toContain(scanned.fault.code);
      expect(toValue(scanned.root)).toEqual(JSON.parse(text));
      for (const { start, end, value } of spansOf(scanned.root)) expect(JSON.parse(text.slice(start, end))).toEqual(value);
    }),
    { numRuns: 200 },
  );
});

test("what JSON.parse refuses is refused, and what is taken it takes", () => {
  const pieces = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"a"',
    '"b"',
    "1",
    "-",
    "01",
    "1e5",
    "true",
    "nul",
    " ",
    "\n",
    '"\\x"',
    '"\\u0041"',
    "'a'",
    "\ufeff",
    "//",
    '"',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 9 }), (parts) => {
      const text = parts.join("");
      const scanned = scanJson(text, 20);
      if ("root" in scanned) expect(toValue(scanned.root)).toEqual(JSON.parse(text));
      else if (scanned.fault.code !== "memberTwice") expect(() => JSON.parse(text)).toThrow();
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["", "jsonEmpty", 0],
  [" \n", "jsonEmpty", 0],
  ['{"a":1,}', "jsonSyntax", 7],
  ['{"a":1 "b":2}', "jsonSyntax", 7],
  ["[1,]", "jsonSyntax", 3],
  ["[,1]", "jsonSyntax", 1],
  ["{,}", "jsonSyntax", 1],
  ["{a:1}", "jsonSyntax", 1],
  ["['a']", "jsonSyntax", 1],
  ["[1] 2", "jsonSyntax", 4],
  ["[1", "jsonSyntax", 2],
  ['{"a"', "jsonSyntax", 4],
  ['["a', "jsonSyntax", 3],
  ['["a\nb"]', "jsonSyntax", 3],
  ['["\\x"]', "jsonSyntax", 2],
  ["[truee]", "jsonSyntax", 1],
  ["[1.]", "jsonSyntax", 1],
  ["[}", "jsonSyntax", 1],
  ["{]", "jsonSyntax", 1],
  ["\u00a0{}", "jsonSyntax", 0],
  ["\ufeff{}", "jsonSyntax", 0],
  ['{"a":1,"a":2}', "memberTwice", 7],
  ['{"a":1,"\\u0061":2}', "memberTwice", 7],
  ['["\\ud800"]', "textInvalid", 1],
  ['["\\u0000"]', "textInvalid", 1],
  ["[[[]]]", "jsonTooDeep", 2],
])("%j is refused as %s, at %i", (text, code, start) => {
  expect(scanJson(text, 2)).toMatchObject({ fault: { code, start } });
});

test("nesting without end exhausts nothing", () => {
  for (const piece of ["[", '{"a":', '[{"a":']) {
    const text = piece.repeat(100_000);
    expect(scanJson(text, 10)).toMatchObject({ fault: { code: "jsonTooDeep" } });
    expect(scanJson(text, 1e9)).toMatchObject({ fault: { code: "jsonSyntax", start: text.length } });
  }
});

test("names of prototypes are names like any other", () => {
  const scanned = scanJson('{"__proto__":{"polluted":true},"constructor":1,"toString":2}', 5);
  if ("fault" in scanned || scanned.root.kind !== "object") throw new Error("refused");
  expect(scanned.root.members.map(({ name }) => name)).toEqual(["__proto__", "constructor", "toString"]);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test("a place is a line and a column of characters, whatever ends the lines", () => {
  expect(toLineAndColumn("a\nb\r\nc\rd🔑e", 10)).toEqual({ line: 4, column: 3 });
  expect(toLineAndColumn("", 0)).toEqual({ line: 1, column: 1 });
});

test("a path names members plainly where it can, and in brackets where not", () => {
  expect(formatPath(["Statement", 0, "Condition", "StringEquals", "g:ResourceTag/env", 1])).toBe(
    '$.Statement[0].Condition.StringEquals["g:ResourceTag/env"][1]',
  );
  expect(formatPath(["x".repeat(5000)]).length).toBeLessThan(100);
});
