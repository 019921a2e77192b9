"use client";
import { ChevronLeft, ChevronRight, ChevronsLeft } from "lucide-react";
import { Button } from "#components/ui/button";
import type { KeySearch } from "#lib/console/key-search";
import { words } from "#lib/console/words";

type Props = { search: KeySearch; nextCursor: string; onChange: (next: KeySearch) => void };

/** Pages by cursor: a key that is created or destroyed meanwhile makes no row appear twice. Absent where one page holds all. */
export function KeyPager({ search, nextCursor, onChange }: Props) {
  if (search.trail.length === 0 && !nextCursor) return null;
  const go = (trail: readonly string[]) => onChange({ ...search, trail });
  return (
    <nav aria-label="Pages" className="flex items-center justify-end gap-1 border-t border-line px-4 py-2">
      <span role="status" className="mr-2 text-sm text-muted">
        {words.keys.page(search.trail.length + 1)}
      </span>
      {search.trail.length > 0 ? (
        <>
          <Button kind="quiet" aria-label={words.keys.first} onClick={() => go([])}>
            <ChevronsLeft size={15} aria-hidden />
          </Button>
          <Button kind="quiet" aria-label={words.keys.previous} onClick={() => go(search.trail.slice(0, -1))}>
            <ChevronLeft size={15} aria-hidden />
          </Button>
        </>
      ) : null}
      {nextCursor ? (
        <Button kind="quiet" aria-label={words.keys.next} onClick={() => go([...search.trail, nextCursor])}>
          <ChevronRight size={15} aria-hidden />
        </Button>
      ) : null}
    </nav>
  );
}
