import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeFrame, encodeFrame, FRAME_MAC_BYTES, type Frame, frameAad, frameLength, paddedLength, splitFrame } from "./frame";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const frames: fc.Arbitrary<Frame> = fc.integer({ min: 1, max: 4096 }).chain((plaintextLength) =>
  fc.record({
    keyId: fc.uuid(),
    keyVersion: fc.integer({ min: 0, max: 0x7fffffff }),
    nonce: bytes(16),
    iv: bytes(12),
    tag: bytes(16),
    plaintextLength: fc.constant(plaintextLength),
    ciphertext: bytes(paddedLength(plaintextLength)),
  }),
);
const plain = (frame: Frame) => ({
  ...frame,
  nonce: [...frame.nonce],
  iv: [...frame.iv],
  tag: [...frame.tag],
  ciphertext: [...frame.ciphertext],
});
const withMac = (authenticated: Uint8Array) => Buffer.concat([authenticated, Buffer.alloc(FRAME_MAC_BYTES)]);

describe("the ciphertext frame", () => {
  test.each([
    [1, 140],
    [16, 140],
    [17, 156],
    [64, 188],
    [4095, 4220],
    [4096, 4220],
  ])("of %i bytes of plaintext has %i bytes, as the published rule says", (n, length) => {
    expect(frameLength(n)).toBe(length);
  });

  test("reads back as it was written", () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const authenticated = encodeFrame(frame);
        expect(authenticated.length + FRAME_MAC_BYTES).toBe(frameLength(frame.plaintextLength));
        const decoded = decodeFrame(authenticated);
        expect(decoded && plain(decoded)).toEqual(plain(frame));
      }),
    );
  });

  test("starts as the published samples do: version 2 and the length less 36, little-endian", () => {
    const authenticated = encodeFrame({
      keyId: "0d0466b0-e727-4d9c-b35d-f84bb474a37f",
      keyVersion: 0x01020304,
      nonce: Buffer.alloc(16, 0xa1),
      iv: Buffer.alloc(12, 0xa2),
      tag: Buffer.alloc(16, 0xa3),
      plaintextLength: 64,
      ciphertext: Buffer.alloc(64, 0xa4),
    });
    expect(authenticated.toString("hex")).toBe(
      `02009800${"a1".repeat(16)}${"a2".repeat(12)}${"a3".repeat(16)}01400000${"a4".repeat(64)}${Buffer.from("0d0466b0-e727-4d9c-b35d-f84bb474a37f").toString("hex")}04030201`,
    );
  });

  test("is refused when it is cut, extended, or of another version, mode or length", () => {
    fc.assert(
      fc.property(frames, fc.integer({ min: 1, max: 40 }), (frame, count) => {
        const whole = encodeFrame(frame);
        expect(decodeFrame(whole.subarray(0, whole.length - count))).toBeNull();
        expect(decodeFrame(Buffer.concat([whole, Buffer.alloc(count)]))).toBeNull();
        for (const offset of [0, 1, 2, 3, 48]) {
          const altered = Buffer.from(whole);
          altered[offset] = (altered[offset] ?? 0) ^ 1;
          expect(decodeFrame(altered)).toBeNull();
        }
      }),
    );
  });

  test("has a true length that fits its blocks, or is refused", () => {
    const whole = encodeFrame({
      keyId: "0d0466b0-e727-4d9c-b35d-f84bb474a37f",
      keyVersion: 0,
      nonce: Buffer.alloc(16),
      iv: Buffer.alloc(12),
      tag: Buffer.alloc(16),
      plaintextLength: 17,
      ciphertext: Buffer.alloc(32),
    });
    for (const [length, isFrame] of [
      [0, false],
      [16, false],
      [17, true],
      [32, true],
      [33, false],
    ] as const) {
      const altered = Buffer.from(whole);
      altered.writeUIntLE(length, 49, 3);
      expect(decodeFrame(altered) !== null, String(length)).toBe(isFrame);
    }
  });

  test("of any bytes at all never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        const parts = splitFrame(noise);
        expect(parts === null).toBe(noise.length < 140);
        if (parts !== null) expect(() => decodeFrame(parts.authenticated)).not.toThrow();
      }),
    );
    expect(splitFrame(withMac(Buffer.alloc(0x10000 + 100)))).toBeNull();
  });
});

describe("the additional authenticated data", () => {
  const place = {
    keyId: "0d0466b0-e727-4d9c-b35d-f84bb474a37f",
    keyVersion: 0,
    nonce: Buffer.alloc(16),
    iv: Buffer.alloc(12),
    plaintextLength: 5,
  };
  const inputs = fc.record({
    purpose: fc.constantFrom("data" as const, "dataKey" as const),
    version: fc.integer({ min: 0, max: 3 }),
    length: fc.integer({ min: 1, max: 40 }),
    context: fc.dictionary(fc.string({ maxLength: 4 }), fc.string({ maxLength: 4 }), { maxKeys: 3 }),
    additional: fc.string({ maxLength: 6 }),
  });
  const toAad = (input: {
    purpose: "data" | "dataKey";
    version: number;
    length: number;
    context: Record<string, string>;
    additional: string;
  }) =>
    frameAad(
      input.purpose,
      { ...place, keyVersion: input.version, plaintextLength: input.length },
      input.context,
      input.additional,
    ).toString("hex");

  test("differs whenever anything it binds differs", () => {
    fc.assert(
      fc.property(inputs, inputs, (a, b) => {
        const same =
          JSON.stringify([a.purpose, a.version, a.length, sorted(a.context), a.additional]) ===
          JSON.stringify([b.purpose, b.version, b.length, sorted(b.context), b.additional]);
        expect(toAad(a) === toAad(b)).toBe(same);
      }),
    );
  });

  test("does not depend on the order of the context's pairs", () => {
    expect(frameAad("data", place, { a: "1", b: "2" }, "")).toEqual(frameAad("data", place, { b: "2", a: "1" }, ""));
  });
});

function sorted(context: Record<string, string>): [string, string][] {
  return Object.entries(context).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
