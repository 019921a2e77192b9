/** Traces of what time does: the product itself is the caller. */
import { randomBytes } from "node:crypto";
import type { Key } from "#lib/domain/key";
import type { TraceRow } from "#lib/store/traces";

export function toSystemTrace(
  key: Pick<Key, "id" | "accountId" | "projectId" | "alias">,
  time: Date,
  traceName: string,
  details: TraceRow["details"],
): TraceRow {
  return {
    time,
    accountId: key.accountId,
    projectId: key.projectId,
    callerKind: "system",
    callerId: "",
    callerName: "Key Management Service",
    callerAccountId: "",
    accessKey: "",
    grantId: "",
    source: "system",
    ip: "",
    requestId: randomBytes(16).toString("hex"),
    traceName,
    resourceType: "cmk",
    resourceId: key.id,
    alias: key.alias,
    outcome: "normal",
    errorCode: "",
    details,
  };
}
