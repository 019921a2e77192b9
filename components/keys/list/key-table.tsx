// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
// biome-ignore-all lint/a11y/noRedundantRoles: laid out as cards on narrow screens, the elements lose the roles they have by themselves
"use client";
import { useCallback, useEffect, useRef } from "react";
import { KeyRow } from "#components/keys/list/key-row";
import { BLOCK_ROWS, RowBlock } from "#components/keys/list/row-block";
import { SortHeader } from "#components/keys/list/sort-header";
import type { KeySelection } from "#lib/console/browser/bulk/key-selection";
import { changed, type KeySearch, type OptionalColumn, toSearchInput } from "#lib/console/browser/search/key-search";
import type { RowChange } from "#lib/console/key-change";
import { listWords } from "#lib/console/words/list-words";
import type { KeyDetails } from "#lib/wire/kms/key-details";

type Props = {
  keys: readonly KeyDetails[];
  /** The rows are of the search before, while the new one is on its way. */
  isStale: boolean;
  search: KeySearch;
  onSearch: (next: KeySearch) => void;
  selection: KeySelection;
  onSelect: (keys: readonly KeyDetails[], isOn: boolean) => void;
  onChangeKey: (change: RowChange, key: KeyDetails) => void;
};

/** The table of guide Table 2-10. The roles are written out, because narrow screens lay the rows out as cards. */
export function KeyTable({ keys, isStale, search, onSearch, selection, onSelect, onChangeKey }: Props) {
  const { columns } = listWords;
  const { hidden } = search;
  // The same function while the columns stay: the rows need not be rendered again.
  const isShown = useCallback((column: OptionalColumn) => !hidden.includes(column), [hidden]);
  const chosen = keys.filter((key) => selection.has(key.key_id)).length;
  const region = useRef<HTMLElement>(null);
  const list = JSON.stringify(toSearchInput(search));
  const shown = useRef(list);
  useEffect(() => {
    const { current } = region;
    if (isStale || !current || shown.current === list) return;
    // Whoever pressed Next page below the last row begins with the first of the new ones.
    shown.current = list;
    current.scrollTo({ top: 0 });
    if (current.getBoundingClientRect().top < 0) current.scrollIntoView();
  }, [list, isStale]);
  const sort = (next: KeySearch["sort"]) => onSearch(changed(search, { sort: next }));
  return (
    <section ref={region} className="table-region" data-cards aria-label={listWords.tableRegion} tabIndex={0} aria-busy={isStale}>
      <table className="table" role="table" aria-label={listWords.tableRegion} aria-rowcount={keys.length + 1}>
        <thead role="rowgroup">
          <tr role="row" aria-rowindex={1}>
            <th role="columnheader" scope="col" className="w-8">
              <input
                type="checkbox"
                className="checkbox block"
                aria-label={listWords.selectAll}
                checked={chosen > 0 && chosen === keys.length}
                ref={(box) => {
                  if (box) box.indeterminate = chosen > 0 && chosen < keys.length;
                }}
                onChange={(event) => onSelect(keys, event.target.checked)}
              />
            </th>
            <SortHeader label={columns.alias} by="alias" sort={search.sort} onSort={sort} />
            <th role="columnheader" scope="col">
              {columns.status}
            </th>
            {isShown("id") ? (
              <th role="columnheader" scope="col">
                {columns.id}
              </th>
            ) : null}
            {isShown("created") ? <SortHeader label={columns.created} by="created" sort={search.sort} onSort={sort} /> : null}
            {isShown("algorithm") ? (
              <th role="columnheader" scope="col" className="head-wraps">
                {columns.algorithm}
              </th>
            ) : null}
            {isShown("origin") ? (
              <th role="columnheader" scope="col">
                {columns.origin}
              </th>
            ) : null}
            <th role="columnheader" scope="col">
              {columns.operation}
            </th>
          </tr>
        </thead>
        {blocksOf(keys).map((block, index) => (
          <RowBlock key={block[0]?.key_id} rows={block.length} isFirst={index === 0}>
            {block.map((key, place) => (
              <KeyRow
                key={key.key_id}
                item={key}
                rowIndex={index * BLOCK_ROWS + place + 2}
                isShown={isShown}
                isSelected={selection.has(key.key_id)}
                onSelect={onSelect}
                onChange={onChangeKey}
              />
            ))}
          </RowBlock>
        ))}
      </table>
    </section>
  );
}

function blocksOf(keys: readonly KeyDetails[]): readonly (readonly KeyDetails[])[] {
  return Array.from({ length: Math.ceil(keys.length / BLOCK_ROWS) }, (_, index) =>
    keys.slice(index * BLOCK_ROWS, (index + 1) * BLOCK_ROWS),
  );
}
