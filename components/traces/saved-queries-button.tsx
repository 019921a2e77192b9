"use client";
import { Bookmark } from "lucide-react";
import dynamic from "next/dynamic";
import { PopoverButton } from "#components/ui/popover";
import type { TraceSearch } from "#lib/console/browser/traces/trace-search";
import { savedQueryWords } from "#lib/console/words/traces/trace-words";

const SavedQueries = dynamic(() => import("#components/traces/saved-queries"), { ssr: false });

/** Filters that were kept under a name, and the way to keep this one. */
export function SavedQueriesButton({ search, onChange }: { search: TraceSearch; onChange: (next: TraceSearch) => void }) {
  return (
    <PopoverButton
      label={savedQueryWords.title}
      align="end"
      button={
        <>
          <Bookmark className="i" aria-hidden />
          {savedQueryWords.button}
        </>
      }
    >
      {(close) => (
        <SavedQueries
          search={search}
          onChoose={(next) => {
            onChange(next);
            close();
          }}
        />
      )}
    </PopoverButton>
  );
}
