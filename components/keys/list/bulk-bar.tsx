"use client";
import { useMemo } from "react";
import { ColumnsMenu } from "#components/keys/list/columns-menu";
import { ExportButton } from "#components/keys/list/export-button";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { judgeKeys } from "#lib/console/browser/bulk/judge-keys";
import type { SelectedKey } from "#lib/console/browser/bulk/selected-key";
import type { KeySearch } from "#lib/console/browser/search/key-search";
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
  search: KeySearch;
  /** How many keys match; null where that is not known exactly. */
  total: number | null;
  onSearch: (next: KeySearch) => void;
};

/** Upper left corner of the list: what can be done to the selection. On the right: columns and export. */
export function BulkBar({ chosen, page, onChange, onClear, search, total, onSearch }: Props) {
  const { mayDo } = useWorkplace();
  const refusals = useMemo(() => {
    const shown = new Set(page.map((key) => key.key_id));
    const refusalOf = (change: BulkChange) => {
      if (chosen.length === 0) return listWords.selectFirst;
      // The state of a key on another page is an old one: it turns nothing off.
      const reasons = judgeKeys(chosen, change, mayDo).map(({ key, refusal, isSent }) =>
        isSent && !shown.has(key.key_id) ? null : refusal,
      );
      if (reasons.includes(null)) return null;
      return reasons.every((reason) => reason === reasons[0]) ? (reasons[0] ?? null) : words.unavailable.none;
    };
    return new Map(CHANGES.map((change) => [change, refusalOf(change)]));
  }, [chosen, page, mayDo]);
  return (
    <div className="mt-3 mb-2 flex flex-wrap items-center gap-2">
      <div role="toolbar" aria-label={listWords.columns.operation} className="flex flex-wrap items-center gap-2">
        {CHANGES.map((change) => (
          <Button key={change} reason={refusals.get(change)} onClick={() => onChange(change)}>
            {labelOf(change)}
          </Button>
        ))}
      </div>
      <p role="status" className="text-sm text-muted">
        {chosen.length > 0 ? listWords.selected(chosen.length) : ""}
      </p>
      {chosen.length > 0 ? (
        <Button look="link" aria-label={bulkWords.clearSelection} onClick={onClear}>
          {bulkWords.clear}
        </Button>
      ) : null}
      <div className="ml-auto flex items-center gap-1">
        <ColumnsMenu search={search} onChange={onSearch} />
        <ExportButton search={search} total={total} />
      </div>
    </div>
  );
}
