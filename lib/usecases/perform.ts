/**
 * The one road to a key: prove → parse → look up → authenticate → authorise → load within the project → check state → run → trace.
 * Invariants: nothing of a body is parsed before its sender has shown a credential that is somebody's; nothing is authorised anywhere
 * else; refused and failed calls are traced too; and no answer leaves before its trace is committed.
 */

import type { Caller } from "#lib/domain/caller";
import { KmsError, toKmsError } from "#lib/domain/errors";
import { canRetire, findAllowing } from "#lib/domain/grant";
import { HEX_ID_PATTERN } from "#lib/domain/ids";
import { isMaterialExpired, type Key } from "#lib/domain/key";
import type { KeyReference } from "#lib/domain/key-reference";
import { isUsageAllowed } from "#lib/domain/key-spec";
import { nextState } from "#lib/domain/key-state";
import { can, type Permission } from "#lib/domain/permission";
import type { BoundMaterial } from "#lib/hsm/port";
import type { Credential } from "#lib/iam/credential";
import { OPERATIONS, type OperationName } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";
import { isDatabaseUnavailable } from "#lib/store/database/faults";
import { inTransaction } from "#lib/store/database/run-sql";
import type { LookupAnswer, LookupRequest } from "#lib/store/hot/hot-lookup";
import { findTombstone } from "#lib/store/keys/destruction";
import { hasRetirableGrant } from "#lib/store/keys/grants";
import { insertTrace, insertTracesIn } from "#lib/store/traces/traces";
import { encodeOutput } from "#lib/wire/encode-output";
import { parseInput } from "#lib/wire/parse-input";
import { authenticate, claimedProject, isClaimOwn, proveCredential } from "./authenticate";
import type { Call, Performer, PerformRequest, Progress } from "./call";
import { noteKey, noteRawInput, toTraceRow, traceNameOf, withNote } from "./call-trace";
import { isSound } from "./data/message";
import { toDestroyedRefusal } from "./key/destroyed-refusal";
import { expireMaterial } from "./material/expire";
import { REGISTRY } from "./registry";
import { stateRefusal } from "./state-refusal";
import type { Context, KeyUseCase, ProjectUseCase, Subject } from "./use-case";

// The registry binds each name to a use-case of that very name; between here and there the types are only wider.
type AnyKeyUseCase = KeyUseCase<"describeKey">;
type AnyProjectUseCase = ProjectUseCase<"createKey">;

/**
 * Performs one call.
 * @returns the output as the catalog's schema says
 * @throws KmsError, and nothing else
 */
export async function perform(performer: Performer, request: PerformRequest): Promise<unknown> {
  const { credential } = request;
  // Nothing of an anonymous request is worth reading.
  if (credential === null) throw new KmsError("notSignedIn");
  const row: OperationRow = OPERATIONS[request.operation];
  const proven = await prove(performer, request, credential);
  const parsed = tryParse(request);
  const subject = "input" in parsed ? subjectOf(request.operation, parsed.input) : null;
  const ahead = "input" in parsed ? await runAhead(performer, request, credential, parsed, subject) : NOT_BEGUN;
  if (ahead.isDone) return ahead.reply;
  const secondReference = "input" in parsed && row.secondKey !== undefined ? referenceIn(parsed.input, row.secondKey) : null;
  const [answer, second] = await Promise.all([
    lookUpUnexpired(performer, request, credential, subject),
    secondReference && lookUpUnexpired(performer, request, credential, { reference: secondReference, keyVersion: null }),
  ]);
  const admitting = ahead.isAdmitted ? { ...performer, admit: () => {} } : performer;
  const caller = await identify(admitting, request, () => authenticate(admitting, credential, answer, request.origin, proven));
  const store = performer.store.heldTo(caller, request.gone);
  const call = begin({ ...performer, store }, request, credential, caller, parsed);
  try {
    const reply = await admitAndRun(call, parsed, subject, answer, second);
    await trace(call, null);
    return reply;
  } catch (error) {
    return await refuse(call, error);
  }
}

type Ahead = { isDone: true; reply: unknown } | { isDone: false; isAdmitted: boolean };
const NOT_BEGUN: Ahead = { isDone: false, isAdmitted: false };

/**
 * Runs a call that needs the token alone on a guess of who calls and with which key, so that the database is asked only once:
 * whether the guess is right, by the statement that writes the trace. Only then the reply leaves. Whatever else comes of it,
 * a refusal too, counts for nothing, and the call begins anew.
 */
async function runAhead(
  performer: Performer,
  request: PerformRequest,
  credential: Credential,
  parsed: Parsed,
  subject: Subject | null,
): Promise<Ahead> {
  const { usesTokenOnly, subject: kind } = REGISTRY[request.operation] as AnyKeyUseCase | AnyProjectUseCase;
  if (usesTokenOnly !== true || (kind === "key" && subject === null)) return NOT_BEGUN;
  const guess = performer.store.hot.guess(toLookup(performer, request, credential, subject));
  if (guess === null) return NOT_BEGUN;
  // A guess knows no grants, so a key of elsewhere ends like one that there is not, and must not take longer to do so.
  if (guess.key !== null && guess.key.projectId !== request.projectId) return NOT_BEGUN;
  if (guess.key !== null && isMaterialExpired(guess.key, performer.now())) return NOT_BEGUN;
  const admitted = performer.admit(guess.caller.userId);
  if (admitted !== undefined) await admitted;
  const call = begin({ ...performer, store: NO_STORE }, request, credential, guess.caller, parsed);
  let reply: unknown;
  try {
    reply = await admitAndRun(call, parsed, subject, { ...guess, wasDestroyed: false, accessKey: null, grants: [] }, null);
  } catch {
    return { isDone: false, isAdmitted: true };
  }
  try {
    const row = toTraceRow(call, call.progress.traceName ?? request.operation, call.progress, null);
    if (await performer.traces.append(row, guess.proof)) return { isDone: true, reply };
  } catch (error) {
    return await refuse({ ...call, performer }, error);
  }
  performer.store.hot.forget(guess.proof);
  return { isDone: false, isAdmitted: true };
}

/** Nothing but the token may be used on a guess. */
const NO_STORE = new Proxy({} as Performer["store"], {
  get: () => {
    throw new Error("the store was asked on a guess");
  },
});

function begin(performer: Performer, request: PerformRequest, credential: Credential, caller: Caller, parsed: Parsed): Call {
  const row: OperationRow = OPERATIONS[request.operation];
  const progress: Progress = {
    resourceId: "",
    alias: "",
    details: {},
    traceName: traceNameOf(row, parsed.raw),
    owner: { accountId: caller.accountId, projectId: row.subject === "account" ? null : caller.projectId },
    grantId: "",
    traced: false,
  };
  return { performer, request, credential, row, caller, progress };
}

/** Traces a refusal and throws it. */
async function refuse(call: Call, error: unknown): Promise<never> {
  const refusal = toRefusal(error);
  if (refusal.isFault) call.performer.onFault(refusal, call.request);
  await trace(call, refusal);
  throw refusal;
}

/**
 * Asks for the credential alone, before the body is parsed. A token that this process has seen in use is not asked about twice: with
 * it a body may be parsed once more after it was revoked, not more.
 */
async function prove(performer: Performer, request: PerformRequest, credential: Credential): Promise<LookupAnswer["accessKey"]> {
  if (credential.kind === "token" && performer.store.hot.knows(credential.hash)) return null;
  const answer = await lookUp(performer, request, credential, null);
  return identify(performer, request, () => proveCredential(performer, credential, answer, request.origin));
}

/** Who calls; the refusal is not traced, since nobody is known to have called. */
async function identify<T>(performer: Performer, request: PerformRequest, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const refusal = toRefusal(error);
    if (refusal.isFault) performer.onFault(refusal, request);
    throw refusal;
  }
}

function toRefusal(error: unknown): KmsError {
  return isDatabaseUnavailable(error) ? new KmsError("unavailable", { cause: error }) : toKmsError(error);
}

/** @returns the reply; one that does not fit its own contract is our fault, and must not leave */
async function admitAndRun(...parts: Parameters<typeof authoriseAndRun>): Promise<unknown> {
  const output = await authoriseAndRun(...parts);
  return encodeOutput(parts[0].request.operation, output, parts[0].performer);
}

async function authoriseAndRun(
  call: Call,
  parsed: Parsed,
  subject: Subject | null,
  answer: LookupAnswer,
  second: LookupAnswer | null,
): Promise<unknown> {
  const { performer, request, credential, row, caller, progress } = call;
  if (request.isLate()) throw new KmsError("tooLate");
  const isOwnScope = isClaimOwn(credential, caller) && (row.subject === "account" || caller.projectId === request.projectId);
  // A key of elsewhere exists for this caller only by a grant; without one it must not even lend its alias to a trace.
  const isOwnKey = isOwnScope && answer.key?.projectId === request.projectId;
  const key = isOwnScope && (isOwnKey || answer.grants.length > 0) ? answer.key : null;
  noteRawInput(progress, parsed.raw);
  if (!isOwnScope && HEX_ID_PATTERN.test(request.projectId)) progress.details = { requestedProject: request.projectId };
  if (key !== null) noteKey(call, key);
  if ("error" in parsed) throw parsed.error;
  const roles = row.subject === "account" ? caller.accountRoles : caller.roles;
  const mayByRole = isOwnScope && permissionsOf(row, parsed.input).every((permission) => can(roles, permission));
  const isPermittedByRole = mayByRole && (row.subject !== "key" || key === null || isOwnKey);
  if (!isPermittedByRole) {
    const grantId = isOwnScope ? await findPermittingGrant(call, parsed.input, key === null ? [] : answer.grants) : null;
    if (grantId === null) throw new KmsError("notPermitted");
    // Guide §2.8.1: "A grantee can perform the authorized operations only by calling the necessary APIs."
    if (request.origin.source === "console") throw new KmsError("notPermitted", { message: GRANTEE_IN_CONSOLE });
    progress.grantId = grantId;
  }

  const context: Context = {
    store: performer.store,
    hsm: performer.hsm,
    now: performer.now,
    passwordQueue: performer.passwordQueue,
    quota: performer.quota,
    region: performer.region,
    productVersion: performer.productVersion,
    apiUrl: performer.apiUrl,
    caller,
    projectId: request.projectId,
    gone: request.gone,
    commit: async (change, note) => {
      const result = await performer.store.transact(async (tx) => {
        const changed = await change(tx);
        const { also = [], ...own } = note(changed);
        for (const each of [own, ...also]) {
          const noted = withNote(progress, each);
          if (noted.traceName !== null) await insertTrace(tx, toTraceRow(call, noted.traceName, noted, null));
        }
        return changed;
      });
      progress.traced = true;
      return result;
    },
    commitMany: async (change, notes) => {
      const traceName = progress.traceName ?? request.operation;
      const result = await performer.store.transact(async (tx) => {
        const changed = await change(tx);
        const rows = notes(changed).map(({ refusal, ...note }) => toTraceRow(call, traceName, withNote(progress, note), refusal));
        await insertTracesIn(inTransaction(tx), rows);
        return changed;
      });
      progress.traced = true;
      return result;
    },
  };
  const useCase = REGISTRY[request.operation] as AnyKeyUseCase | AnyProjectUseCase;
  if (useCase.subject !== "key") return useCase.run(parsed.input as never, context);

  if (useCase.usesTokenOnly && key !== null) requireIntact(key);
  if (key === null && subject !== null) await refuseDestroyed(call, parsed.input, subject);
  const refusal = useCase.refuse?.(parsed.input as never, performer, key, subject);
  if (refusal) throw refusal;
  if (subject === null || key === null) throw new KmsError("keyNotFound");
  if (useCase.usesTokenOnly || useCase.usesMaterial) refuseResurrected(answer);
  requireState(row, key);
  const secondKey = second === null ? null : requireSecond(row, second, request.projectId);
  if (secondKey !== null) progress.details = { ...progress.details, secondKey: secondKey.key.id };
  return useCase.run(parsed.input as never, {
    ...context,
    key,
    subject,
    second: secondKey,
    // Also of an operation that does not say that it needs some.
    material: answer.wasDestroyed ? null : answer.material,
    grants: answer.grants,
    isPermittedByRole,
  });
}

const GRANTEE_IN_CONSOLE = "What a grant allows can be done only by calling the API, not in the console.";

/** What a role must hold for this input; nothing where anybody signed in may ask. */
function permissionsOf({ permission, permissionBy, fieldPermissions = {} }: OperationRow, input: unknown): Permission[] {
  const fields = input as Record<string, unknown>;
  if (permissionBy !== undefined) {
    const chosen = permissionBy.permissions[String(fields[permissionBy.field])];
    if (chosen === undefined) throw new KmsError("notPermitted");
    return [chosen];
  }
  const asked = Object.entries(fieldPermissions).filter(([field]) => !isNothing(fields[field]));
  return [...(permission === null ? [] : [permission]), ...asked.map(([, needed]) => needed)];
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === false || (Array.isArray(value) && value.length === 0);
}

/**
 * Tells somebody of its own project that a key was destroyed. A ciphertext must be sound for that: an unsound one tells nothing
 * about any key, and neither does one that is given together with another key.
 */
async function refuseDestroyed({ performer, request, progress }: Call, input: unknown, { reference, message }: Subject): Promise<void> {
  if (!("keyId" in reference)) return;
  const { key: named, sourceKey: source } = input as { key?: KeyReference; sourceKey?: KeyReference };
  if ([named, source].some((other) => other !== undefined && "keyId" in other && other.keyId !== reference.keyId)) return;
  const isBelievable = !message || (message.frame.keyId === reference.keyId && isSound(performer.hsm, message));
  // Looked for in any case: how long it takes must not tell which ciphertexts of others are sound.
  const tombstone = await findTombstone(performer.store, request.projectId, reference.keyId);
  if (tombstone === null || !isBelievable) return;
  Object.assign(progress, { resourceId: tombstone.keyId, alias: tombstone.alias });
  throw toDestroyedRefusal(tombstone);
}

/** ID of a grant that allows the call where no role does; "" where a grant's existence is enough; null where nothing allows it. */
async function findPermittingGrant(
  { performer, row, caller }: Call,
  input: unknown,
  grants: LookupAnswer["grants"],
): Promise<string | null> {
  if (row.grantable !== undefined) return findAllowing(grants, row.grantable)?.id ?? null;
  if (row.byGrantRole === "retire") {
    const { grant_id: grantId } = input as { grant_id?: string };
    return grants.find((grant) => grant.id === grantId?.toLowerCase() && canRetire(grant))?.id ?? null;
  }
  if (row.byGrantRole === "retirable" && (await hasRetirableGrant(performer.store, caller))) return "";
  return null;
}

/** The second key of a call that a role allows: one of the own project, for that is where the role is held. */
function requireSecond(row: OperationRow, second: LookupAnswer, projectId: string): { key: Key; material: BoundMaterial | null } {
  const { key, material } = second;
  if (key === null || key.projectId !== projectId) throw new KmsError("keyNotFound");
  refuseResurrected(second);
  requireState(row, key);
  return { key, material };
}

/** The ID of a key that was destroyed is never used again: rows that have come back are somebody's tampering. @throws KmsError `materialIntegrity` */
function refuseResurrected({ wasDestroyed }: LookupAnswer): void {
  if (wasDestroyed) throw new KmsError("materialIntegrity");
}

/** A row whose spec and usage cannot belong to one key was edited by somebody else. @throws KmsError `materialIntegrity` */
function requireIntact({ spec, usage }: Key): void {
  if (!isUsageAllowed(spec, usage)) throw new KmsError("materialIntegrity");
}

/** @throws KmsError when the key may not be the subject of this operation as it is now */
function requireState(row: OperationRow, key: Key): void {
  const refusal = stateRefusal(row, key);
  if (refusal !== null) throw refusal;
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

function referenceIn(input: unknown, field: string): KeyReference | null {
  return ((input as Record<string, unknown>)[field] as KeyReference | undefined) ?? null;
}

async function lookUp(
  performer: Performer,
  request: PerformRequest,
  credential: Credential,
  subject: Subject | null,
): Promise<LookupAnswer> {
  try {
    return await performer.store.hot.find(toLookup(performer, request, credential, subject));
  } catch (error) {
    const fault = new KmsError("unavailable", { cause: error });
    performer.onFault(fault, request);
    throw fault;
  }
}

/**
 * What is read of a key whose material is past its time is read again, after the material has been destroyed. Not for whoever may not
 * see the key at all, to whom that would tell that there is one.
 */
async function lookUpUnexpired(...of: Parameters<typeof lookUp>): Promise<LookupAnswer> {
  const [performer, request] = of;
  const answer = await lookUp(...of);
  if (answer.key === null || !isMaterialExpired(answer.key, performer.now())) return answer;
  if (answer.key.projectId !== answer.caller?.projectId && answer.grants.length === 0) return answer;
  try {
    await expireMaterial(performer.store, performer.now(), answer.key.id);
  } catch (error) {
    const refusal = toRefusal(error);
    performer.onFault(refusal, request);
    throw refusal;
  }
  const after = await lookUp(...of);
  // The database destroys by its own clock as well: one that is behind ours has not, and yet nothing uses the material any more.
  return after.key !== null && isMaterialExpired(after.key, performer.now()) ? withoutMaterial(after, after.key) : after;
}

/** A key whose material is past its time, as it will be when that is destroyed. */
function withoutMaterial(answer: LookupAnswer, key: Key): LookupAnswer {
  const state = nextState(key.state, "deleteMaterial") ?? key.state;
  return { ...answer, key: { ...key, state, materialExpiresAt: null }, material: null };
}

function toLookup(performer: Performer, request: PerformRequest, credential: Credential, subject: Subject | null): LookupRequest {
  // Where the path names no project, a signed request acts in the one it claims.
  const projectId = OPERATIONS[request.operation].subject === "account" ? claimedProject(credential) : request.projectId;
  return {
    tokenHash: credential.kind === "token" ? credential.hash : null,
    accessKey: credential.kind === "signature" ? credential.accessKey : null,
    // What cannot be an ID names no project; the database shall not even see it.
    projectId: HEX_ID_PATTERN.test(projectId) ? projectId : "",
    reference: subject?.reference ?? null,
    keyVersion: subject?.keyVersion ?? null,
    now: performer.now(),
  };
}

/** Traces the call unless its own transaction has done so. @throws KmsError `unavailable`: then the answer must not leave */
async function trace(call: Call, refusal: KmsError | null): Promise<void> {
  const { performer, progress } = call;
  if (progress.traceName === null || (progress.traced && refusal === null)) return;
  await performer.traces.append(toTraceRow(call, progress.traceName, progress, refusal));
}
