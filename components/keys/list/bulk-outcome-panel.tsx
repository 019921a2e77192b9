"use client";
import { X } from "lucide-react";
import { Button } from "#components/ui/button";
import { type BulkOutcome, leftOf, outcomeLine } from "#lib/console/browser/bulk/bulk-outcome";
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
export function BulkOutcomePanel({ outcome, onRetry, onDismiss }: Props) {
  const left = leftOf(outcome);
  const hasFailed = outcome.failed.length + outcome.uncertain.length > 0;
  return (
    <section className="notice mb-2 flex flex-wrap items-start gap-x-4 gap-y-2" data-tone={hasFailed ? "danger" : "caution"}>
      <div role={hasFailed ? "alert" : "status"} className="min-w-0 flex-1 basis-72">
        <p className="font-semibold">{outcomeLine(outcome)}</p>
        <ul tabIndex={left.length > 5 ? 0 : undefined} className="mt-1 max-h-32 overflow-auto text-sm text-muted">
          {left.slice(0, SHOWN).map(({ key, reason }) => (
            <li key={key.key_id} className="row-lazy wrap-anywhere">
              {key.key_alias}: {reason}
            </li>
          ))}
          {left.length > SHOWN ? <li>{bulkWords.moreLines(left.length - SHOWN)}</li> : null}
        </ul>
        {outcome.requestId ? (
          <p className="mt-1 text-xs text-muted">
            {words.requestId} <code>{outcome.requestId}</code>
          </p>
        ) : null}
      </div>
      <div className="flex items-center gap-1">
        {onRetry ? <Button onClick={onRetry}>{words.retry}</Button> : null}
        <Button look="icon" aria-label={words.close} onClick={onDismiss}>
          <X size={14} aria-hidden />
        </Button>
      </div>
    </section>
  );
}
