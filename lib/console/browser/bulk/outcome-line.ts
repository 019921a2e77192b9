import { bulkWords } from "../../words/bulk-words";
import { count } from "../../words/plural";
import { stateWords } from "../../words/state-words";
import { type BulkOutcome, leftOf } from "./bulk-outcome";

export function outcomeLine(outcome: BulkOutcome): string {
  const parts = [`${count(outcome.done.length)} ${bulkWords.past[outcome.change]}`];
  if (outcome.skipped.length > 0) parts.push(`${count(outcome.skipped.length)} skipped`);
  if (outcome.failed.length > 0) parts.push(`${count(outcome.failed.length)} failed`);
  if (outcome.uncertain.length > 0) parts.push(`${count(outcome.uncertain.length)} ${bulkWords.mayHave(bulkWords.past[outcome.change])}`);
  if (outcome.notReached.length > 0) parts.push(`${count(outcome.notReached.length)} not reached`);
  return parts.join(" · ");
}

/** The same with the one default master key in it that was skipped; null where the keys that are left need a list. */
export function outcomeWithDefaultKey(outcome: BulkOutcome): string | null {
  const [only, ...more] = leftOf(outcome);
  if (only === undefined || more.length > 0 || only.reason !== stateWords.defaultKey) return null;
  return `${outcomeLine(outcome)}: ${bulkWords.isDefaultKey(only.key.key_alias)}`;
}
