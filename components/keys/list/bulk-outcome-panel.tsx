"use client";
import { X } from "lucide-react";
import { Banner } from "#components/patterns/banner";
import { Button } from "#components/ui/button";
import { type BulkOutcome, leftOf } from "#lib/console/browser/bulk/bulk-outcome";
import { outcomeLine, outcomeWithDefaultKey } from "#lib/console/browser/bulk/outcome-line";
import { bulkWords } from "#lib/console/words/bulk-words";
import { words } from "#lib/console/words/words";

/** More reasons than these are not read one by one; the keys stay selected all the same. */
const SHOWN = 1000;

type Props = {
  outcome: BulkOutcome;
  /** Null where there is nothing to try again. */
  onRetry: (() => void) | null;
  onDismiss: () => void;
};

/** What became of a change of which something is left: the sum, each key that was not changed with its reason, and a second try. */
export default function BulkOutcomePanel({ outcome, onRetry, onDismiss }: Props) {
  const whole = outcomeWithDefaultKey(outcome);
  const left = whole === null ? leftOf(outcome) : [];
  const hasFailed = outcome.failed.length + outcome.uncertain.length > 0;
  return (
    <Banner
      tone={hasFailed ? "danger" : "caution"}
      role={hasFailed ? "alert" : "status"}
      className="outcome"
      action={
        <span className="flex items-center gap-1">
          {onRetry ? (
            <Button size="s" onClick={onRetry}>
              {words.retry}
            </Button>
          ) : null}
          <Button look="icon" size="s" aria-label={words.close} data-tip={undefined} onClick={onDismiss}>
            <X className="i" aria-hidden />
          </Button>
        </span>
      }
    >
      <p className="strong">{whole ?? outcomeLine(outcome)}</p>
      {left.length > 0 ? (
        <ul tabIndex={left.length > 4 ? 0 : undefined} aria-label={bulkWords.leftList} className="outcome-list muted">
          {left.slice(0, SHOWN).map(({ key, reason }) => (
            <li key={key.key_id} className="row-lazy wrap-anywhere">
              {key.key_alias}: {reason}
            </li>
          ))}
          {left.length > SHOWN ? <li>{bulkWords.moreLines(left.length - SHOWN)}</li> : null}
        </ul>
      ) : null}
      {outcome.requestId ? (
        <p className="hint mt-1">
          {words.requestId} <code>{outcome.requestId}</code>
        </p>
      ) : null}
    </Banner>
  );
}
