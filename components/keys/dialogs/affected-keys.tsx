import { KeyState } from "#components/patterns/key-state";
import type { JudgedKey } from "#lib/console/browser/bulk/judge-keys";
import { skipWords } from "#lib/console/words/change-words";

/** Names every key that a dialog is about; those that the change does not fit are marked, with the reason. */
export function AffectedKeys({ judged }: { judged: readonly JudgedKey[] }) {
  return (
    <ul className="max-h-56 overflow-auto rounded-md border border-line" tabIndex={judged.length > 4 ? 0 : undefined} aria-label="Keys">
      {judged.map(({ key, refusal, isSent }) => (
        <li key={key.key_id} className="row-lazy flex items-start gap-3 border-b border-line px-3 py-2 last:border-b-0">
          <div className="min-w-0 flex-1">
            <p className={`text-sm font-semibold wrap-anywhere ${isSent ? "" : "text-muted line-through"}`}>{key.key_alias}</p>
            <p className="mono text-xs text-muted wrap-anywhere">{key.key_id}</p>
            {refusal ? (
              <p className="text-xs text-caution">
                {isSent ? skipWords.perhaps : skipWords.surely}: {refusal}
              </p>
            ) : null}
          </div>
          <KeyState wire={key.key_state} />
        </li>
      ))}
    </ul>
  );
}
