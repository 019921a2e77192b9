/** A trace that says for how long no traces could be written, so that nobody takes the silence for quiet. */
import { randomBytes } from "node:crypto";
import type { TraceGap } from "#lib/audit/trace-writer";
import type { TraceRow } from "#lib/store/traces/traces";
import { SYSTEM_CALLER } from "./system-trace";

/** @param accountId under which it is filed, since it is about all */
export function toGapTrace(accountId: string, { from, until, notWritten }: TraceGap): TraceRow {
  return {
    time: until,
    accountId,
    projectId: null,
    ...SYSTEM_CALLER,
    requestId: randomBytes(16).toString("hex"),
    traceName: "tracesNotWritten",
    resourceType: "trace",
    resourceId: "",
    alias: "",
    outcome: "warning",
    errorCode: "",
    details: { from: from.toISOString(), until: until.toISOString(), notWritten },
  };
}
