import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromDer, toDer } from "./ecdsa-signature";

const hex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const coordinate = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).filter((value) => value.some((byte) => byte !== 0));

describe.each([32, 48])("signatures of %i bytes a number", (bytes) => {
  test("come back from DER as they went in, and no other text of DER stands for them", () => {
    fc.assert(
      fc.property(coordinate(bytes), coordinate(bytes), (r, s) => {
        const pair = Uint8Array.of(...r, ...s);
        const der = toDer(pair);
        expect(fromDer(der, bytes)).toEqual(pair);
        for (let length = 0; length < der.length; length += 1) expect(fromDer(der.subarray(0, length), bytes)).toBeNull();
        expect(fromDer(Uint8Array.of(...der, 0), bytes)).toBeNull();
      }),
    );
  });

  test("whatever is read from any bytes is written as just these bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2 * bytes + 10 }), (der) => {
        const pair = fromDer(der, bytes);
        if (pair !== null) expect(toDer(pair)).toEqual(der);
      }),
      { numRuns: 1000 },
    );
  });
});

test.each([
  ["r is zero", "3006020100020101"],
  ["s is zero", "3006020101020100"],
  ["r is negative", "30060201ff020101"],
  ["r is padded", "300702020001020101"],
  ["s is padded", "300702010102020001"],
  ["the length has a long form", "308106020101020101"],
  ["the length is indefinite", "3080020101020101 0000"],
  ["a number is missing", "3003020101"],
  ["a number too many", "3009020101020101020101"],
  ["a number is empty", "30050200020101"],
  ["it is a SET", "3106020101020101"],
  ["a number is an OCTET STRING", "3006040101020101"],
  ["r has 33 bytes", `30260221${"01".repeat(33)}020101`],
])("no signature: %s", (_why, der) => {
  expect(fromDer(hex(der.replace(" ", "")), 32)).toBeNull();
});

test("small numbers take few bytes, and a leading bit gets a zero before it", () => {
  expect(fromDer(hex("3006020101020102"), 32)?.filter((byte) => byte !== 0)).toEqual(Uint8Array.of(1, 2));
  expect(fromDer(hex("300702020080020101"), 32)?.[31]).toBe(0x80);
});
