import fc from "fast-check";
import { expect, test } from "vitest";
import { base64ByteCount, base64Length } from "./base64";

test("what an encoder gives has the bytes that went in", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = Buffer.from(bytes).toString("base64");
      expect([base64ByteCount(text), base64Length(bytes.length)]).toEqual([bytes.length, text.length]);
    }),
  );
});

test("a text counts only if it is what an encoder gives for the bytes that a decoder finds in it", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."AQgw/+=- \n_b9".split("")), maxLength: 12 }), (text) => {
      const isEncoded = Buffer.from(text, "base64").toString("base64") === text;
      expect(base64ByteCount(text) !== null).toBe(isEncoded);
    }),
    { numRuns: 2000 },
  );
});
