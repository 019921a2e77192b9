import { expect, test } from "vitest";
import { KmsError } from "#lib/domain/errors";
import { OPERATIONS, type OperationName } from "#lib/operations/catalog";
import type { TraceRow } from "#lib/store/traces/traces";
import { beginCall } from "./begin-call";
import type { Call, Performer, PerformRequest } from "./call";
import { toTraceRow, withNote } from "./call-trace";
import { record } from "./record";
import type { StepClock } from "./step-clock";

const CALLER = { accountId: "a", userId: "u", userName: "one", projectId: "p", accessKey: null, service: null, isFederated: false };

/** A call about to be recorded, and what is written of it. */
function callOf(operation: OperationName, tracesReads = false): { call: Call; written: TraceRow[] } {
  const written: TraceRow[] = [];
  const append = async (row: TraceRow) => written.push(row) > 0;
  const performer = { traces: { append }, tracesReads, now: () => new Date(0), errorCodeOf: String } as unknown as Performer;
  const request = { operation, projectId: "p", origin: { source: "console", ip: "192.0.2.1", requestId: "r", isBackground: true } };
  const row = OPERATIONS[operation];
  const call = beginCall(
    performer,
    {} as Performer["store"],
    request as unknown as PerformRequest,
    row,
    CALLER as never,
    { about: {} } as never,
    {} as StepClock,
  );
  return { call, written };
}

const writtenOf = async (operation: OperationName, refusal: KmsError | null, tracesReads = false) => {
  const { call, written } = callOf(operation, tracesReads);
  await record(call, refusal);
  return written.map(({ traceName, outcome, errorCode }) => [traceName, outcome, errorCode]);
};

test("a read that was done is traced where its row says so, or where all reads are, an open page's too", async () => {
  expect(await writtenOf("describeKey", null)).toEqual([]);
  expect(await writtenOf("describeKey", null, true)).toEqual([["describeKey", "normal", ""]]);
  for (const operation of ["deleteKeyRiskTips", "listTraces", "exportTraces"] as const) {
    expect(await writtenOf(operation, null)).toEqual([[operation, "normal", ""]]);
  }
  expect(await writtenOf("encryptData", null)).toEqual([["encryptData", "normal", ""]]);
});

test("what was refused or has failed is traced, whatever it is", async () => {
  for (const operation of ["describeKey", "listUsers", "listTraces", "encryptData", "disableKey"] as const) {
    expect(await writtenOf(operation, new KmsError("notPermitted"))).toEqual([[operation, "warning", "notPermitted"]]);
    expect(await writtenOf(operation, new KmsError("internal"))).toEqual([[operation, "incident", "internal"]]);
  }
});

test("what a change has traced in its transaction is not traced again", async () => {
  const { call, written } = callOf("disableKey");
  call.progress.traced = true;
  await record(call, null);
  expect(written).toEqual([]);
});

test("the right and the grant of a trace say the same, also where a change rests on another grant than the one that let it in", () => {
  const { call } = callOf("createGrant");
  Object.assign(call.progress, { right: { rightKind: "grant", rightId: "first" }, grantId: "first" });
  const rightAfter = (note: Parameters<typeof withNote>[1]) => {
    const { rightKind, rightId, grantId } = toTraceRow(call, "createGrant", withNote(call.progress, note), null);
    return [rightKind, rightId, grantId];
  };
  expect(rightAfter({})).toEqual(["grant", "first", "first"]);
  expect(rightAfter({ grantId: "second" })).toEqual(["grant", "second", "second"]);
  expect(rightAfter({ right: { rightKind: "statement", rightId: "p#0" } })).toEqual(["statement", "p#0", ""]);
  expect(rightAfter({ right: { rightKind: "grant", rightId: "third" } })).toEqual(["grant", "third", "third"]);
});
