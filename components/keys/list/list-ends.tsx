"use client";
import { RefreshCw } from "lucide-react";
import { useRef, useState } from "react";
import { ColumnsButton } from "#components/keys/list/columns-button";
import { ExportButton } from "#components/keys/list/export-button";
import { Button } from "#components/ui/button";
import { useOneStop } from "#components/ui/use-one-stop";
import type { KeySearch, MaySee } from "#lib/console/browser/search/key-search";
import type { OptionalColumn } from "#lib/console/browser/search/list-columns";
import { listWords } from "#lib/console/words/list-words";

type Props = {
  search: KeySearch;
  may: MaySee;
  /** How many keys match; null where that is not known exactly. */
  total: number | null;
  isDense: boolean;
  onColumns: (columns: readonly OptionalColumn[]) => void;
  onDense: (isDense: boolean) => void;
  onRefresh: () => Promise<unknown>;
  /** Shows what others have changed and what would move rows; null where nothing waits. */
  onShowChanged: (() => void) | null;
};

/** Right end of the line above the list: how the list looks, and where it can go. */
export function ListEnds({ search, may, total, isDense, onColumns, onDense, onRefresh, onShowChanged }: Props) {
  // The list is read again every few seconds by itself: the button shows only what it was pressed for.
  const [isAsked, setAsked] = useState(false);
  const refresh = () => {
    setAsked(true);
    void onRefresh().finally(() => setAsked(false));
  };
  const tools = useRef<HTMLDivElement>(null);
  const keys = useOneStop(tools);
  return (
    <div className="tools-end">
      <span role="status" className="tools-news">
        {onShowChanged ? `${listWords.changedList} · ` : ""}
      </span>
      {onShowChanged ? (
        <Button look="link" className="mr-2" onClick={onShowChanged}>
          {listWords.showChanged}
        </Button>
      ) : null}
      <div ref={tools} role="toolbar" aria-label={listWords.forList} className="flex items-center" {...keys}>
        <Button look="icon" aria-label={listWords.refresh} isPending={isAsked} onClick={refresh}>
          <RefreshCw className="i" aria-hidden />
        </Button>
        <ColumnsButton columns={search.columns} may={may} isDense={isDense} onColumns={onColumns} onDense={onDense} />
        <ExportButton search={search} may={may} total={total} />
      </div>
    </div>
  );
}
