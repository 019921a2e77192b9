/** Traces of what time does: the product itself is the caller. */
import { newRequestId } from "#lib/base/request-id";
import type { Key } from "#lib/domain/key";
import { NO_RIGHT } from "#lib/domain/trace";
import type { TraceRow } from "#lib/store/traces/traces";

export const SYSTEM_CALLER = {
  callerKind: "system",
  callerId: "",
  callerName: "Key Management Service",
  callerAccountId: "",
  accessKey: "",
  ...NO_RIGHT,
  source: "system",
  ip: "",
} as const;

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
    ...SYSTEM_CALLER,
    requestId: newRequestId(),
    traceName,
    resourceType: "cmk",
    resourceId: key.id,
    alias: key.alias,
    outcome: "normal",
    errorCode: "",
    details,
  };
}
