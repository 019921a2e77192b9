/** A trace that says for how long no traces could be written, so that nobody takes the silence for quiet. */

import type { TraceGap } from "#lib/audit/trace-writer";
import { newRequestId } from "#lib/base/request-id";
import type { TraceRow } from "#lib/store/traces/traces";
import { SYSTEM_CALLER } from "./system-trace";

/** @param accountId under which it is filed, since it is about all */
export function toGapTrace(accountId: string, { from, until, notWritten }: TraceGap): TraceRow {
  return {
    time: until,
    accountId,
    projectId: null,
    ...SYSTEM_CALLER,
    requestId: newRequestId(),
    traceName: "tracesNotWritten",
    resourceType: "trace",
    resourceId: "",
    alias: "",
    outcome: "warning",
    errorCode: "",
    details: { from: from.toISOString(), until: until.toISOString(), notWritten },
  };
}
