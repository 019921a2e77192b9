/** A call whose caller is known, before anything of it has been decided. */
import type { Caller } from "#lib/domain/identity/caller";
import type { OperationRow } from "#lib/operations/operation";
import type { Store } from "#lib/store/open";
import type { Call, Performer, PerformRequest, Reading } from "./call";
import { traceNameOf } from "./call-trace";
import { NO_CALL_RIGHT } from "./right-of";
import type { StepClock } from "./step-clock";

export function beginCall(
  performer: Performer,
  store: Store,
  request: PerformRequest,
  row: OperationRow,
  caller: Caller,
  { about }: Reading,
  clock: StepClock,
): Call {
  request.recognise?.(caller.userId);
  const progress = {
    resourceId: "",
    alias: "",
    details: {},
    traceName: traceNameOf(row, about),
    owner: { accountId: caller.accountId, projectId: row.subject === "account" ? null : caller.projectId },
    right: NO_CALL_RIGHT,
    grantId: "",
    keyVersion: null,
    wouldFail: false,
    traced: false,
  };
  return { performer, store, request, row, caller, progress, clock };
}
