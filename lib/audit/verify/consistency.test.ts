import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCheckpoint, verifyCheckpoint } from "./checkpoint";
import { formatConsistency, parseConsistency, verifyGrowth } from "./consistency";
import { Unverified } from "./encoding";
import { consistencyPlan } from "./proof";
import { makeAuditKey, signCheckpoint } from "./testing/signers";
import { foldLeaves, leafHash } from "./tree";

const log = makeAuditKey();
const hashes = Array.from({ length: 40 }, (_, index) => leafHash(Buffer.from(`row ${index}`)));
const rootOf = (size: number) => foldLeaves(hashes.slice(0, size));
const checkpointOf = (size: number, incarnation = 1) => signCheckpoint(log, size, rootOf(size), incarnation);
const headOf = (size: number) => parseCheckpoint(Buffer.from(checkpointOf(size)));
const proofOf = (first: number, second: number) => consistencyPlan(first, second).map(({ from, to }) => foldLeaves(hashes.slice(from, to)));
const faultOf = (text: string | Uint8Array, since: number) => {
  try {
    verifyGrowth(parseConsistency(Buffer.from(text as string)), headOf(since), (checkpoint) => verifyCheckpoint(checkpoint, log.key));
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(Unverified);
    return (error as Error).message;
  }
};

test("each checkpoint grew out of every one before it, over incarnations too", () => {
  for (let second = 0; second <= 40; second += 3) {
    for (let first = 0; first <= second; first++) {
      expect(faultOf(formatConsistency(first, proofOf(first, second), checkpointOf(second, 2)), first)).toBe("");
    }
  }
  expect(formatConsistency(3, proofOf(3, 7), "note").split("\n")).toEqual([
    "old 3",
    ...proofOf(3, 7).map((hash) => hash.toString("base64")),
    "",
    "note",
  ]);
});

test("a log that was rolled back or rewritten did not", () => {
  expect(faultOf(formatConsistency(20, [], checkpointOf(10)), 20)).toMatch(/rolled back: it has 10 rows/);
  expect(faultOf(formatConsistency(20, proofOf(20, 30), signCheckpoint(log, 30, rootOf(29))), 20)).toMatch(/rewritten/);
  expect(faultOf(formatConsistency(20, [], signCheckpoint(log, 20, rootOf(19))), 20)).toMatch(/rewritten/);
  expect(faultOf(formatConsistency(19, proofOf(19, 30), checkpointOf(30)), 20)).toMatch(/about a checkpoint of 19 rows/);
  expect(faultOf(formatConsistency(20, proofOf(20, 30), signCheckpoint(makeAuditKey(), 30, rootOf(30))), 20)).toMatch(/key's logs begin/);
});

test("no byte of the proof can be another", () => {
  const bytes = Buffer.from(formatConsistency(13, proofOf(13, 37), checkpointOf(37)));
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ change;
      expect(faultOf(changed, 13)).not.toBe("");
    }),
    { numRuns: 500 },
  );
  for (let length = 0; length < bytes.length; length++) expect(faultOf(bytes.subarray(0, length), 13)).not.toBe("");
});
