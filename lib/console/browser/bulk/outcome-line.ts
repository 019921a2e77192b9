import { bulkWords } from "../../words/bulk-words";
import { count } from "../../words/plural";
import type { BulkOutcome } from "./bulk-outcome";

export function outcomeLine(outcome: BulkOutcome): string {
  const parts = [`${count(outcome.done.length)} ${bulkWords.past[outcome.change]}`];
  if (outcome.skipped.length > 0) parts.push(`${count(outcome.skipped.length)} skipped`);
  if (outcome.failed.length > 0) parts.push(`${count(outcome.failed.length)} failed`);
  if (outcome.uncertain.length > 0) parts.push(`${count(outcome.uncertain.length)} ${bulkWords.mayHave(bulkWords.past[outcome.change])}`);
  if (outcome.notReached.length > 0) parts.push(`${count(outcome.notReached.length)} not reached`);
  return parts.join(" · ");
}
