/** Traces of what an operator does at the machine itself: the first start, and the admin command. Nobody signs in there: the name is the system user's. */
import { newRequestId } from "#lib/base/request-id";
import { NO_RIGHT } from "#lib/domain/trace";
import type { TraceRow } from "#lib/store/traces/traces";

/** Who types the command, and when. */
export type Operator = { readonly systemUser: string; readonly now: Date };

export function toOperatorTrace(
  { systemUser, now }: Operator,
  event: Pick<TraceRow, "accountId" | "traceName" | "resourceType" | "resourceId" | "details">,
): TraceRow {
  return {
    ...event,
    time: now,
    projectId: null,
    callerKind: "operator",
    callerId: "",
    callerName: systemUser,
    callerAccountId: "",
    accessKey: "",
    ...NO_RIGHT,
    rightKind: "operator",
    source: "admin",
    ip: "",
    requestId: newRequestId(),
    alias: "",
    outcome: "normal",
    errorCode: "",
  };
}
