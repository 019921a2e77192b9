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
import { StepClock } from "./step-clock";
import { wipeInput, wipeOutput } from "./wipe";

/**
 * Performs one call.
 * @returns the output as the operation's row says
 * @throws KmsError, and nothing else
 */
export async function perform<N extends OperationName>(performer: Performer, request: PerformRequest<N>): Promise<OutputOf<N>> {
  const row: OperationRow = OPERATIONS[request.operation];
  const clock = new StepClock(performer.onStep);
  try {
    clock.enter("identify");
    const identified = await identify(performer, request, row);
    clock.enter("parse");
    // Whatever is wrong with the input is told when it is clear who asks for what.
    const reading: Reading = request.readInput();
    try {
      return (await performRead(performer, request, row, identified, reading, clock)) as OutputOf<N>;
    } finally {
      wipeInput(row, reading);
    }
  } finally {
    clock.stop();
  }
}

async function performRead(
  performer: Performer,
  request: PerformRequest,
  row: OperationRow,
  identified: Identified,
  reading: Reading,
  clock: StepClock,
): Promise<unknown> {
  const ahead = await runAhead(performer, request, identified, reading, clock, carryOut);
  if (ahead.isDone) return ahead.output;
  const admitting = ahead.isAdmitted ? { ...performer, admit: () => {} } : performer;
  const { found, caller } = await unrecorded(performer, request, async () => {
    clock.enter("load");
    const found = await load(performer, request, identified, reading);
    clock.enter("identify");
    return { found, caller: await confirmCaller(admitting, request, identified, found.answer) };
  });
  const store = performer.store.heldTo(caller, request.gone);
  const call = beginCall(performer, store, request, row, caller, reading, clock);
  let output: unknown;
  try {
    clock.enter("load");
    const loaded = await withoutExpired(performer, request, identified, found);
    output = await carryOut(call, identified, reading, loaded);
    await record(call, null);
    return output;
  } catch (error) {
    wipeOutput(row, output);
    return await recordRefusal(call, identified, error);
  }
}

/** What a call does when its caller is known, be it asked or guessed; when it returns, the trace is next. */
async function carryOut(call: Call, identified: Identified, reading: Reading, loaded: Loaded): Promise<unknown> {
  const { clock } = call;
  clock.enter("authorise");
  const authorised = await authorise(call, identified, reading, loaded);
  clock.enter("requireState");
  const ready = await requireState(call, authorised);
  clock.enter("run");
  const output = await run(call, identified, ready);
  clock.enter("record");
  return output;
}
