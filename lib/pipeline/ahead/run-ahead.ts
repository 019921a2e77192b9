/**
 * Runs a call that needs the token alone on a guess of who calls and with which key, so that the database is asked only once:
 * whether the guess is right, by the statement that writes the trace. Invariant: only then the reply leaves; whatever else comes of it,
 * a refusal too, counts for nothing, and the call begins anew. `README.md` says how guesses and their proofs hang together.
 */
import type { KmsError } from "#lib/domain/errors";
import { isMaterialExpired } from "#lib/domain/key";
import { OPERATIONS } from "#lib/operations/catalog";
import type { LookupAnswer } from "#lib/store/hot/lookup-answer";
import { beginCall } from "../begin-call";
import type { Call, Performer, PerformRequest, Reading } from "../call";
import { toTraceRow } from "../call-trace";
import { findUseCase } from "../find-use-case";
import { type Identified, noteUse } from "../identify";
import { type Loaded, subjectOf } from "../load";
import { toLookup } from "../look-up";
import { recordRefusal } from "../record";
import type { StepClock } from "../step-clock";
import { mayRunAhead } from "../steps";
import { wipeOutput } from "../wipe";

/** What a call does when its caller is known, be it asked or guessed. */
export type CarryOut = (call: Call, identified: Identified, reading: Reading, loaded: Loaded) => Promise<unknown>;

export type Ahead = { readonly isDone: true; readonly output: unknown } | { readonly isDone: false; readonly isAdmitted: boolean };

const NOT_BEGUN: Ahead = { isDone: false, isAdmitted: false };
/** It counts against the caller's limit once, however often it is begun. */
const BEGIN_ANEW: Ahead = { isDone: false, isAdmitted: true };

export async function runAhead(
  performer: Performer,
  request: PerformRequest,
  identified: Identified,
  reading: Reading,
  clock: StepClock,
  carryOut: CarryOut,
): Promise<Ahead> {
  const { operation } = request;
  if (!mayRunAhead(operation) || identified.kind === "signIn" || "refusal" in reading) return NOT_BEGUN;
  const subject = subjectOf(operation, reading);
  if (findUseCase(operation).subject === "key" && subject === null) return NOT_BEGUN;
  const guess = performer.store.hot.guess(toLookup(performer, request, identified.credential, subject));
  if (guess === null) return NOT_BEGUN;
  // A guess knows no grants, so a key of elsewhere ends like one that there is not, and must not take longer to do so.
  if (guess.key !== null && guess.key.projectId !== request.projectId) return NOT_BEGUN;
  if (guess.key !== null && isMaterialExpired(guess.key, performer.now())) return NOT_BEGUN;
  const admitted = performer.admit(guess.caller.userId);
  if (admitted !== undefined) await admitted;
  noteUse(performer, request, guess.caller);
  const call = beginCall(performer, NO_STORE, request, OPERATIONS[operation], guess.caller, reading, clock);
  let output: unknown;
  try {
    const { caller, key, material, shadow } = guess;
    const answer = {
      caller,
      accessKey: null,
      key,
      material,
      shadow,
      wasDestroyed: false,
      grants: NO_GRANTS,
      details: null,
      alterations: [],
      alteredCaller: null,
    };
    output = await carryOut(call, identified, reading, { subject, answer, second: null });
  } catch {
    performer.store.hot.forget(guess.proof);
    return BEGIN_ANEW;
  }
  try {
    const row = toTraceRow(call, call.progress.traceName, call.progress, null);
    if (await performer.traces.append(row, guess.proof)) return { isDone: true, output };
  } catch (error) {
    wipeOutput(call.row, output);
    return await recordRefusal({ ...call, store: performer.store }, identified, error as KmsError);
  }
  wipeOutput(call.row, output);
  performer.store.hot.forget(guess.proof);
  return BEGIN_ANEW;
}

const NO_GRANTS: LookupAnswer["grants"] = [];

/** Nothing but the token may be used on a guess. */
const NO_STORE = new Proxy({} as Performer["store"], {
  get: () => {
    throw new Error("the store was asked on a guess");
  },
});
