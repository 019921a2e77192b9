/** What is written in the trace of a call. Invariant: nothing that its caller may not see, and no secret. */

import { isCustomAlias } from "#lib/domain/alias";
import type { KmsError } from "#lib/domain/errors";
import { ACCESS_KEY_PATTERN, HEX_ID_PATTERN, KEY_ID_PATTERN } from "#lib/domain/ids";
import type { Key } from "#lib/domain/key";
import type { OperationRow } from "#lib/operations/operation";
import type { TraceRow } from "#lib/store/traces/traces";
import { kmsCodeOf } from "#lib/wire/kms/errors";
import type { Call, Progress } from "./call";
import type { TraceNote } from "./use-case";

/** The trace of a call on a key belongs to the key's owner, whoever called. */
export function noteKey({ caller, progress }: Call, key: Key): void {
  progress.resourceId = key.id;
  progress.alias = key.alias;
  if (key.projectId === caller.projectId) return;
  progress.owner = { accountId: key.accountId, projectId: key.projectId };
  if (caller.projectId !== null) progress.details = { ...progress.details, callerProject: caller.projectId };
}

export function traceNameOf(row: OperationRow, raw: unknown): string | null {
  const { traceName, traceNameBy } = row;
  if (traceNameBy === undefined || typeof raw !== "object" || raw === null) return traceName;
  const choice = (raw as Record<string, unknown>)[traceNameBy.field];
  return typeof choice === "string" && Object.hasOwn(traceNameBy.names, choice) ? (traceNameBy.names[choice] ?? traceName) : traceName;
}

/** A copy: what a change would have noted is true only once it is committed. */
export function withNote(progress: Progress, note: Omit<TraceNote, "also"> & { traceName?: string }): Progress {
  return {
    ...progress,
    traceName: note.traceName ?? progress.traceName,
    resourceId: note.resourceId ?? progress.resourceId,
    alias: note.alias ?? progress.alias,
    details: { ...progress.details, ...note.details },
    grantId: note.grantId ?? progress.grantId,
  };
}

/** What a refused call was about, as far as its input says so in the right form. */
export function noteRawInput(progress: Progress, raw: unknown): void {
  if (typeof raw !== "object" || raw === null) return;
  const fields = raw as Record<string, unknown>;
  for (const [name, pattern] of RAW_IDS) {
    const id = fields[name];
    if (typeof id === "string" && pattern.test(id)) {
      progress.resourceId = id;
      return;
    }
  }
  const { key_alias: alias } = fields;
  if (typeof alias === "string" && isCustomAlias(alias)) progress.alias = alias;
}

/** Input fields that say what a call is about, the most exact first. */
const RAW_IDS = [
  ["access_key", ACCESS_KEY_PATTERN],
  ["key_id", KEY_ID_PATTERN],
  ["target_key_id", KEY_ID_PATTERN],
  ["group_id", HEX_ID_PATTERN],
  ["user_id", HEX_ID_PATTERN],
] as const;

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
    callerKind: "user",
    callerId: caller.userId,
    callerName: caller.userName,
    callerAccountId: progress.owner.accountId === caller.accountId ? "" : caller.accountId,
    accessKey: caller.accessKey ?? "",
    grantId: progress.grantId,
    source: request.origin.source,
    ip: request.origin.ip,
    requestId: request.origin.requestId,
    traceName,
    resourceType: row.resourceType ?? "cmk",
    resourceId: progress.resourceId,
    alias: progress.alias,
    outcome: refusal === null ? "normal" : refusal.isFault ? "incident" : "warning",
    errorCode: refusal === null ? "" : kmsCodeOf(refusal.code),
    details: progress.details,
  };
}
