import fc from "fast-check";
import { expect, test } from "vitest";
import { walkInclusion } from "./browser-proof";
import { verifyCheckpoint } from "./checkpoint";
import { Unverified } from "./encoding";
import { inclusionPlan } from "./proof";
import { formatReceipt, parseReceipt, verifyReceipt } from "./receipt";
import { makeAuditKey, signCheckpoint } from "./testing/signers";
import { foldLeaves, leafHash } from "./tree";

const log = makeAuditKey();
const rows = Array.from({ length: 11 }, (_, index) => Buffer.from(`{"access_key":"","trace_id":"${index}"}`));
const hashes = rows.map(leafHash);
const root = foldLeaves(hashes);
const checkpoint = signCheckpoint(log, rows.length, root);
const pathTo = (index: number) => inclusionPlan(index, rows.length).map(({ from, to }) => foldLeaves(hashes.slice(from, to)));
const receiptOf = (index: number) => formatReceipt({ leaf: rows[index] ?? Buffer.of(), index, proof: pathTo(index), checkpoint });
const isTaken = (text: string | Uint8Array) => {
  try {
    verifyReceipt(parseReceipt(Buffer.from(text as string)), (claimed) => verifyCheckpoint(claimed, log.key));
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(Unverified);
    return false;
  }
};

test("the receipt of every row stands alone", () => {
  for (const index of rows.keys()) {
    expect(isTaken(receiptOf(index))).toBe(true);
    expect(parseReceipt(Buffer.from(receiptOf(index))).leaf).toEqual(rows[index]);
  }
  const one = formatReceipt({
    leaf: Buffer.from("{}"),
    index: 0,
    proof: [],
    checkpoint: signCheckpoint(log, 1, leafHash(Buffer.from("{}"))),
  });
  expect(one.split("\n").slice(0, 4)).toEqual(["c2sp.org/tlog-proof@v1", "extra e30=", "index 0", ""]);
  expect(isTaken(one)).toBe(true);
});

test("no byte of a receipt can be another", () => {
  const bytes = Buffer.from(receiptOf(5));
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ change;
      expect(isTaken(changed)).toBe(false);
    }),
    { numRuns: 1000 },
  );
  for (let length = 0; length < bytes.length; length++) expect(isTaken(bytes.subarray(0, length))).toBe(false);
});

test("a receipt that was put together from two, or says more or less than one, is refused", () => {
  const [four, five] = [receiptOf(4), receiptOf(5)];
  const extra = (text: string) => text.split("\n")[1] ?? "";
  const wrong = [
    five.replace(extra(five), extra(four)),
    five.replace("index 5", "index 4"),
    five.replace("index 5", "index 05"),
    five.replace("index 5", "index 4294967301"),
    five.replace(`${extra(five)}\n`, ""),
    five.replace("\nindex", "\n\nindex"),
    five.replace("proof@v1", "proof@v2"),
    five.replace("\n\n", `\n${root.toString("base64")}\n\n`),
    five.replace(checkpoint, signCheckpoint(makeAuditKey(), rows.length, root)),
    five.replace(checkpoint, signCheckpoint(log, rows.length + 6, root)),
    `${five}\n`,
    "",
  ];
  expect(wrong.filter(isTaken)).toEqual([]);
});

test("a browser walks the same way", async () => {
  for (const [index, row] of rows.entries()) {
    const walked = await walkInclusion(row, index, rows.length, pathTo(index), root);
    expect(walked.isProven).toBe(true);
    expect(Buffer.from(walked.leaf)).toEqual(hashes[index]);
    expect(Buffer.from(walked.steps.at(-1)?.hash ?? [])).toEqual(root);
    expect((await walkInclusion(Buffer.from("{}"), index, rows.length, pathTo(index), root)).isProven).toBe(false);
    expect((await walkInclusion(row, index, rows.length, pathTo(index), hashes[0] ?? root)).isProven).toBe(false);
    await expect(walkInclusion(row, index, rows.length, pathTo(index).slice(1), root)).rejects.toThrow(RangeError);
  }
});
