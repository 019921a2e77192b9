import { expect, test } from "vitest";
import { canonicalRow } from "#lib/audit/canonical-row";
import { inclusionPlan } from "#lib/audit/verify/plan";
import { makeAuditKey, signCheckpoint } from "#lib/audit/verify/testing/signers";
import { foldLeaves, leafHash } from "#lib/audit/verify/tree";
import { NO_RIGHT, type Trace, toTraceRecord } from "#lib/domain/trace";
import { checkReceipt, type Receipt } from "./check-receipt";
import type { ShownTrace } from "./live-tail";

const trace: Trace = {
  id: 1_234n,
  time: new Date(1_796_000_000_000),
  accountId: "a".repeat(32),
  projectId: "b".repeat(32),
  callerKind: "user",
  callerId: "c".repeat(32),
  callerName: "Zoë \u202e\u0000 <b>",
  callerAccountId: "",
  accessKey: "",
  source: "api",
  ip: "203.0.113.7",
  requestId: "r-1",
  traceName: "encryptData",
  resourceType: "cmk",
  resourceId: "0d0466b0-e727-4d9c-b35d-f84bb474a37f",
  alias: "payments/card-vault",
  outcome: "normal",
  errorCode: "",
  ...NO_RIGHT,
  details: { "\u{1f600}": 1e21, "\ufb33": 0.1, pending_days: 7, isShadow: false, text: "a\nb" },
  state: 'book key/1 2 ~\n+cmk "1" abc=',
};
const log = makeAuditKey();
const key = { spki: log.spki.toString("base64") };
const SIZE = 11;
const INDEX = 6;
const shown: ShownTrace = (({ state: _state, ...record }) => ({ ...record, leaf_index: INDEX }))(toTraceRecord(trace)) as ShownTrace;
const leaf = canonicalRow(trace);

function receiptOf(row: string, index = INDEX): Receipt {
  const hashes = Array.from({ length: SIZE }, (_none, at) => leafHash(Buffer.from(at === index ? row : `row ${at}`)));
  const checkpoint = signCheckpoint(log, SIZE, foldLeaves(hashes));
  return {
    trace_id: "1234",
    leaf_index: index,
    size: SIZE,
    leaf: row,
    proof: inclusionPlan(index, SIZE).map(({ from, to }) => foldLeaves(hashes.slice(from, to)).toString("base64")),
    checkpoint,
    checkpoint_time: 1_796_000_001_000,
    receipt: "",
  };
}
const sound = receiptOf(leaf);
const check = (receipt: Receipt, of: ShownTrace = shown, by = key) => checkReceipt(of, receipt, by);

test("the row that was sealed is verified, with its path and the checkpoint", async () => {
  const checked = await check(sound);
  expect(checked).toMatchObject({ isVerified: true, index: INDEX, row: { isShown: true, differing: [] }, isSigned: true });
  expect(checked.walked?.steps.map(({ side }) => side)).toEqual(["right", "left", "left", "right"]);
  expect(checked.checkpoint?.size).toBe(SIZE);
  expect(checked.keyId).toBe(checked.checkpoint?.signatures[0]?.keyId);
  // What was listed a moment before it was sealed.
  expect((await check(sound, { ...shown, leaf_index: null })).isVerified).toBe(true);
});

test.each([
  ["ip", { ip: "203.0.113.9" }],
  ["time", { time: shown.time + 1 }],
  ["trace_id", { trace_id: "1235" }],
  ["details", { details: { ...shown.details, pending_days: 8 } }],
  ["key_version", { key_version: 0 }],
])("a row that is shown otherwise is told by its member: %s", async (member, change) => {
  const checked = await check(sound, { ...shown, ...change } as ShownTrace);
  expect(checked).toMatchObject({
    isVerified: false,
    row: { isShown: false, differing: [member] },
    isSigned: true,
    walked: { isProven: true },
  });
});

test("a sealed row with other bytes is another, though it says the same", async () => {
  for (const row of [`${leaf} `, leaf.replace("{", '{"ip":"203.0.113.9",'), JSON.stringify({ ...toTraceRecord(trace) })]) {
    const checked = await check(receiptOf(row));
    expect(checked).toMatchObject({ isVerified: false, row: { isShown: false, differing: [] } });
  }
  expect((await check(receiptOf(leaf.replace("{", '{"a":1,')))).row).toEqual({ isShown: false, differing: ["a"] });
  for (const row of ["", "null", "[]", "{", '"text"']) expect((await check(receiptOf(row))).isVerified).toBe(false);
});

test("a leaf, path or place that is another leads to no root", async () => {
  const [first = "", ...rest] = sound.proof;
  for (const change of [
    { proof: [...rest, first] },
    { proof: [Buffer.alloc(32).toString("base64"), ...rest] },
    { proof: rest },
    { proof: [...sound.proof, first] },
    { proof: ["no base64!", ...rest] },
    { leaf: leaf.replace("203.0.113.7", "203.0.113.9") },
    { leaf_index: INDEX - 1 },
    { leaf_index: SIZE },
    { leaf_index: -1 },
  ]) {
    const checked = await check({ ...sound, ...change });
    expect([change, checked.isVerified, checked.walked?.isProven ?? false]).toEqual([change, false, false]);
  }
  // The same row twice in the log, and the receipt of the other one.
  expect(await check(receiptOf(leaf, 3))).toMatchObject({ isVerified: false, isPlaceShown: false, walked: { isProven: true } });
});

test("a checkpoint of another key, size or root is not believed, whatever the service says of its size", async () => {
  expect(await check(sound, shown, { spki: makeAuditKey().spki.toString("base64") })).toMatchObject({ isVerified: false, isSigned: false });
  const larger = sound.checkpoint.replace(`\n${SIZE}\n`, `\n${SIZE + 1}\n`);
  expect(await check({ ...sound, checkpoint: larger })).toMatchObject({ isVerified: false, isSigned: false });
  expect(await check({ ...sound, checkpoint: receiptOf("another").checkpoint })).toMatchObject({
    isVerified: false,
    isSigned: true,
    walked: { isProven: false },
  });
  expect(await check({ ...sound, checkpoint: "" })).toMatchObject({ isVerified: false, checkpoint: null, walked: null });
  expect((await check({ ...sound, size: 5 })).isVerified).toBe(true);
});
