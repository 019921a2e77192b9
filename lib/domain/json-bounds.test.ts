import fc from "fast-check";
import { expect, test } from "vitest";
import { exceededBound, type JsonBounds } from "./json-bounds";

const exceeded = (json: string, bounds: Partial<JsonBounds>) =>
  exceededBound(Buffer.from(json), { depth: Number.POSITIVE_INFINITY, members: Number.POSITIVE_INFINITY, ...bounds });

test("as many levels as the bound are read, one more is too many", () => {
  for (const [open, close] of [
    ["[", "]"],
    ['{"a":', "}"],
  ] as const) {
    expect(exceeded(`${open.repeat(64)}1${close.repeat(64)}`, { depth: 64 })).toBe(null);
    expect(exceeded(`${open.repeat(65)}1${close.repeat(65)}`, { depth: 64 })).toBe("depth");
    expect(exceeded(open.repeat(65_000), { depth: 64 })).toBe("depth");
  }
  expect(exceeded("[],".repeat(1_000), { depth: 1 })).toBe(null);
});

test("as many members as the bound are read, one more is too many", () => {
  const list = (count: number) => JSON.stringify(Array(count).fill(0));
  expect(exceeded(list(1_000), { members: 1_000 })).toBe(null);
  expect(exceeded(list(1_001), { members: 1_000 })).toBe("members");
  expect(exceeded("[[],".repeat(1_000), { members: 1_000 })).toBe("members");
});

test("what stands in texts counts for nothing, escapes or not", () => {
  expect(exceeded(JSON.stringify({ '[[[\\"[{,,': '[[["\\,,,{\\' }), { depth: 1, members: 1 })).toBe(null);
  expect(exceeded('"\\"[[[","', { depth: 0, members: 1 })).toBe(null);
});

test("every JSON text has at most as many members and levels as are counted", () => {
  const count = (value: unknown): number =>
    typeof value === "object" && value !== null ? Object.values(value).reduce<number>((sum, part) => sum + 1 + count(part), 0) : 0;
  const depth = (value: unknown): number =>
    typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0;
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (json) => {
      const value = JSON.parse(json);
      if (count(value) > 0) expect(exceeded(json, { members: count(value) - 1 })).toBe("members");
      if (depth(value) > 0) expect(exceeded(json, { depth: depth(value) - 1 })).toBe("depth");
      expect(exceeded(json, { depth: depth(value) })).toBe(null);
    }),
  );
});
