/**
 * What happens without anybody calling. Every worker asks for each job at its pace, by the monotonic clock, so that no jump of the wall
 * clock stops them. Invariant: a run that fails is logged and noted, and the next one comes all the same.
 */
import { JOB_NAMES, JOBS, type JobName } from "#lib/domain/job";
import type { Clock } from "#lib/runtime/clock";
import type { Log } from "#lib/runtime/log";
import { forgetSightings } from "#lib/store/destruction";
import type { JobTools } from "./acts";
import { ClockWatch } from "./clock-watch";
import { openQueue, type Queue } from "./queue";
import { runJob } from "./run-job";

const WATCH_MS = 1_000;

type Parts = JobTools & { readonly databaseUrl: string; readonly log: Log; readonly clock: Clock };

/** @returns stops; resolves when the runs under way have ended */
export async function startJobs({ databaseUrl, store, hsm, log, clock }: Parts): Promise<() => Promise<void>> {
  let isStopping = false;
  const warn = (error: unknown, sentence: string) => log.warn({ err: error }, sentence);
  const clockWatch = new ClockWatch(clock);
  let opened: Queue | null = null;
  const watch = async () => {
    const jump = clockWatch.look();
    if (jump === 0) return;
    log.warn({ jumpMs: jump }, "the clock has jumped; deletions that were seen as due before it must be seen so again");
    await forgetSightings(store);
    await opened?.forgetWaiting();
  };
  const run = async (name: JobName) => {
    await watch();
    await runJob(name, { store, hsm }, clock, () => isStopping).catch((error: unknown) => {
      warn(error, `the job "${JOBS[name].label}" failed`);
      throw error;
    });
  };
  const queue = await openQueue(databaseUrl, run, (error) => warn(error, "the queue of jobs met a fault"));
  opened = queue;
  const ask = (name: JobName) => {
    queue.ask(name).catch((error: unknown) => warn(error, "a job could not be asked for"));
  };
  const timers = JOB_NAMES.map((name) => setInterval(() => ask(name), JOBS[name].everySeconds * 1000));
  timers.push(setInterval(() => watch().catch((error: unknown) => warn(error, "a jump of the clock could not be noted")), WATCH_MS));
  for (const name of JOB_NAMES) ask(name);
  return async () => {
    isStopping = true;
    for (const timer of timers) clearInterval(timer);
    await queue.close();
  };
}
