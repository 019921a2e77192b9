"use client";
import { Check, Columns3 } from "lucide-react";
import { Menu } from "#components/ui/menu";
import { type KeySearch, OPTIONAL_COLUMNS, type OptionalColumn } from "#lib/console/browser/search/key-search";
import { listWords } from "#lib/console/words/list-words";

/** Chooses the columns; alias, status and operations always stay. */
export function ColumnsMenu({ search, onChange }: { search: KeySearch; onChange: (next: KeySearch) => void }) {
  const toggle = (column: OptionalColumn) => {
    const hidden = search.hidden.includes(column) ? search.hidden.filter((one) => one !== column) : [...search.hidden, column];
    onChange({ ...search, hidden });
  };
  return (
    <Menu
      align="right"
      buttonClass="button border-transparent! bg-transparent!"
      button={
        <>
          <Columns3 size={15} aria-hidden />
          {listWords.columnChoice}
        </>
      }
    >
      {OPTIONAL_COLUMNS.map((column) => {
        const isShown = !search.hidden.includes(column);
        return (
          <button
            key={column}
            type="button"
            role="menuitemcheckbox"
            aria-checked={isShown}
            tabIndex={-1}
            className="menu-item"
            onClick={() => toggle(column)}
          >
            <span className="w-4">{isShown ? <Check size={15} aria-hidden /> : null}</span>
            {listWords.columns[column]}
          </button>
        );
      })}
    </Menu>
  );
}
