"use client";
import dynamic from "next/dynamic";
import { useCallback, useMemo, useRef, useState } from "react";
import { type ChangeRequest, KeyDialogs, toChangeRequest } from "#components/keys/dialogs/key-dialogs";
import { FilterLine } from "#components/keys/list/filter-line";
import { keyColumns } from "#components/keys/list/key-columns";
import { KeyListBody } from "#components/keys/list/key-list-body";
import { KeyPager } from "#components/keys/list/key-pager";
import { ListEnds } from "#components/keys/list/list-ends";
import { ListHead } from "#components/keys/list/list-head";
import { isReading, useListKeys, useNewPageFromTop } from "#components/keys/list/list-keys";
import { useBulk } from "#components/keys/list/use-bulk";
import { useKeyPage } from "#components/keys/list/use-key-page";
import { useListLooks } from "#components/keys/list/use-list-looks";
import type { Sorting } from "#components/patterns/data-table/column";
import { DataTable } from "#components/patterns/data-table/data-table";
import { useWorkplace } from "#components/shell/workplace";
import { hasKey } from "#lib/console/browser/queries/key-page";
import { changed, isFiltered, type KeySearch, narrowingOf } from "#lib/console/browser/search/key-search";
import type { OptionalColumn } from "#lib/console/browser/search/list-columns";
import type { ListLooks } from "#lib/console/browser/search/list-looks";
import { useKeySearch } from "#lib/console/browser/search/use-key-search";
import { useWanted } from "#lib/console/browser/wanted";
import type { RowChange } from "#lib/console/key-change";
import { listWords } from "#lib/console/words/list-words";
import { words } from "#lib/console/words/words";
import type { FoundKey } from "#lib/wire/kms/key-details";

// Fetched with the first key that is selected.
const SelectionLine = dynamic(() => import("#components/keys/list/selection-line"), { ssr: false });
const SelectionNotice = dynamic(() => import("#components/keys/list/selection-notice"), { ssr: false });
const BulkOutcomePanel = dynamic(() => import("#components/keys/list/bulk-outcome-panel"), { ssr: false });

const NO_KEYS: readonly FoundKey[] = [];
const keyId = (key: FoundKey) => key.key_id;

/** The key list with all that can be done from it. What is shown lives in the URL; what is selected lives here. */
export function KeyList({ looks: initial }: { looks: ListLooks }) {
  const { basePath, mayDo } = useWorkplace();
  const { looks, keepColumns, keepDense } = useListLooks(initial);
  const [search, setSearch] = useKeySearch(looks.columns);
  const [isCreating, setCreating] = useState(false);
  const [change, setChange] = useState<ChangeRequest | null>(null);
  const filter = useRef<HTMLInputElement>(null);
  const selected = useRef(0);
  const { query, may, news, showNews } = useKeyPage(search, () => selected.current > 0 || isReading());
  const { data, isPlaceholderData } = query;
  const keys = data?.keys ?? NO_KEYS;
  const narrowing = narrowingOf(search);
  const bulk = useBulk(keys, narrowing);
  selected.current = bulk.selection.size;
  const { selection, select } = bulk;

  const mayImport = mayDo.includes("createKey") && mayDo.includes("importKeyMaterial");
  const importReason = mayImport ? null : words.unavailable.permission;
  const createReason = mayDo.includes("createKey") ? null : words.unavailable.permission;
  const create = useCallback(() => setCreating(true), []);
  const startImport = () => setChange({ kind: "importMaterial", item: null });
  const isEmpty = !query.isError && data !== undefined && keys.length === 0 && !isFiltered(search) && search.place === null;

  useListKeys(filter, createReason === null ? create : null);
  useNewPageFromTop(JSON.stringify([search.place, search.size]), isPlaceholderData);

  const changeKey = useCallback((kind: RowChange | "rotate" | "shadow", key: FoundKey) => setChange(toChangeRequest(kind, key)), []);
  const shown = search.columns;
  const columns = useMemo(() => keyColumns(shown, { basePath, onChange: changeKey }), [shown, basePath, changeKey]);
  const rowSelection = useMemo(
    () => ({
      has: (key: FoundKey) => selection.has(key.key_id),
      onSelect: select,
      label: (key: FoundKey) => listWords.select(key.key_alias),
      allLabel: listWords.selectAll,
    }),
    [selection, select],
  );
  // The palette and the help ask for it, here or from another page.
  useWanted(
    useMemo(
      () => ({
        create: () => createReason ?? setCreating(true),
        import: () => importReason ?? setChange({ kind: "importMaterial", item: null }),
      }),
      [createReason, importReason],
    ),
  );
  const chooseColumns = (next: readonly OptionalColumn[]) => {
    keepColumns(next);
    setSearch({ ...search, columns: next }, "replace");
  };

  return (
    <>
      <ListHead
        quota={data ?? null}
        isEmpty={isEmpty}
        createReason={createReason}
        importReason={importReason}
        onCreate={create}
        onImport={startImport}
      />
      {isEmpty ? null : (
        <search className={bulk.selection.size > 0 ? "tools tools-bulk" : "tools"}>
          <p role="status" className={bulk.selection.size > 0 ? "tools-count" : "sr"}>
            {bulk.selection.size > 0 ? listWords.selected(bulk.selection.size) : ""}
          </p>
          {bulk.selection.size > 0 ? (
            <>
              <SelectionLine
                chosen={bulk.chosen}
                page={keys}
                onChange={(kind) => setChange({ kind, keys: bulk.chosen })}
                onClear={bulk.clear}
              />
              {data ? (
                <SelectionNotice key={narrowing} page={data} search={search} selection={selection} onSelection={bulk.setSelection} />
              ) : null}
            </>
          ) : (
            <>
              <div className="tools-main">
                <FilterLine search={search} onChange={setSearch} filterRef={filter} />
              </div>
              <ListEnds
                search={search}
                may={may}
                total={data?.matching_is_exact ? data.matching : null}
                isDense={looks.isDense}
                onColumns={chooseColumns}
                onDense={keepDense}
                onRefresh={() => query.refetch()}
                onShowChanged={news ? showNews : null}
              />
            </>
          )}
        </search>
      )}
      {bulk.left ? (
        <BulkOutcomePanel
          outcome={bulk.left.outcome}
          onRetry={bulk.retry ? () => bulk.retry && setChange({ kind: "retry", job: bulk.retry }) : null}
          onDismiss={bulk.dismiss}
        />
      ) : null}
      <KeyListBody query={query} search={search} onSearch={setSearch} createReason={createReason} onCreate={create}>
        <div className="list">
          <DataTable
            label={listWords.tableRegion}
            columns={columns}
            rows={keys}
            rowKey={keyId}
            selection={rowSelection}
            sorting={sortingOf(search)}
            onSort={(sorting) => setSearch(changed(search, { sort: sortOf(sorting) }))}
            isPage
            isDense={looks.isDense}
            isStale={isPlaceholderData}
            isFaded={news ? (key) => !hasKey(news, key.key_id) : undefined}
            total={keys.length}
            className="table-keys"
          />
        </div>
      </KeyListBody>
      {data && !query.isError ? <KeyPager search={search} page={data} isStale={isPlaceholderData} onChange={setSearch} /> : null}
      <KeyDialogs
        isCreating={isCreating}
        onCreated={() => search.place && setSearch(changed(search, {}))}
        onCreateClose={() => setCreating(false)}
        change={change}
        onChangeClose={() => setChange(null)}
        onChanged={bulk.finish}
        onChangedOne={bulk.finishOne}
      />
    </>
  );
}

function sortingOf({ sort }: KeySearch): Sorting {
  const [by = "", order] = sort.split("_");
  return { by, direction: order === "asc" ? "ascending" : "descending" };
}

function sortOf({ by, direction }: Sorting): KeySearch["sort"] {
  return `${by === "alias" ? "alias" : "created"}_${direction === "ascending" ? "asc" : "desc"}`;
}
