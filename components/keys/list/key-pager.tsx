"use client";
import { ChevronLeft, ChevronRight, ChevronsLeft } from "lucide-react";
import { Button } from "#components/ui/button";
import { changed, type KeySearch, PAGE_SIZES, type PagePlace } from "#lib/console/browser/search/key-search";
import { listWords } from "#lib/console/words/list-words";
import type { ReplyOf } from "#lib/wire/catalog";

type Props = {
  search: KeySearch;
  page: ReplyOf<"searchKeys"> /** The page is the one before, while the next is on its way. */;
  isStale: boolean;
  onChange: (next: KeySearch) => void;
};

/**
 * How many keys match, how many a page shows, and the way to the other pages. Pages are by cursor: a key that is created or destroyed
 * meanwhile makes no row appear twice.
 */
export function KeyPager({ search, page, isStale, onChange }: Props) {
  const { next_cursor: nextCursor, previous_cursor: previousCursor, matching, matching_is_exact: isExact, keys } = page;
  const [smallest] = PAGE_SIZES;
  const isPaged = search.place !== null || nextCursor !== "" || keys.length > smallest;
  // A page without keys has its own way back.
  if (keys.length === 0) return null;
  // A hand-edited or an outdated number never contradicts what can be seen: whether something comes before.
  const number = previousCursor === "" ? 1 : Math.max(search.place?.number ?? 1, 2);
  const go = (place: PagePlace) => {
    // The cursors in sight are those of the page that is about to leave.
    if (!isStale) onChange({ ...search, place });
  };
  return (
    <nav
      aria-label={listWords.pages}
      className="flex flex-wrap items-center justify-end gap-x-1 gap-y-1 border-t border-line px-4 py-2 text-sm text-muted"
    >
      <span className="mr-auto">{listWords.matching(matching, isExact)}</span>
      {isPaged ? (
        <>
          <select
            aria-label={listWords.pageSize}
            className="input w-auto!"
            data-size="small"
            value={search.size}
            onChange={(event) =>
              onChange(changed(search, { size: PAGE_SIZES.find((size) => String(size) === event.target.value) ?? smallest }))
            }
          >
            {PAGE_SIZES.map((size) => (
              <option key={size} value={size}>
                {listWords.pageSizeOption(size)}
              </option>
            ))}
          </select>
          <span role="status" className="mx-2">
            {isStale ? listWords.loadingPage : listWords.page(number)}
          </span>
        </>
      ) : null}
      {previousCursor || nextCursor ? (
        <span className="flex gap-x-1">
          {previousCursor ? (
            <>
              <Button kind="quiet" aria-label={listWords.first} onClick={() => onChange(changed(search, {}))}>
                <ChevronsLeft size={15} aria-hidden />
              </Button>
              <Button
                kind="quiet"
                aria-label={listWords.previous}
                onClick={() => go({ number: Math.max(number - 1, 1), side: "before", cursor: previousCursor })}
              >
                <ChevronLeft size={15} aria-hidden />
              </Button>
            </>
          ) : null}
          {nextCursor ? (
            <Button kind="quiet" aria-label={listWords.next} onClick={() => go({ number: number + 1, side: "after", cursor: nextCursor })}>
              <ChevronRight size={15} aria-hidden />
            </Button>
          ) : null}
        </span>
      ) : null}
    </nav>
  );
}
