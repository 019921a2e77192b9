/**
 * Keeps the trail: one of all workers of all instances leads, makes the months ahead, finds out how far the trail can be read in order, and
 * runs each task. Invariants: who does not lead holds no connection; a leader that is gone is followed by another within seconds; a task
 * that fails or takes long holds up none of the others.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { isLed, type Leadership, tryToLead } from "#lib/store/database/leadership";
import { SettledTrail } from "#lib/store/traces/settled";
import { makeTraceMonths } from "#lib/store/traces/trace-months";
import { logOnce } from "./log-once";
import { type MakeTasks, type TrailTask, type TrailTools, trailTasks } from "./tasks";

const PACE_MS = 1_000;
/** Whoever does not lead looks so often whether anybody does. */
const LOOK_MS = 2_000;
const MONTHS_MS = 3_600_000;
/** Until months that could not be made are tried again. */
const MONTHS_RETRY_MS = 60_000;

type Parts = TrailTools & { readonly databaseUrl: string; readonly tasks?: MakeTasks };

/** @returns stops; resolves when what was under way has ended and the lead is given up */
export function keepTrail({ databaseUrl, tasks = trailTasks, ...tools }: Parts): () => Promise<void> {
  const stopping = new AbortController();
  const faults = logOnce(tools.log, "nobody could be chosen to keep the trail");
  const candidate = async () => {
    try {
      const leadership = (await isLed(tools.store, "trail")) ? null : await tryToLead(databaseUrl, "trail");
      faults.end();
      if (leadership !== null) await lead(leadership, stopping.signal, tools, tasks);
    } catch (error) {
      faults.note(error);
    }
  };
  const ended = repeat(candidate, LOOK_MS, stopping.signal);
  return async () => {
    stopping.abort();
    await ended;
  };
}

/** From the beginning of a lead to its end; never throws. */
async function lead(leadership: Leadership, stopping: AbortSignal, tools: TrailTools, makeTasks: MakeTasks): Promise<void> {
  const giveUp = new AbortController();
  const gone = AbortSignal.any([stopping, leadership.lost, giveUp.signal]);
  tools.log.debug("leads in keeping the trail");
  const trail = new SettledTrail(leadership.run);
  let settled = 0n;
  const look = async () => {
    try {
      settled = await trail.look();
    } catch (error) {
      // Somebody else may do better, or this one with a new session.
      if (!gone.aborted) tools.log.warn({ err: error }, "how far the trail can be read could not be found out");
      giveUp.abort();
    }
  };
  await look();
  await Promise.all([
    repeat(look, PACE_MS, gone),
    keepMonths(tools, gone),
    ...makeTasks(tools, gone).map((task) => runTask(task, () => settled, tools, gone)),
  ]);
  await leadership.end();
}

function runTask(task: TrailTask, settled: () => bigint, { log }: TrailTools, gone: AbortSignal): Promise<void> {
  const faults = logOnce(log, `the trail's task "${task.name}" failed`);
  const run = async () => {
    try {
      await task.run(settled());
      faults.end();
    } catch (error) {
      if (!gone.aborted) faults.note(error);
    }
  };
  return repeat(run, PACE_MS, gone);
}

async function keepMonths({ store, log }: TrailTools, gone: AbortSignal): Promise<void> {
  const faults = logOnce(log, "months of the trail could not be made ahead");
  while (!gone.aborted) {
    const pause = await makeTraceMonths(store).then(
      () => MONTHS_MS,
      (error: unknown) => {
        if (!gone.aborted) faults.note(error);
        return MONTHS_RETRY_MS;
      },
    );
    await rest(pause, gone);
  }
}

/** Does it at once, and again a pause after each end. @param work never throws */
async function repeat(work: () => Promise<void>, pauseMs: number, gone: AbortSignal): Promise<void> {
  while (!gone.aborted) {
    await work();
    await rest(pauseMs, gone);
  }
}

/** Ends early when there is nothing to wait for any more. */
async function rest(ms: number, gone: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: gone, ref: false }).catch(() => {});
}
