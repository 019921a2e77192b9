/**
 * One run of a job: calls its handler until nothing is left to do, and writes down how it went. Invariant: a run that fails is never noted as
 * done; what it had not yet done is still due, and the next run finds it.
 */

import type { Clock } from "#lib/base/clock";
import { KmsError, toKmsError } from "#lib/domain/errors";
import { JOBS, type JobName } from "#lib/domain/job";
import { isDatabaseUnavailable } from "#lib/store/database/faults";
import { noteJobEnd, noteJobFailure, noteJobStart } from "#lib/store/installation/job-runs";
import { JOB_HANDLERS, type JobTools } from "./registry";

const HSM_AWAY = "The HSM does not answer. What is due waits until it does.";

/**
 * @param isStopping asked between two calls of the handler
 * @returns how many keys, tokens and the like were dealt with
 * @throws what the handler throws, after it was noted
 */
export async function runJob(name: JobName, tools: JobTools, clock: Clock, isStopping: () => boolean = () => false): Promise<number> {
  await noteJobStart(tools.store, name, clock.now());
  const { handle, atOnce } = JOB_HANDLERS[name];
  let dealtWith = 0;
  const failures: unknown[] = [];
  const work = async () => {
    while (!isStopping() && failures.length === 0) {
      const some = await handle(tools, clock.now());
      if (some === 0) return;
      dealtWith += some;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, () => work().catch((error: unknown) => failures.push(error))));
  if (failures.length > 0) {
    await noteJobFailure(tools.store, name, { dealtWith, failure: sentenceFor(failures[0]), ...timesOf(name, clock) });
    throw failures[0];
  }
  await noteJobEnd(tools.store, name, { dealtWith, ...timesOf(name, clock) });
  return dealtWith;
}

/** For people who look at the System screen: a sentence of ours, never the words of a driver. */
function sentenceFor(error: unknown): string {
  if (isDatabaseUnavailable(error)) return new KmsError("unavailable").message;
  const fault = toKmsError(error);
  return fault.code === "unavailable" ? HSM_AWAY : fault.message;
}

function timesOf(name: JobName, clock: Clock): { at: Date; next: Date } {
  const at = clock.now();
  return { at, next: new Date(at.getTime() + JOBS[name].everySeconds * 1000) };
}
