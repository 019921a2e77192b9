/**
 * The one road to a key, for every door: identify, parse, load what decides, authorise, provide what is to be made, require the state,
 * run, record.
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
import { provideDefaultKey } from "./provide-default-key";
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
  let reading: Reading | null = null;
  try {
    clock.enter("identify");
    const identified = await identify(performer, request, row);
    clock.enter("parse");
    // Whatever is wrong with the input is told when it is clear who asks for what.
    const read: Reading = request.readInput();
    reading = read;
    const ahead = await runAhead(performer, request, identified, read, clock, carryOut);
    if (ahead.isDone) return ahead.output as OutputOf<N>;
    const admitting = ahead.isAdmitted ? { ...performer, admit: () => {} } : performer;
    const { found, caller } = await unrecorded(performer, request, async () => {
      clock.enter("load");
      const found = await load(performer, request, identified, read);
      clock.enter("identify");
      return { found, caller: await confirmCaller(admitting, request, identified, found.answer) };
    });
    const store = performer.store.heldTo(caller, request.gone);
    const call = beginCall(performer, store, request, row, caller, read, clock);
    let output: unknown;
    try {
      clock.enter("load");
      const loaded = await withoutExpired(performer, request, identified, found);
      output = await carryOut(call, identified, read, loaded);
      await record(call, null);
      return output as OutputOf<N>;
    } catch (error) {
      // An answer without a trace does not leave.
      wipeOutput(row, output);
      return await recordRefusal(call, identified, error);
    }
  } finally {
    if (reading !== null) wipeInput(row, reading);
    clock.stop();
  }
}

/** What a call does when its caller is known, be it asked or guessed; when it returns, the trace is next. */
async function carryOut(call: Call, identified: Identified, reading: Reading, loaded: Loaded): Promise<unknown> {
  const { clock } = call;
  clock.enter("authorise");
  const allowed = await authorise(call, identified, reading, loaded);
  const { defaultKeyToMake: service } = allowed;
  // A wait only where there is one, since every call comes by here.
  const authorised = service === null ? allowed : await provideDefaultKey(call, identified, reading, service);
  clock.enter("requireState");
  const ready = await requireState(call, authorised);
  clock.enter("run");
  const output = await run(call, identified, ready, () => confirmAgain(call, identified, reading));
  clock.enter("record");
  return output;
}

/** Looks once more at who asks, and whether they may; nothing of it is noted in the trace. */
async function confirmAgain(call: Call, identified: Identified, reading: Reading): Promise<void> {
  const { performer, request, row, clock } = call;
  const quiet = { ...performer, admit: () => {} };
  const found = await load(performer, request, identified, reading);
  const caller = await confirmCaller(quiet, request, identified, found.answer);
  const again = beginCall(performer, call.store, { ...request, isLate: () => false }, row, caller, reading, clock);
  await authorise(again, identified, reading, found);
}
