// biome-ignore-all lint/a11y/noRedundantRoles: laid out as cards on narrow screens, the elements lose the roles they have by themselves
"use client";
import { ArrowDown, ArrowUp, ArrowUpDown } from "lucide-react";
import type { KeySearch } from "#lib/console/browser/search/key-search";
import { listWords } from "#lib/console/words/list-words";

type Props = { label: string; by: "alias" | "created"; sort: KeySearch["sort"]; onSort: (sort: KeySearch["sort"]) => void };

/** Column heading that sorts, ascending first, then descending. */
export function SortHeader({ label, by, sort, onSort }: Props) {
  const direction = sort === `${by}_asc` ? "ascending" : sort === `${by}_desc` ? "descending" : undefined;
  const Icon = direction === "ascending" ? ArrowUp : direction === "descending" ? ArrowDown : ArrowUpDown;
  return (
    <th role="columnheader" scope="col" aria-sort={direction}>
      <button
        type="button"
        className="-mx-1 inline-flex h-7 items-center gap-1 rounded px-1 font-semibold hover:text-ink"
        title={listWords.sortBy(label)}
        onClick={() => onSort(direction === "ascending" ? `${by}_desc` : `${by}_asc`)}
      >
        {label}
        <Icon size={13} aria-hidden className={direction ? "text-accent" : ""} />
      </button>
    </th>
  );
}
