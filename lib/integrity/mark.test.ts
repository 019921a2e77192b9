import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeMark, encodeMark, isBefore, type KeptMark, type Mark } from "./mark";

const marks = fc.record({
  incarnation: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  number: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  at: fc.integer({ min: 0, max: 8.64e15 }).map((time) => new Date(time)),
});

test("a mark is read as it was written, and these are its bytes", () => {
  const formats = fc.constantFrom<KeptMark["format"]>(1, 2);
  fc.assert(fc.property(marks, formats, (mark, format) => void expect(decodeMark(encodeMark(mark, format))).toEqual({ ...mark, format })));
  const mark: Mark = { incarnation: 3, number: 0x0102030405n, at: new Date("2026-12-07T08:00:00.123Z") };
  expect(encodeMark(mark).toString("hex")).toBe("02000000030000000102030405000001a24f844c7b");
  expect(encodeMark(mark, 1).toString("hex")).toBe("01000000030000000102030405000001a24f844c7b");
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
])("%s is no mark", (hex) => {
  expect(decodeMark(Buffer.from(hex, "hex"))).toBeNull();
});
