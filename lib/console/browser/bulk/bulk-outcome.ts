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
  /** Not tried: the job was stopped, or the service had failed before. */
  readonly notReached: readonly LeftKey[];
  /** Of the request that failed; "" where none did. */
  readonly requestId: string;
};

/** The keys that were not changed. */
export function leftOf({ skipped, failed, notReached }: BulkOutcome): readonly LeftKey[] {
  return [...skipped, ...failed, ...notReached];
}

export function outcomeLine(outcome: BulkOutcome): string {
  const parts = [`${count(outcome.done.length)} ${bulkWords.past[outcome.change]}`];
  if (outcome.skipped.length > 0) parts.push(`${count(outcome.skipped.length)} skipped`);
  if (outcome.failed.length > 0) parts.push(`${count(outcome.failed.length)} failed`);
  if (outcome.notReached.length > 0) parts.push(`${count(outcome.notReached.length)} not reached`);
  return parts.join(" · ");
}

/** The same job for what failed or was not reached; null where there is none. What was skipped would be skipped again. */
export function retryOf(job: BulkJob, { failed, notReached }: BulkOutcome): BulkJob | null {
  const keys = [...failed, ...notReached].map(({ key }) => key);
  return keys.length > 0 ? { ...job, keys, leftOut: [] } : null;
}
