"use client";
import { ChevronsLeft } from "lucide-react";
import { Pager } from "#components/patterns/data-table/pager";
import { Select } from "#components/patterns/select";
import { Button } from "#components/ui/button";
import { changed, isFiltered, type KeySearch, PAGE_SIZES, type PagePlace } from "#lib/console/browser/search/key-search";
import { pagerWords } from "#lib/console/words/list-page-words";
import { listWords } from "#lib/console/words/list-words";
import type { ReplyOf } from "#lib/wire/catalog";

type Props = {
  search: KeySearch;
  page: ReplyOf<"searchKeys">;
  /** The page is the one before, while the next is on its way. */
  isStale: boolean;
  onChange: (next: KeySearch) => void;
};

/**
 * Where one is among the keys that match, how many a page shows, and the way to the other pages. Pages are by cursor: a key that is
 * created or destroyed meanwhile makes no row appear twice.
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
    <Pager
      place={isStale ? listWords.loadingPage : placeOf(number, search, page, matching, isExact)}
      onPrevious={previousCursor ? () => go({ number: Math.max(number - 1, 1), side: "before", cursor: previousCursor }) : null}
      onNext={nextCursor ? () => go({ number: number + 1, side: "after", cursor: nextCursor }) : null}
    >
      {isPaged ? (
        <Select
          aria-label={listWords.pageSize}
          className="pager-size"
          value={String(search.size)}
          options={PAGE_SIZES.map((size) => ({ value: String(size), label: listWords.pageSizeOption(size) }))}
          onChange={(value) => onChange(changed(search, { size: PAGE_SIZES.find((size) => String(size) === value) ?? smallest }))}
        />
      ) : null}
      {previousCursor ? (
        <Button look="icon" aria-label={listWords.first} onClick={() => onChange(changed(search, {}))}>
          <ChevronsLeft className="i" aria-hidden />
        </Button>
      ) : null}
    </Pager>
  );
}

/** "26–50 of 340 that match". Where keys have come or gone since the pages were counted, only what is certain. */
function placeOf(number: number, search: KeySearch, { keys, next_cursor }: Props["page"], matching: number, isExact: boolean): string {
  const from = (number - 1) * search.size + 1;
  const to = from + keys.length - 1;
  const isSound = next_cursor === "" ? !isExact || to === matching : !isExact || to < matching;
  return isSound
    ? pagerWords.place(from, to, isExact ? matching : Math.max(matching, to), isExact, isFiltered(search))
    : `${pagerWords.page(number)} · ${pagerWords.all(matching, isFiltered(search))}`;
}
