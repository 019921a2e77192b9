"use client";
import { X } from "lucide-react";
import { useMemo } from "react";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { judgeKeys } from "#lib/console/browser/bulk/judge-keys";
import type { SelectedKey } from "#lib/console/browser/bulk/selected-key";
import { type BulkChange, KEY_CHANGES } from "#lib/console/key-change";
import { bulkWords } from "#lib/console/words/bulk-words";
import { CHANGE_WORDS } from "#lib/console/words/change-words";
import { listWords } from "#lib/console/words/list-words";
import { tagWords } from "#lib/console/words/tag-words";
import { words } from "#lib/console/words/words";

const CHANGES: readonly BulkChange[] = [...KEY_CHANGES, "addTags", "removeTags"];

function labelOf(change: BulkChange): string {
  if (change === "addTags") return tagWords.bulk.add;
  return change === "removeTags" ? tagWords.bulk.remove : CHANGE_WORDS[change].label;
}

type Props = {
  chosen: readonly SelectedKey[];
  /** The keys that are in sight. */
  page: readonly SelectedKey[];
  onChange: (change: BulkChange) => void;
  onClear: () => void;
};

/** What can be done to the selected keys, in the place of the filters. */
export function SelectionLine({ chosen, page, onChange, onClear }: Props) {
  const { mayDo } = useWorkplace();
  const refusals = useMemo(() => {
    const shown = new Set(page.map((key) => key.key_id));
    const refusalOf = (change: BulkChange) => {
      // The state of a key on another page is an old one: it turns nothing off.
      const reasons = judgeKeys(chosen, change, mayDo).map(({ key, refusal, isSent }) =>
        isSent && !shown.has(key.key_id) ? null : refusal,
      );
      if (reasons.includes(null)) return null;
      return reasons.length === 1 || reasons[0] === words.unavailable.permission ? (reasons[0] ?? null) : words.unavailable.none;
    };
    return new Map(CHANGES.map((change) => [change, refusalOf(change)]));
  }, [chosen, page, mayDo]);
  return (
    <>
      <Button look="icon" size="s" aria-label={bulkWords.clearSelection} onClick={onClear}>
        <X className="i" aria-hidden />
      </Button>
      <span className="tools-sep" />
      <div role="toolbar" aria-label={listWords.forSelected} className="tools-acts">
        {CHANGES.map((change) => (
          <Button
            key={change}
            kind={change === "scheduleDeletion" ? "destroys" : "plain"}
            reason={refusals.get(change)}
            onClick={() => onChange(change)}
          >
            {labelOf(change)}
          </Button>
        ))}
      </div>
    </>
  );
}
