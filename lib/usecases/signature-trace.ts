/** The trace of a signature that proved nothing, for the owner of the access key that it names: whoever made it is unknown. */

import type { Caller, RequestOrigin } from "#lib/domain/caller";
import type { KmsError } from "#lib/domain/errors";
import type { TraceRow } from "#lib/store/traces/traces";
import { kmsCodeOf } from "#lib/wire/kms/errors";

/** @param access names the access key */
export function toSignatureTrace(
  access: string,
  owner: Caller,
  time: Date,
  origin: RequestOrigin,
  refusal: KmsError,
  details: TraceRow["details"],
): TraceRow {
  return {
    time,
    accountId: owner.accountId,
    projectId: null,
    callerKind: "unknown",
    callerId: "",
    callerName: "",
    callerAccountId: "",
    accessKey: access,
    grantId: "",
    source: origin.source,
    ip: origin.ip,
    requestId: origin.requestId,
    traceName: "verifySignature",
    resourceType: "credential",
    resourceId: access,
    alias: "",
    outcome: refusal.isFault ? "incident" : "warning",
    errorCode: kmsCodeOf(refusal.code),
    details: { userId: owner.userId, ...details },
  };
}
