/** What is written in the trace of a call. Invariant: nothing that its caller may not see, and no secret. */
import type { KmsError } from "#lib/domain/errors";
import { callerKindOf } from "#lib/domain/identity/caller";
import type { Key } from "#lib/domain/key";
import type { OperationRow } from "#lib/operations/operation";
import type { TraceRow } from "#lib/store/traces/traces";
import type { TraceNote } from "#lib/usecases/use-case";
import type { Call, Mention, Progress } from "./call";

/** The trace of a call on a key belongs to the key's owner, whoever called. */
export function noteKey({ caller, progress }: Call, key: Key): void {
  progress.resourceId = key.id;
  progress.alias = key.alias;
  if (key.projectId === caller.projectId) return;
  progress.owner = { accountId: key.accountId, projectId: key.projectId };
  if (caller.projectId !== null) progress.details = { ...progress.details, callerProject: caller.projectId };
}

export function traceNameOf({ traceName, traceNameBy }: OperationRow, { choice }: Mention): string {
  if (traceNameBy === undefined || choice === undefined || !Object.hasOwn(traceNameBy.names, choice)) return traceName;
  return traceNameBy.names[choice] ?? traceName;
}

/** A copy: what a change would have noted is true only once it is committed. */
export function withNote(progress: Progress, note: Omit<TraceNote, "also"> & { traceName?: string }): Progress {
  return {
    ...progress,
    traceName: note.traceName ?? progress.traceName,
    resourceId: note.resourceId ?? progress.resourceId,
    alias: note.alias ?? progress.alias,
    details: { ...progress.details, ...note.details },
    ...rightAfter(progress, note),
    owner: note.projectId === undefined ? progress.owner : { ...progress.owner, projectId: note.projectId },
  };
}

function rightAfter({ right, grantId }: Progress, note: Pick<TraceNote, "grantId" | "right">): Pick<Progress, "right" | "grantId"> {
  if (note.grantId !== undefined) return { right: { rightKind: "grant", rightId: note.grantId }, grantId: note.grantId };
  if (note.right === undefined) return { right, grantId };
  return { right: note.right, grantId: note.right.rightKind === "grant" ? note.right.rightId : "" };
}

/** What a refused call was about, as far as its input says so in the right form. */
export function noteMention(progress: Progress, { resourceId, alias }: Mention): void {
  if (resourceId !== undefined) progress.resourceId = resourceId;
  else if (alias !== undefined) progress.alias = alias;
}

export function toTraceRow(
  { performer, request, row, caller }: Call,
  traceName: string,
  progress: Progress,
  refusal: KmsError | null,
): TraceRow {
  return {
    time: performer.now(),
    accountId: progress.owner.accountId,
    projectId: progress.owner.projectId,
    callerKind: callerKindOf(caller),
    callerId: caller.userId,
    callerName: caller.userName,
    callerAccountId: progress.owner.accountId === caller.accountId ? "" : caller.accountId,
    accessKey: caller.accessKey ?? "",
    ...progress.right,
    grantId: progress.grantId,
    keyVersion: progress.keyVersion,
    wouldFail: refusal === null && progress.wouldFail,
    source: request.origin.source,
    ip: request.origin.ip,
    requestId: request.origin.requestId,
    traceName,
    resourceType: row.resourceType ?? "cmk",
    resourceId: progress.resourceId,
    alias: progress.alias,
    outcome: refusal === null ? "normal" : refusal.isFault ? "incident" : "warning",
    errorCode: refusal === null ? "" : performer.errorCodeOf(refusal.code),
    details: progress.details,
  };
}
