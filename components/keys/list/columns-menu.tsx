"use client";
import { Columns3 } from "lucide-react";
import { MenuButton } from "#components/ui/menu";
import { type KeySearch, OPTIONAL_COLUMNS, type OptionalColumn } from "#lib/console/browser/search/key-search";
import { listWords } from "#lib/console/words/list-words";

/** Chooses the columns; alias, status and operations always stay. */
export function ColumnsMenu({ search, onChange }: { search: KeySearch; onChange: (next: KeySearch) => void }) {
  const toggle = (column: OptionalColumn) => {
    const hidden = search.hidden.includes(column) ? search.hidden.filter((one) => one !== column) : [...search.hidden, column];
    onChange({ ...search, hidden });
  };
  return (
    <MenuButton
      className="btn btn-quiet btn-icon"
      label={listWords.columnChoice}
      tip={listWords.columnChoice}
      align="end"
      entries={() =>
        OPTIONAL_COLUMNS.map((column) => ({
          kind: "choice",
          of: "many",
          id: column,
          label: listWords.columns[column],
          isChosen: !search.hidden.includes(column),
          onSelect: () => toggle(column),
        }))
      }
    >
      <Columns3 className="i" aria-hidden />
    </MenuButton>
  );
}
