import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { codeAtStep, findStep, findSuccessive, newSeed, stepAt } from "./one-time-code";

/** RFC 6238, appendix B: "12345678901234567890" in base32. The RFC's codes have eight digits, of which the last six are ours. */
const SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

test.each([
  [59, "94287082"],
  [1_111_111_109, "07081804"],
  [1_111_111_111, "14050471"],
  [1_234_567_890, "89005924"],
  [2_000_000_000, "69279037"],
  [20_000_000_000, "65353130"],
])("at %i seconds is the code of RFC 6238", (seconds, expected) => {
  const now = new Date(seconds * 1000);
  expect(codeAtStep(SEED, stepAt(now))).toBe(expected.slice(-6));
  expect(findStep(SEED, expected.slice(-6), now)).toBe(stepAt(now));
});

test("a code is right one time step before its own and one after it, and no further off", () => {
  const step = 41_152_263;
  const code = codeAtStep(SEED, step);
  const at = (seconds: number) => findStep(SEED, code, new Date(seconds * 1000));
  const begin = step * 30;
  expect([begin - 31, begin - 30, begin - 1, begin, begin + 29, begin + 30, begin + 59, begin + 60].map(at)).toEqual([
    null,
    step,
    step,
    step,
    step,
    step,
    step,
    null,
  ]);
});

test("two codes are successive only in their own order, and the second must be right now", () => {
  const step = 41_152_263;
  const [before, first, second] = [-1, 0, 1].map((more) => codeAtStep(SEED, step + more)) as [string, string, string];
  const at = (moved: number) => new Date((step + moved) * 30_000);
  expect(findSuccessive(SEED, first, second, at(1))).toBe(step + 1);
  expect(findSuccessive(SEED, first, second, at(2))).toBe(step + 1);
  expect(findSuccessive(SEED, first, second, at(3))).toBe(null);
  expect(findSuccessive(SEED, second, first, at(1))).toBe(null);
  expect(findSuccessive(SEED, first, first, at(1))).toBe(null);
  expect(findSuccessive(SEED, before, second, at(1))).toBe(null);
});

test("what is no code of six digits is wrong", () => {
  const now = new Date(59_000);
  for (const code of ["", "28708", "2870820", "94287082", "28708２", "287 082"]) expect(findStep(SEED, code, now)).toBe(null);
});

test("a seed is 160 fresh bits in base32, and its bytes are not left behind", () => {
  const given: Uint8Array[] = [];
  const random = (length: number) => {
    const bytes = new Uint8Array(randomBytes(length));
    given.push(bytes);
    return bytes;
  };
  const [one, other] = [newSeed(random), newSeed(random)];
  expect(one).toMatch(/^[A-Z2-7]{32}$/);
  expect(other).not.toBe(one);
  expect(given.every((bytes) => bytes.byteLength === 20 && bytes.every((byte) => byte === 0))).toBe(true);
});
