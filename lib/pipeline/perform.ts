/**
 * The one road to a key, for every door: identify, parse, load what decides, authorise, require the state, run, record.
 * Invariants: nothing of an input is read before its sender has shown a credential that is somebody's; nothing is authorised anywhere
 * else; refused and failed calls are traced too; and no answer leaves before its trace is committed.
 */
import { OPERATIONS, type OperationName, type OutputOf } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";
import { runAhead } from "./ahead/run-ahead";
import { authorise } from "./authorise";
import { beginCall } from "./begin-call";
import type { Call, Performer, PerformRequest, Reading } from "./call";
import { confirmCaller, type Identified, identify, unrecorded } from "./identify";
import { type Loaded, load, withoutExpired } from "./load";
import { record, recordRefusal } from "./record";
import { requireState } from "./require-state";
import { run } from "./run";
import type { StepName } from "./steps";
import { wipeInput } from "./wipe";

/**
 * Performs one call.
 * @returns the output as the operation's row says
 * @throws KmsError, and nothing else
 */
export async function perform<N extends OperationName>(performer: Performer, request: PerformRequest<N>): Promise<OutputOf<N>> {
  const row: OperationRow = OPERATIONS[request.operation];
  const identified = await timed(performer, "identify", () => identify(performer, request, row));
  const reading: Reading = parse(performer, request);
  try {
    return (await afterReading(performer, request, row, identified, reading)) as OutputOf<N>;
  } finally {
    wipeInput(row, reading);
  }
}

async function afterReading(
  performer: Performer,
  request: PerformRequest,
  row: OperationRow,
  identified: Identified,
  reading: Reading,
): Promise<unknown> {
  const ahead = await runAhead(performer, request, identified, reading, carryOut);
  if (ahead.isDone) return ahead.output;
  const found = await timed(performer, "load", () => unrecorded(performer, request, () => load(performer, request, identified, reading)));
  const admitting = ahead.isAdmitted ? { ...performer, admit: () => {} } : performer;
  const caller = await timed(performer, "identify", () =>
    unrecorded(performer, request, () => confirmCaller(admitting, request, identified, found.answer)),
  );
  const store = performer.store.heldTo(caller, request.gone);
  const call = beginCall({ ...performer, store }, request, row, caller, reading);
  try {
    const loaded = await withoutExpired(performer, request, identified, found);
    const output = await carryOut(call, identified, reading, loaded);
    await timed(performer, "record", () => record(call, null));
    return output;
  } catch (error) {
    return await recordRefusal(call, identified, error);
  }
}

/** What a call does when its caller is known, be it asked or guessed. */
async function carryOut(call: Call, identified: Identified, reading: Reading, loaded: Loaded): Promise<unknown> {
  const { performer } = call;
  const authorised = await timed(performer, "authorise", () => authorise(call, identified, reading, loaded));
  const ready = await timed(performer, "requireState", () => requireState(call, authorised));
  return timed(performer, "run", () => run(call, identified, ready));
}

/** Whatever is wrong with the input is told after it is clear who asks for what. */
function parse(performer: Performer, request: PerformRequest): Reading {
  const startedAt = performance.now();
  const reading = request.readInput();
  performer.onStep("parse", (performance.now() - startedAt) / 1000);
  return reading;
}

async function timed<T>(performer: Performer, step: StepName, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  try {
    return await work();
  } finally {
    performer.onStep(step, (performance.now() - startedAt) / 1000);
  }
}
