/**
 * Runs jobs in one process, with an eye on the clock. Invariant: nothing that was seen as due before a jump of the wall clock counts for
 * a run after it.
 */

import type { Clock } from "#lib/base/clock";
import type { Log } from "#lib/base/log";
import { JOBS, type JobName } from "#lib/domain/job";
import { forgetDomainKeySightings } from "#lib/store/installation/domain-keys";
import { forgetSightings } from "#lib/store/keys/destruction";
import { ClockWatch } from "./clock-watch";
import type { JobTools } from "./registry";
import { runJob } from "./run-job";

export type JobRunner = {
  /** @returns how many keys, tokens and the like were dealt with @throws what the job throws, after it was logged */
  run(name: JobName): Promise<number>;
  /** Looks whether the clock has jumped, and if so takes back what was seen before. */
  look(): Promise<void>;
};

/** @param isStopping asked between two calls of the handler */
export function createJobRunner(tools: JobTools, clock: Clock, log: Pick<Log, "warn">, isStopping: () => boolean = () => false): JobRunner {
  const watch = new ClockWatch(clock);
  let jumps = 0;
  /** Jumps whose sightings have been forgotten: while it is less than `jumps`, whoever comes does it first. */
  let forgotten = 0;
  const look = async () => {
    const jump = watch.look();
    if (jump !== 0) {
      jumps += 1;
      log.warn({ jumpMs: jump }, "the clock has jumped; deletions that were seen as due before it must be seen so again");
    }
    if (forgotten === jumps) return;
    const until = jumps;
    await forgetSightings(tools.store);
    await forgetDomainKeySightings(tools.store);
    forgotten = Math.max(forgotten, until);
  };
  return {
    look,
    async run(name) {
      try {
        await look();
        return await runJob(name, tools, clock, isStopping);
      } catch (error) {
        log.warn({ err: error }, `the job "${JOBS[name].label}" failed`);
        throw error;
      }
    },
  };
}
