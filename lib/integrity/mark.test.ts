import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeMark, encodeKeptMark, encodeMark, isBefore, type KeptMark, type Mark } from "./mark";

const marks = fc.record({
  incarnation: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  number: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  at: fc.integer({ min: 0, max: 8.64e15 }).map((time) => new Date(time)),
});

test("a mark is read as it was written, and these are its bytes", () => {
  const formats = fc.constantFrom<KeptMark["format"]>(1, 2);
  const tree = null;
  fc.assert(
    fc.property(marks, formats, (mark, format) => void expect(decodeMark(encodeMark(mark, format))).toEqual({ ...mark, format, tree })),
  );
  const mark: Mark = { incarnation: 3, number: 0x0102030405n, at: new Date("2026-12-07T08:00:00.123Z") };
  expect(encodeMark(mark).toString("hex")).toBe("02000000030000000102030405000001a24f844c7b");
  expect(encodeMark(mark, 1).toString("hex")).toBe("01000000030000000102030405000001a24f844c7b");
});

const trees = fc.record({
  size: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER - 1 }),
  root: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
});

test("a mark with the tree of the log is read as it was written, fits into a token, and these are its bytes", () => {
  fc.assert(
    fc.property(marks, fc.option(trees), (mark, tree) => {
      const bytes = encodeKeptMark(mark, tree);
      expect(decodeMark(bytes)).toEqual({ ...mark, format: 3, tree });
      expect(bytes.length).toBeLessThanOrEqual(64);
    }),
  );
  const mark: Mark = { incarnation: 3, number: 0x0102030405n, at: new Date("2026-12-07T08:00:00.123Z") };
  const root = Buffer.alloc(32, 0xab);
  expect(encodeKeptMark(mark, { size: 0x010203, root }).toString("hex")).toBe(
    `03000000030000000102030405000001a24f844c7b0000000000010203${"ab".repeat(32)}`,
  );
  expect(encodeKeptMark(mark, null).subarray(21)).toEqual(Buffer.alloc(40));
});

test("the order as bytes is that of changes, then of trees, and what a version before has written is the smaller", () => {
  fc.assert(
    fc.property(marks, marks, fc.option(trees), fc.option(trees), (one, other, tree, otherTree) => {
      const bytes = encodeKeptMark(one, tree);
      if (isBefore(one, other)) expect(Buffer.compare(bytes, encodeKeptMark(other, otherTree))).toBe(-1);
      expect(Buffer.compare(encodeMark(other), bytes)).toBe(-1);
      if (tree !== null) expect(Buffer.compare(bytes, encodeKeptMark(one, { ...tree, size: tree.size + 1 }))).toBe(-1);
    }),
  );
});

test("of two marks the later is the greater as bytes, whatever their times", () => {
  fc.assert(
    fc.property(marks, marks, (one, other) => {
      if (isBefore(one, other)) expect(Buffer.compare(encodeMark(one), encodeMark(other))).toBe(-1);
      expect(isBefore(one, other) && isBefore(other, one)).toBe(false);
      expect(isBefore(one, { ...one, at: other.at })).toBe(false);
    }),
  );
});

test.each([
  "",
  "01",
  `00${"00".repeat(20)}`,
  `03${"00".repeat(20)}`,
  `01${"00".repeat(19)}`,
  `01${"00".repeat(21)}`,
  `01${"ff".repeat(20)}`,
  `03${"00".repeat(59)}`,
  `03${"00".repeat(61)}`,
  `02${"00".repeat(60)}`,
  `04${"00".repeat(60)}`,
])("%s is no mark", (hex) => {
  expect(decodeMark(Buffer.from(hex, "hex"))).toBeNull();
});
