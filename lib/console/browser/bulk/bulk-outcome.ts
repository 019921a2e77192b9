/** What became of a change to several keys, in one line: "3 disabled · 1 skipped". */

import type { BulkChange } from "../../key-change";
import { bulkWords } from "../../words/bulk-words";
import { count } from "../../words/plural";
import type { BulkJob, LeftKey } from "./bulk-job";

export type BulkOutcome = {
  readonly change: BulkChange;
  readonly done: readonly string[];
  /** Refused for a reason of the key. */
  readonly skipped: readonly LeftKey[];
  /** Not done through no fault of the key: the service failed. */
  readonly failed: readonly LeftKey[];
  /** The answer that told what became of them was lost: they may have been changed. */
  readonly uncertain: readonly LeftKey[];
  /** Not tried: the job was stopped, or the service had failed before. */
  readonly notReached: readonly LeftKey[];
  /** Of the request that failed; "" where none did. */
  readonly requestId: string;
};

/** The keys that were not changed, or not surely. */
export function leftOf({ skipped, failed, uncertain, notReached }: BulkOutcome): readonly LeftKey[] {
  return [...skipped, ...failed, ...uncertain, ...notReached];
}

export function outcomeLine(outcome: BulkOutcome): string {
  const parts = [`${count(outcome.done.length)} ${bulkWords.past[outcome.change]}`];
  if (outcome.skipped.length > 0) parts.push(`${count(outcome.skipped.length)} skipped`);
  if (outcome.failed.length > 0) parts.push(`${count(outcome.failed.length)} failed`);
  if (outcome.uncertain.length > 0) parts.push(`${count(outcome.uncertain.length)} ${bulkWords.mayHave(bulkWords.past[outcome.change])}`);
  if (outcome.notReached.length > 0) parts.push(`${count(outcome.notReached.length)} not reached`);
  return parts.join(" · ");
}

/**
 * The same job for what failed, is uncertain or was not reached; null where there is none. What was skipped would be skipped again, and so
 * is what turns out to have been changed: no change is made twice.
 */
export function retryOf(job: BulkJob, { failed, uncertain, notReached }: BulkOutcome): BulkJob | null {
  const keys = [...failed, ...uncertain, ...notReached].map(({ key }) => key);
  return keys.length > 0 ? { ...job, keys, leftOut: [] } : null;
}
