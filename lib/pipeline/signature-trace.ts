/** The trace of a signature that proved nothing, for the owner of the access key that it names: whoever made it is unknown. */

import type { ErrorCode, KmsError } from "#lib/domain/errors";
import type { Caller, RequestOrigin } from "#lib/domain/identity/caller";
import { NO_RIGHT } from "#lib/domain/trace";
import type { TraceRow } from "#lib/store/traces/traces";

export type TraceTools = { readonly now: () => Date; readonly errorCodeOf: (code: ErrorCode) => string };

/** @param access names the access key */
export function toSignatureTrace(
  { now, errorCodeOf }: TraceTools,
  access: string,
  owner: Caller,
  origin: RequestOrigin,
  refusal: KmsError,
  details: TraceRow["details"],
): TraceRow {
  return {
    time: now(),
    accountId: owner.accountId,
    projectId: null,
    callerKind: "unknown",
    callerId: "",
    callerName: "",
    callerAccountId: "",
    accessKey: access,
    ...NO_RIGHT,
    source: origin.source,
    ip: origin.ip,
    requestId: origin.requestId,
    traceName: "verifySignature",
    resourceType: "credential",
    resourceId: access,
    alias: "",
    outcome: refusal.isFault ? "incident" : "warning",
    errorCode: errorCodeOf(refusal.code),
    details: { userId: owner.userId, ...details },
  };
}
