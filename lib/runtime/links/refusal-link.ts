/**
 * Refusals of strangers, counted for all workers together: the primary keeps the tally, since one address may reach every worker, and
 * a worker writes the rows, since the primary has no database. Invariants: a count is on its way, in one tally, or written, so that in
 * an orderly stop none is lost; what a worker could not write is given to the next. A worker that is killed takes with it what it had
 * not yet sent, a fraction of a second; a row of which it is not known whether it was committed is written again.
 */
import type { ChildProcess } from "node:child_process";
import { type AppendTrace, type RefusalLedger, writeGathered } from "#lib/audit/refusal-ledger";
import { type Gathered, RefusalTally } from "#lib/audit/refusal-tally";
import type { Log } from "#lib/base/log";
import type { TraceRow } from "#lib/store/traces/traces";
import { type Done, sendOver } from "./send";

type FromWorker =
  | { readonly kind: "refusal-writer" }
  | { readonly kind: "refusal-counts"; readonly gathered: readonly Gathered[] }
  | { readonly kind: "refusal-counts-end" }
  | { readonly kind: "refusal-question"; readonly number: number; readonly row: TraceRow; readonly atOnce: number }
  | { readonly kind: "refusal-written"; readonly number: number; readonly left: readonly Gathered[] };
type FromPrimary =
  | { readonly kind: "refusal-answer"; readonly number: number; readonly isAtOnce: boolean }
  | { readonly kind: "refusal-rows"; readonly number: number; readonly gathered: readonly Gathered[] }
  | { readonly kind: "refusal-hand-in" };

/** What both sides need of a channel; a test has its own. */
export type WorkerEnd = Pick<ChildProcess, "connected" | "on" | "once"> & { send(message: object, done: Done): unknown };
export type PrimaryEnd = {
  readonly connected: boolean;
  send?(message: object, done: Done): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: as every emitter of events has it
  on(event: "message", listener: (...parts: any[]) => void): unknown;
};

const LOOK_MS = 1_000;
/** A worker sends what it has counted so often, so that a flood costs a few messages. */
const GATHERED_BY_WORKER_MS = 200;
/** A statement that hangs is given up earlier than this. */
const WRITE_PATIENCE_MS = 15_000;
/** The last hand-in, and the whole end with it: little of what the stop of the product may take. */
const HAND_IN_PATIENCE_MS = 1_000;
const END_PATIENCE_MS = 2_000;

export type RefusalKeeper = {
  /** For each worker that is launched. */
  connect(worker: WorkerEnd): void;
  /** Has all that is counted written, while there are workers. Never throws. */
  finish(): Promise<void>;
};

/** In the primary. */
export function keepRefusals(log: Pick<Log, "error">, now: () => number = () => performance.now()): RefusalKeeper {
  const tally = new RefusalTally();
  const writers = new Set<WorkerEnd>();
  /** What is being written, by number. */
  const answers = new Map<number, { readonly worker: WorkerEnd; readonly answer: (left?: readonly Gathered[]) => void }>();
  const handingIn = new Map<WorkerEnd, () => void>();
  let last = 0;
  let writing: Promise<void> | null = null;

  const send = (worker: WorkerEnd, message: FromPrimary) => sendOver(worker, message);
  const writeWith = (worker: WorkerEnd, gathered: readonly Gathered[], patienceMs: number) =>
    new Promise<readonly Gathered[]>((resolve) => {
      last += 1;
      const number = last;
      const answer = (left = gathered) => {
        clearTimeout(impatience);
        answers.delete(number);
        resolve(left);
      };
      const impatience = setTimeout(answer, patienceMs);
      answers.set(number, { worker, answer });
      send(worker, { kind: "refusal-rows", number, gathered });
    });
  /** By one worker after the other, until all is written or the time is up. @returns what none of them could write */
  const write = async (gathered: readonly Gathered[], patienceMs: number) => {
    const due = now() + patienceMs;
    let left = gathered;
    for (const worker of [...writers]) {
      if (left.length === 0 || now() >= due) break;
      left = await writeWith(worker, left, due - now());
    }
    return left;
  };
  const timer = setInterval(() => {
    // While nothing can be written groups stay open, and bounded.
    if (writing !== null || writers.size === 0) return;
    writing = write(tally.take(now()), WRITE_PATIENCE_MS).then((left) => {
      tally.putBack(left, now());
      writing = null;
    });
  }, LOOK_MS).unref();

  return {
    connect(worker) {
      worker.once("exit", () => {
        writers.delete(worker);
        handingIn.get(worker)?.();
        for (const pending of answers.values()) if (pending.worker === worker) pending.answer();
      });
      worker.on("message", (message: FromWorker) => {
        switch (message?.kind) {
          case "refusal-writer":
            writers.add(worker);
            break;
          case "refusal-counts":
            for (const gathered of message.gathered) tally.add(revive(gathered), now());
            break;
          case "refusal-counts-end":
            handingIn.get(worker)?.();
            break;
          case "refusal-question": {
            const isAtOnce = tally.count(reviveRow(message.row), message.atOnce, now());
            send(worker, { kind: "refusal-answer", number: message.number, isAtOnce });
            break;
          }
          case "refusal-written":
            answers.get(message.number)?.answer(message.left.map(revive));
            break;
        }
      });
    },
    async finish() {
      clearInterval(timer);
      const due = now() + END_PATIENCE_MS;
      await Promise.all([...writers].map((worker) => handIn(worker)));
      await Promise.race([writing, pause((due - now()) / 2)]);
      const left = await write(tally.take(), due - now());
      if (left.length > 0) log.error({ rows: left.length }, "counted refusals could not be written, and are lost");
    },
  };

  function handIn(worker: WorkerEnd): Promise<void> {
    return new Promise<void>((resolve) => {
      const impatience = setTimeout(resolve, HAND_IN_PATIENCE_MS);
      handingIn.set(worker, () => {
        clearTimeout(impatience);
        resolve();
      });
      send(worker, { kind: "refusal-hand-in" });
    });
  }
}

/** In a worker. */
export function reportRefusals(primary: PrimaryEnd = process, now: () => number = () => performance.now()): RefusalLedger {
  const tally = new RefusalTally();
  const questions = new Map<number, (isAtOnce: boolean) => void>();
  let append: AppendTrace = async () => {};
  let last = 0;
  let timer: NodeJS.Timeout | null = null;
  /** From when on this process counts for itself, since the primary has asked for the last time. */
  let isAlone = false;

  const send = (message: FromWorker) => sendOver(primary, message);
  const hasPrimary = () => primary.connected && !isAlone;
  const sendCounts = () => {
    timer = null;
    // What cannot be sent is written at the end.
    if (!hasPrimary()) return;
    const gathered = tally.take();
    if (gathered.length > 0) send({ kind: "refusal-counts", gathered });
  };
  primary.on("message", (message: FromPrimary) => {
    switch (message?.kind) {
      case "refusal-answer":
        questions.get(message.number)?.(message.isAtOnce);
        questions.delete(message.number);
        break;
      case "refusal-rows":
        writeGathered(append, message.gathered.map(revive)).then((left) => send({ kind: "refusal-written", number: message.number, left }));
        break;
      case "refusal-hand-in":
        sendCounts();
        isAlone = true;
        send({ kind: "refusal-counts-end" });
        break;
    }
  });

  return {
    countStranger(row) {
      tally.countStranger(row, now());
      if (!isAlone) timer ??= setTimeout(sendCounts, GATHERED_BY_WORKER_MS).unref();
    },
    count(row, atOnce) {
      if (!hasPrimary()) return tally.count(row, atOnce, now());
      return new Promise((resolve) => {
        last += 1;
        questions.set(last, resolve);
        send({ kind: "refusal-question", number: last, row, atOnce });
      });
    },
    writeWith(given) {
      append = given;
      send({ kind: "refusal-writer" });
    },
    async close() {
      isAlone = true;
      if (timer !== null) clearTimeout(timer);
      return (await writeGathered(append, tally.take())).length;
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A time comes as text through the channel. */
function revive(gathered: Gathered): Gathered {
  return { ...gathered, row: reviveRow(gathered.row) };
}

function reviveRow(row: TraceRow): TraceRow {
  return { ...row, time: new Date(row.time) };
}
