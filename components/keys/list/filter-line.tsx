"use client";
import { Tag } from "lucide-react";
import dynamic from "next/dynamic";
import type { RefObject } from "react";
import { AddFilter } from "#components/keys/list/add-filter";
import { FILTER_LABELS, valueLabel } from "#components/keys/list/filter-names";
import { SearchBox } from "#components/keys/list/search-box";
import { Chip } from "#components/patterns/chip";
import { Button } from "#components/ui/button";
import { PopoverButton } from "#components/ui/popover";
import { changed, cleared, FILTER_NAMES, isFiltered, type KeySearch, withFilter } from "#lib/console/browser/search/key-search";
import { toParameter } from "#lib/console/browser/search/tag-criteria";
import { listWords } from "#lib/console/words/list-words";
import { tagWords } from "#lib/console/words/tag-words";

const TagSearch = dynamic(() => import("#components/tags/tag-search"), { ssr: false });

type Props = {
  search: KeySearch;
  onChange: (next: KeySearch, how?: "push" | "replace") => void;
  filterRef: RefObject<HTMLInputElement | null>;
};

/** One line of filtering: text, filters as chips that keep their label, and tags; each change is one step of the browser's history. */
export function FilterLine({ search, onChange, filterRef }: Props) {
  return (
    <>
      <SearchBox search={search} onChange={onChange} inputRef={filterRef} />
      <AddFilter search={search} onChange={onChange} />
      <PopoverButton
        label={tagWords.search.open}
        button={
          <>
            <Tag className="i" aria-hidden />
            {tagWords.search.open}
          </>
        }
      >
        {(close) => (
          <TagSearch
            applied={search.tags}
            onSearch={(tags) => {
              onChange(changed(search, { tags }));
              close();
            }}
          />
        )}
      </PopoverButton>
      {FILTER_NAMES.map((name) => {
        const values = search.filters[name];
        return values ? (
          <Chip
            key={name}
            label={FILTER_LABELS[name]}
            value={values.map((value) => valueLabel(name, value)).join(", ")}
            onRemove={() => onChange(withFilter(search, name, []))}
          />
        ) : null;
      })}
      {search.tags.map((tag) => (
        <Chip
          key={toParameter(tag)}
          label={tag.key}
          value={tag.value === "" ? tagWords.search.anyValue : tag.value}
          onRemove={() => onChange(changed(search, { tags: search.tags.filter((one) => one !== tag) }))}
        />
      ))}
      {isFiltered(search) ? (
        <Button kind="quiet" onClick={() => onChange(cleared(search))}>
          {listWords.resetFilters}
        </Button>
      ) : null}
    </>
  );
}
