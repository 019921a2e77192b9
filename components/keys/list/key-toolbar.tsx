"use client";
import { Search, TagIcon } from "lucide-react";
import dynamic from "next/dynamic";
import { type RefObject, useEffect, useState } from "react";
import { Button } from "#components/ui/button";
import {
  changed,
  cleared,
  FILTER_NAMES,
  FILTERS,
  type FilterName,
  isFiltered,
  type KeySearch,
} from "#lib/console/browser/search/key-search";
import { listWords } from "#lib/console/words/list-words";
import { tagWords } from "#lib/console/words/tag-words";
import { KEY_STATES, type KeyState } from "#lib/domain/key-state";

const TagSearch = dynamic(() => import("#components/tags/tag-search"), { ssr: false });

const TYPING_PAUSE_MS = 250;

const FILTER_LABELS: Record<FilterName, string> = {
  status: listWords.filterStatus,
  algorithm: listWords.filterAlgorithm,
  usage: listWords.filterUsage,
  origin: listWords.filterOrigin,
  kind: listWords.filterKind,
};

/** What a filter's value is called. */
function optionLabel(name: FilterName, value: string): string {
  if (name === "status") return KEY_STATES[value as KeyState].label;
  if (name === "origin") return listWords.origins[value as "kms" | "external"];
  if (name === "kind") return listWords.kinds[value as "custom" | "default"];
  return value;
}

type Props = {
  search: KeySearch;
  onChange: (next: KeySearch, how?: "push" | "replace") => void;
  filterRef: RefObject<HTMLInputElement | null>;
};

/** Free text, one select per filter, and Search by Tag; each change is one step of the browser's history. */
export function KeyToolbar({ search, onChange, filterRef }: Props) {
  const [text, setText] = useState(search.text);
  // Criteria in the URL are never out of sight at first.
  const [isTagSearchOpen, setTagSearchOpen] = useState(search.tags.length > 0);
  // Back and "Clear filters" change the URL from outside.
  useEffect(() => setText(search.text), [search.text]);
  useEffect(() => {
    if (text === search.text) return;
    const timer = setTimeout(
      () => onChange(changed(search, { text }), search.text === "" || text === "" ? "push" : "replace"),
      TYPING_PAUSE_MS,
    );
    return () => clearTimeout(timer);
  }, [text, search, onChange]);

  return (
    <search className="mt-4 block">
      <div className="flex flex-wrap items-center gap-2">
        <div className="relative min-w-0 flex-1 basis-42 sm:max-w-64">
          <Search size={15} aria-hidden className="pointer-events-none absolute top-2 left-2.5 text-muted" />
          <input
            ref={filterRef}
            type="search"
            className="input pl-8!"
            data-size="small"
            aria-label={listWords.filter}
            placeholder={listWords.filter}
            aria-keyshortcuts="/"
            maxLength={255}
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        {FILTER_NAMES.map((name) => (
          <select
            key={name}
            aria-label={FILTER_LABELS[name]}
            className="input w-auto! max-w-37"
            data-size="small"
            value={search.filters[name] ?? ""}
            onChange={(event) => onChange(changed(search, { filters: { ...search.filters, [name]: event.target.value || undefined } }))}
          >
            <option value="">
              {FILTER_LABELS[name]}: {listWords.all}
            </option>
            {FILTERS[name].map((value) => (
              <option key={value} value={value}>
                {optionLabel(name, value)}
              </option>
            ))}
          </select>
        ))}
        <Button
          aria-expanded={isTagSearchOpen}
          aria-description={search.tags.length > 0 ? tagWords.search.inForce(search.tags.length) : undefined}
          onClick={() => setTagSearchOpen(!isTagSearchOpen)}
        >
          <TagIcon size={14} aria-hidden />
          {tagWords.search.open}
          {search.tags.length > 0 ? (
            <span aria-hidden className="badge">
              {search.tags.length}
            </span>
          ) : null}
        </Button>
        {isFiltered(search) ? (
          <Button kind="quiet" onClick={() => onChange(cleared(search))}>
            {listWords.clearFilters}
          </Button>
        ) : null}
      </div>
      {isTagSearchOpen ? <TagSearch applied={search.tags} onSearch={(tags) => onChange(changed(search, { tags }))} /> : null}
    </search>
  );
}
