/**
 * The one road to a key: look up → authenticate → parse → authorise → load within the project → check state → run → trace.
 * Invariants: nothing is authorised anywhere else; refused and failed calls are traced too; and no answer leaves before its
 * trace is committed.
 */

import { isCustomAlias } from "#lib/domain/alias";
import type { Caller, RequestOrigin } from "#lib/domain/caller";
import { ERRORS, KmsError, toKmsError } from "#lib/domain/errors";
import { HEX_ID_PATTERN, KEY_ID_PATTERN } from "#lib/domain/ids";
import type { Key } from "#lib/domain/key";
import { KEY_STATES, transitionRefusal } from "#lib/domain/key-state";
import { can } from "#lib/domain/permission";
import { OPERATIONS, type OperationName } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";
import { parseInput } from "#lib/operations/parse-input";
import { isDatabaseUnavailable } from "#lib/store/faults";
import type { LookupAnswer } from "#lib/store/hot-lookup";
import { insertTrace, type TraceRow } from "#lib/store/traces";
import { REGISTRY } from "./registry";
import type { Context, KeyUseCase, ProjectUseCase, Subject, Tools, TraceNote } from "./use-case";

export type Performer = Tools & {
  readonly traces: { append(row: TraceRow): Promise<void> };
  /** Told about every failure that is our fault, with its cause. */
  readonly onFault: (error: KmsError, request: PerformRequest) => void;
};

export type PerformRequest = {
  readonly operation: OperationName;
  /** SHA-256 of the caller's token; null when there was none, or none of the right form. */
  readonly tokenHash: Buffer | null;
  readonly projectId: string;
  /** Gives the input as it came; may throw a `KmsError` when it is not even readable. */
  readonly readInput: () => unknown;
  readonly origin: RequestOrigin;
};

// The registry binds each name to a use-case of that very name; between here and there the types are only wider.
type AnyKeyUseCase = KeyUseCase<"describeKey">;
type AnyProjectUseCase = ProjectUseCase<"createKey">;

/** What is known of a call while it runs; its trace is made from this. */
type Progress = { resourceId: string; alias: string; details: TraceRow["details"]; traced: boolean };

/**
 * Performs one call.
 * @returns the output as the catalog's schema says
 * @throws KmsError, and nothing else
 */
export async function perform(performer: Performer, request: PerformRequest): Promise<unknown> {
  // Nothing of an anonymous request is worth reading.
  if (request.tokenHash === null) throw new KmsError("notSignedIn");
  const row: OperationRow = OPERATIONS[request.operation];
  const parsed = tryParse(request);
  const subject = "input" in parsed ? subjectOf(request.operation, parsed.input) : null;
  const answer = await lookUp(performer, request, request.tokenHash, subject);
  if (answer.caller === null) throw new KmsError("notSignedIn");
  const caller = answer.caller;

  const progress: Progress = { resourceId: "", alias: "", details: {}, traced: false };
  try {
    const output = await admitAndRun(performer, request, row, parsed, subject, answer, caller, progress);
    // A reply that does not fit its own contract is our fault, and must not leave.
    const reply = row.output.parse(output);
    await trace(performer, request, row, caller, progress, null);
    return reply;
  } catch (error) {
    const refusal = isDatabaseUnavailable(error) ? new KmsError("unavailable", { cause: error }) : toKmsError(error);
    if (ERRORS[refusal.code].status >= 500) performer.onFault(refusal, request);
    await trace(performer, request, row, caller, progress, refusal);
    throw refusal;
  }
}

async function admitAndRun(
  performer: Performer,
  request: PerformRequest,
  row: OperationRow,
  parsed: Parsed,
  subject: Subject | null,
  answer: LookupAnswer,
  caller: Caller,
  progress: Progress,
): Promise<unknown> {
  // Another project's key must not even lend its alias to this caller's trace, and the lookup is by the path's project.
  const isOwnProject = caller.projectId === request.projectId;
  noteRawInput(progress, parsed.raw);
  if (!isOwnProject && HEX_ID_PATTERN.test(request.projectId)) progress.details = { requestedProject: request.projectId };
  if (isOwnProject && answer.key !== null) noteKey(progress, answer.key);
  if ("error" in parsed) throw parsed.error;
  if (!isOwnProject || !can(caller.roles, row.permission)) throw new KmsError("notPermitted");

  const context: Context = {
    store: performer.store,
    hsm: performer.hsm,
    now: performer.now,
    keyQuota: performer.keyQuota,
    caller,
    projectId: request.projectId,
    commit: async (change, note) => {
      const result = await performer.store.transact(async (tx) => {
        const changed = await change(tx);
        const noted = withNote(progress, note(changed));
        if (row.traceName !== null) await insertTrace(tx, toTraceRow(performer, request, row.traceName, caller, noted, null));
        return changed;
      });
      progress.traced = true;
      return result;
    },
  };
  const useCase = REGISTRY[request.operation];
  if (useCase.subject === "project") return (useCase as AnyProjectUseCase).run(parsed.input as never, context);

  const keyUseCase = useCase as AnyKeyUseCase;
  const refusal = keyUseCase.refuse?.(parsed.input as never, performer, answer.key);
  if (refusal) throw refusal;
  if (subject === null || answer.key === null) throw new KmsError("keyNotFound");
  requireState(row, answer.key);
  return keyUseCase.run(parsed.input as never, { ...context, key: answer.key, material: answer.material });
}

/** @throws KmsError when the key may not be the subject of this operation as it is now */
function requireState(row: OperationRow, key: Key): void {
  if (key.isDefault && !row.defaultKeys) throw new KmsError("defaultKeyProtected");
  if (row.allowedStates.includes(key.state)) return;
  const refusal = row.transition === undefined ? KEY_STATES[key.state].useRefusal : transitionRefusal(key.state, row.transition);
  throw new KmsError(refusal ?? "internal");
}

type Parsed = { raw: unknown } & ({ input: unknown } | { error: KmsError });

function tryParse(request: PerformRequest): Parsed {
  let raw: unknown;
  try {
    raw = request.readInput();
    return { raw, input: parseInput(request.operation, raw) };
  } catch (error) {
    return { raw, error: toKmsError(error) };
  }
}

function subjectOf(operation: OperationName, input: unknown): Subject | null {
  const useCase = REGISTRY[operation];
  return useCase.subject === "key" ? (useCase as AnyKeyUseCase).subjectOf(input as never) : null;
}

async function lookUp(performer: Performer, request: PerformRequest, tokenHash: Buffer, subject: Subject | null): Promise<LookupAnswer> {
  try {
    return await performer.store.hot.find({
      tokenHash,
      // What cannot be an ID names no project; the database shall not even see it.
      projectId: HEX_ID_PATTERN.test(request.projectId) ? request.projectId : "",
      keyId: subject?.keyId ?? null,
      keyVersion: subject?.keyVersion ?? null,
      now: performer.now(),
    });
  } catch (error) {
    const fault = new KmsError("unavailable", { cause: error });
    performer.onFault(fault, request);
    throw fault;
  }
}

function noteKey(progress: Progress, key: Key): void {
  progress.resourceId = key.id;
  progress.alias = key.alias;
}

/** A copy: what a change would have noted is true only once it is committed. */
function withNote(progress: Progress, note: TraceNote): Progress {
  return {
    ...progress,
    resourceId: note.resourceId ?? progress.resourceId,
    alias: note.alias ?? progress.alias,
    details: { ...progress.details, ...note.details },
  };
}

/** What a refused call was about, as far as its input says so in the right form. */
function noteRawInput(progress: Progress, raw: unknown): void {
  if (typeof raw !== "object" || raw === null) return;
  const { key_id: keyId, key_alias: alias } = raw as Record<string, unknown>;
  if (typeof keyId === "string" && KEY_ID_PATTERN.test(keyId)) progress.resourceId = keyId;
  else if (typeof alias === "string" && isCustomAlias(alias)) progress.alias = alias;
}

/** Traces the call unless its own transaction has done so. @throws KmsError `unavailable`: then the answer must not leave */
async function trace(
  performer: Performer,
  request: PerformRequest,
  row: OperationRow,
  caller: Caller,
  progress: Progress,
  refusal: KmsError | null,
): Promise<void> {
  if (row.traceName === null || (progress.traced && refusal === null)) return;
  await performer.traces.append(toTraceRow(performer, request, row.traceName, caller, progress, refusal));
}

function toTraceRow(
  performer: Performer,
  request: PerformRequest,
  traceName: string,
  caller: Caller,
  progress: Progress,
  refusal: KmsError | null,
): TraceRow {
  return {
    time: performer.now(),
    accountId: caller.accountId,
    projectId: caller.projectId,
    callerKind: "user",
    callerId: caller.userId,
    callerName: caller.userName,
    source: request.origin.source,
    ip: request.origin.ip,
    requestId: request.origin.requestId,
    traceName,
    resourceType: "cmk",
    resourceId: progress.resourceId,
    alias: progress.alias,
    outcome: refusal === null ? "normal" : refusal.status >= 500 ? "incident" : "warning",
    errorCode: refusal?.wire ?? "",
    details: progress.details,
  };
}
