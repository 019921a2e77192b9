/**
 * Runs jobs in one process, with an eye on the clock. Invariant: nothing that was seen as due before a jump of the wall clock counts for
 * a run after it.
 */
import { JOBS, type JobName } from "#lib/domain/job";
import type { Clock } from "#lib/runtime/clock";
import type { Log } from "#lib/runtime/log";
import { forgetSightings } from "#lib/store/destruction";
import type { JobTools } from "./acts";
import { ClockWatch } from "./clock-watch";
import { runJob } from "./run-job";

export type JobRunner = {
  /** @returns how many keys, tokens and the like were dealt with @throws what the job throws, after it was noted and logged */
  run(name: JobName): Promise<number>;
  /** Looks whether the clock has jumped, and if so takes back what was seen before. */
  look(): Promise<void>;
};

/**
 * @param onJump called after a jump of the clock
 * @param isStopping asked between two pieces of a job
 */
export function createJobRunner(
  tools: JobTools,
  clock: Clock,
  log: Pick<Log, "warn">,
  { onJump = async () => {}, isStopping = () => false }: { onJump?: () => Promise<void>; isStopping?: () => boolean } = {},
): JobRunner {
  const watch = new ClockWatch(clock);
  const look = async () => {
    const jump = watch.look();
    if (jump === 0) return;
    log.warn({ jumpMs: jump }, "the clock has jumped; deletions that were seen as due before it must be seen so again");
    await forgetSightings(tools.store);
    await onJump();
  };
  return {
    look,
    async run(name) {
      await look();
      return runJob(name, tools, clock, isStopping).catch((error: unknown) => {
        log.warn({ err: error }, `the job "${JOBS[name].label}" failed`);
        throw error;
      });
    },
  };
}
