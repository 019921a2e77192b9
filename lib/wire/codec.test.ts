import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  base64,
  base64Bytes,
  base64OrAbsent,
  decimal,
  epochMs,
  epochSeconds,
  lowerHex,
  momentMs,
  textOrNull,
  truthText,
  upperHex,
  utf8Bytes,
} from "./codec";

type AnyCodec = z.ZodType;

const LAST_SECOND = 253_402_300_799;
const bytes = fc.uint8Array({ maxLength: 300 });
const seconds = fc.integer({ min: -1, max: LAST_SECOND });
const hex = bytes.map((value) => Buffer.from(value).toString("hex"));
const encoded = bytes.map((value) => Buffer.from(value).toString("base64"));
const atSecond = seconds.map((count) => new Date(count * 1000));

/** Values of the domain, and texts that are the one canonical spelling of what they say. */
const CODECS: [string, AnyCodec, fc.Arbitrary<unknown>, fc.Arbitrary<unknown>][] = [
  ["base64", base64, bytes, encoded],
  ["base64OrAbsent", base64OrAbsent, fc.option(bytes), fc.option(encoded, { nil: undefined })],
  ["base64Bytes", base64Bytes(0, 300), bytes, encoded],
  ["upperHex", upperHex, bytes, hex.map((text) => text.toUpperCase())],
  ["lowerHex", lowerHex, bytes, hex],
  [
    "utf8Bytes",
    utf8Bytes(z.string()),
    fc.string({ unit: "binary" }).map((text) => new TextEncoder().encode(text)),
    fc.string({ unit: "binary" }),
  ],
  ["decimal", decimal, fc.maxSafeNat(), fc.maxSafeNat().map(String)],
  [
    "epochMs",
    epochMs,
    fc.option(atSecond),
    fc.oneof(
      fc.constant(""),
      seconds.map((count) => String(count * 1000)),
    ),
  ],
  ["momentMs", momentMs, atSecond, seconds.map((count) => String(count * 1000))],
  ["epochSeconds", epochSeconds, atSecond, seconds],
  ["truthText", truthText, fc.boolean(), fc.constantFrom("true", "false")],
  ["textOrNull", textOrNull, fc.option(fc.string({ minLength: 1 })), fc.string()],
];

/** Bytes are the same whether a Buffer holds them or not. */
const plain = (value: unknown) => (value instanceof Uint8Array ? [...value] : value);

describe.each(CODECS)("%s", (_name, codec, values, texts) => {
  test("gives back the value that went out", () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(plain(z.decode(codec, z.encode(codec, value)))).toEqual(plain(value));
      }),
    );
  });

  test("gives back the canonical text that came in", () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(z.encode(codec, z.decode(codec, text))).toEqual(text);
      }),
    );
  });
});

test("hexadecimal digits are read in any case", () => {
  fc.assert(
    fc.property(hex, (text) => {
      for (const codec of [upperHex, lowerHex]) {
        expect(plain(z.decode(codec, text.toUpperCase()))).toEqual(plain(z.decode(codec, text)));
      }
    }),
  );
});

test("a time is told in whole seconds, the one that has begun", () => {
  fc.assert(
    fc.property(seconds, fc.nat(999), (second, rest) => {
      const time = new Date(second * 1000 + rest);
      expect([z.encode(epochSeconds, time), z.encode(epochMs, time)]).toEqual([second, String(second * 1000)]);
    }),
  );
});

describe("base64 of bytes that are counted", () => {
  const codec = base64Bytes(2, 5);
  const accepts = (text: unknown) => codec.safeDecode(text as string).success;

  test.each([0, 1, 2, 5, 6])("%i bytes are taken only within the bounds", (count) => {
    expect(accepts(Buffer.alloc(count, 0xfb).toString("base64"))).toBe(count >= 2 && count <= 5);
  });

  test("whatever else a decoder would read the same bytes from is refused", () => {
    const whole = Buffer.of(0xfb, 0xff, 0xfe, 0x80);
    const text = whole.toString("base64");
    expect([text, accepts(text)]).toEqual(["+//+gA==", true]);
    for (const other of [
      whole.toString("base64url"),
      "-__-gA==",
      "+//+gA",
      "+//+gA=",
      "+//+gA===",
      "+//+\ngA==",
      "+//+gA==\n",
      " +//+gA==",
      // Bits that no byte has.
      "+//+gB==",
      "+//+gP==",
      "+/==+gA=",
      7,
      null,
      undefined,
    ]) {
      expect([other, accepts(other)]).toEqual([other, false]);
    }
  });

  test("no two texts are read as the same bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."AQgw/+=- \n_b9".split("")), maxLength: 8 }), (text) => {
        const read = codec.safeDecode(text);
        if (read.success) expect(z.encode(codec, read.data)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });
});
