/**
 * What happens without anybody calling. Every worker asks for each job at its pace, by the monotonic clock, so that no jump of the wall
 * clock stops them. Invariant: a run that fails is logged and noted, and the next one comes all the same.
 */

import type { Clock } from "#lib/base/clock";
import type { Log } from "#lib/base/log";
import { JOB_NAMES, JOBS, type JobName } from "#lib/domain/job";
import { forgetDestroyed } from "./forget-destroyed";
import { createJobRunner } from "./job-runner";
import { learnKeys } from "./learn-keys";
import { openQueue } from "./queue";
import type { JobTools } from "./registry";

const WATCH_MS = 1_000;
const FORGET_MS = 30_000;
const LEARN_MS = 30_000;

type Parts = JobTools & { readonly log: Log; readonly clock: Clock };

/** @returns stops; resolves when the runs under way have ended */
export async function startJobs({ clock, ...tools }: Parts): Promise<() => Promise<void>> {
  const { log } = tools;
  let isStopping = false;
  const runner = createJobRunner(tools, clock, log, () => isStopping);
  const queue = await openQueue(tools.store, runner.run, (error) => log.warn({ err: error }, "the queue of jobs met a fault"));
  const ask = (name: JobName) => {
    queue.ask(name).catch((error: unknown) => log.warn({ err: error }, "a job could not be asked for"));
  };
  const look = () => {
    runner.look().catch((error: unknown) => log.warn({ err: error }, "a jump of the clock could not be noted"));
  };
  const forget = () => {
    forgetDestroyed(tools).catch((error: unknown) => log.warn({ err: error }, "what is left of destroyed keys could not be looked for"));
  };
  const learn = () => {
    learnKeys(tools, clock.now()).catch((error: unknown) => log.warn({ err: error }, "keys that others have made could not be looked for"));
  };
  const timers = [
    ...JOB_NAMES.map((name) => setInterval(() => ask(name), JOBS[name].everySeconds * 1000)),
    setInterval(look, WATCH_MS),
    setInterval(forget, FORGET_MS),
    setInterval(learn, LEARN_MS),
  ];
  for (const name of JOB_NAMES) ask(name);
  return async () => {
    isStopping = true;
    for (const timer of timers) clearInterval(timer);
    await queue.close();
  };
}
