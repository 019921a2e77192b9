"use client";
import { ColumnsMenu } from "#components/keys/columns-menu";
import { ExportButton } from "#components/keys/export-button";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { CHANGE_WORDS, KEY_CHANGES, type KeyChange } from "#lib/console/change-words";
import { changeRefusal } from "#lib/console/key-availability";
import type { KeySearch } from "#lib/console/key-search";
import { words } from "#lib/console/words";
import type { KeyDetails } from "#lib/operations/key-details";

type Props = {
  chosen: readonly KeyDetails[];
  onChange: (change: KeyChange) => void;
  search: KeySearch;
  onSearch: (next: KeySearch) => void;
};

/** Upper left corner of the list: what can be done to the selection. On the right: columns and export. */
export function BulkBar({ chosen, onChange, search, onSearch }: Props) {
  const { mayDo } = useWorkplace();
  const refusal = (change: KeyChange) => {
    if (chosen.length === 0) return words.keys.selectFirst;
    const reasons = chosen.map((key) => changeRefusal(key, change, mayDo));
    if (reasons.includes(null)) return null;
    return reasons.every((reason) => reason === reasons[0]) ? (reasons[0] ?? null) : words.unavailable.none;
  };
  return (
    <div className="mt-3 mb-2 flex flex-wrap items-center gap-2">
      <div role="toolbar" aria-label={words.keys.columns.operation} className="flex flex-wrap items-center gap-2">
        {KEY_CHANGES.map((change) => (
          <Button key={change} reason={refusal(change)} reasonSide="left" onClick={() => onChange(change)}>
            {CHANGE_WORDS[change].label}
          </Button>
        ))}
      </div>
      <p role="status" className="text-sm text-muted">
        {chosen.length > 0 ? words.keys.selected(chosen.length) : ""}
      </p>
      <div className="ml-auto flex items-center gap-1">
        <ColumnsMenu search={search} onChange={onSearch} />
        <ExportButton search={search} />
      </div>
    </div>
  );
}
