/**
 * Keeps one part of the product (a worker, the console, the database) running: what ends without being asked is started
 * again, at once the first time and then ever more slowly; what hangs is ended for that. Only at the first start is a failure final, because then there
 * is somebody at the terminal to read the reason.
 */
import type { ChildProcess } from "node:child_process";
import type { Log } from "#lib/base/log";
import { StartError } from "#lib/base/start-error";
import type { ChildMessage } from "../links/child-link";
import { listenForBeats } from "../links/heartbeat";

export type Part = {
  /** For the log, such as `API worker 1`. */
  readonly name: string;
  launch(): ChildProcess;
  /** Resolves when it serves. Parts that speak to the primary say so themselves. */
  readonly becomeReady?: () => Promise<void>;
  /** Whether it beats while it serves, and counts as hung when it does not. */
  readonly beats?: boolean;
  /** Asks it to finish and end. */
  requestStop(child: ChildProcess): void;
};

export type Supervised = {
  /** Resolves when it serves for the first time. @throws StartError when it does not come up */
  readonly started: Promise<void>;
  /** Ends it for good: asks, waits, and ends it by force after `patienceMs`. */
  stop(patienceMs: number): Promise<void>;
};

const DELAYS_MS = [50, 200, 800, 2_000, 5_000, 10_000];
/** A part that lived this long has recovered; its next failure is a new one. */
const RECOVERED_AFTER_MS = 30_000;
const START_PATIENCE_MS = 60_000;
/** For what a part that hangs is doing otherwise. */
const HUNG_PATIENCE_MS = 3_000;
/** A crash may be chance, a refusal is not. */
const FIRST_ATTEMPTS = 3;

/** Starts a part and keeps it running until it is stopped. */
export function supervise(part: Part, log: Log): Supervised {
  let child: ChildProcess | null = null;
  let gone: Promise<unknown> = Promise.resolve();
  let isStopping = false;
  let timer: NodeJS.Timeout | undefined;

  const replace = (hung: ChildProcess, reason: string) => {
    if (isStopping) return;
    log.error({ part: part.name, pid: hung.pid, reason }, "hangs, is ended and started again");
    const force = setTimeout(() => hung.kill("SIGKILL"), HUNG_PATIENCE_MS);
    hung.once("exit", () => clearTimeout(force));
    part.requestStop(hung);
  };

  const started = new Promise<void>((resolve, reject) => {
    let failures = 0;
    let hasServed = false;
    const run = () => {
      if (isStopping) return;
      const bornAt = Date.now();
      const current = part.launch();
      child = current;
      const end = ended(current);
      gone = end;
      ready(part, current).then(
        () => {
          if (hasServed) log.info({ part: part.name, pid: current.pid }, "started again");
          hasServed = true;
          if (part.beats) listenForBeats(current, (reason) => replace(current, reason));
          resolve();
        },
        () => current.kill("SIGKILL"),
      );
      end.then(({ how, refusal }) => {
        if (child === current) child = null;
        if (isStopping) return;
        failures = Date.now() - bornAt > RECOVERED_AFTER_MS ? 1 : failures + 1;
        if (!hasServed && (refusal || failures >= FIRST_ATTEMPTS)) {
          isStopping = true;
          reject(new StartError(refusal ?? `The ${part.name} does not start (${how}): see the log lines above.`));
          return;
        }
        const delay = DELAYS_MS[Math.min(failures, DELAYS_MS.length) - 1] ?? 0;
        log.error({ part: part.name, pid: current.pid, how, refusal, delay }, "ended unexpectedly, is started again");
        timer = setTimeout(run, delay);
      });
    };
    run();
  });
  // Whoever waits sees the failure; one that comes after a stop has nobody waiting.
  started.catch(() => {});

  return {
    started,
    async stop(patienceMs) {
      isStopping = true;
      clearTimeout(timer);
      const current = child;
      if (!current) return;
      const force = setTimeout(() => {
        log.error({ part: part.name, pid: current.pid, patienceMs }, "did not end in time, is ended by force");
        current.kill("SIGKILL");
      }, patienceMs);
      part.requestStop(current);
      await gone;
      clearTimeout(force);
    },
  };
}

type End = { readonly how: string; readonly refusal: string | null };

function ended(child: ChildProcess): Promise<End> {
  let refusal: string | null = null;
  child.on("message", (message: ChildMessage) => {
    if (message?.kind === "refused") refusal = message.sentence;
  });
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ how: error.message, refusal }));
    child.once("exit", (code, signal) => resolve({ how: signal ?? `exit code ${code}`, refusal }));
  });
}

function ready(part: Part, child: ChildProcess): Promise<void> {
  if (part.becomeReady) return part.becomeReady();
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error("not ready in time")), START_PATIENCE_MS);
    child.once("exit", () => clearTimeout(limit));
    child.on("message", (message: ChildMessage) => {
      if (message?.kind !== "ready" && message?.kind !== "patience") return;
      clearTimeout(limit);
      if (message.kind === "ready") resolve();
    });
  });
}
