/**
 * Where refusals of those who are not signed in are counted, and who writes what was gathered. With several workers the count is the
 * primary's (`lib/runtime/links/refusal-link.ts`); this one is for a process that is alone. Invariant: what was counted is written in the end,
 * in an orderly stop at the latest.
 */
import type { TraceRow } from "#lib/store/traces/traces";
import { type Gathered, RefusalTally, toTraceRow } from "./refusal-tally";

export type AppendTrace = (row: TraceRow) => Promise<unknown>;

export type RefusalLedger = {
  /** Counts a refusal of somebody unknown, of which nothing is written before its minute has ended. */
  countStranger(row: TraceRow): void;
  /**
   * Counts a refusal, whoever it is about, and takes the same time for anybody.
   * @param atOnce how many in a minute leave a row of their own; of strangers none do
   * @returns whether this one is to do so, by whoever asks; then it is not counted
   */
  count(row: TraceRow, atOnce: number): boolean | Promise<boolean>;
  /** Told once, before anything is counted, how this process writes traces. */
  writeWith(append: AppendTrace): void;
  /**
   * Writes what is counted in this process and nowhere else; nothing is counted after it.
   * @returns how many rows could not be written, and are lost
   */
  close(): Promise<number>;
};

const LOOK_MS = 1_000;

export function localRefusals(now: () => number = () => performance.now()): RefusalLedger {
  const tally = new RefusalTally();
  let append: AppendTrace = async () => {};
  let writing: Promise<unknown> = Promise.resolve();
  const write = async (gathered: readonly Gathered[]) => tally.putBack(await writeGathered(append, gathered), now());
  const timer = setInterval(() => {
    writing = write(tally.take(now()));
  }, LOOK_MS).unref();
  return {
    countStranger: (row) => tally.countStranger(row, now()),
    count: (row, atOnce) => tally.count(row, atOnce, now()),
    writeWith: (given) => {
      append = given;
    },
    close: async () => {
      clearInterval(timer);
      await writing;
      return (await writeGathered(append, tally.take())).length;
    },
  };
}

/** @returns what could not be written, or is not known to have been */
export async function writeGathered(append: AppendTrace, gathered: readonly Gathered[]): Promise<Gathered[]> {
  const outcomes = await Promise.allSettled(gathered.map((one) => append(toTraceRow(one))));
  return gathered.filter((_one, index) => outcomes[index]?.status === "rejected");
}
