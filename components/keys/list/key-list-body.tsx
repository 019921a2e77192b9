"use client";
import type { UseQueryResult } from "@tanstack/react-query";
import { KeyTable } from "#components/keys/list/key-table";
import { EmptyState } from "#components/patterns/empty-state";
import { ErrorState } from "#components/patterns/error-state";
import { Button } from "#components/ui/button";
import { asFailure } from "#lib/console/browser/as-failure";
import type { KeySelection } from "#lib/console/browser/bulk/key-selection";
import { changed, cleared, isFiltered, type KeySearch } from "#lib/console/browser/search/key-search";
import type { RowChange } from "#lib/console/key-change";
import { createWords } from "#lib/console/words/create-words";
import { listWords } from "#lib/console/words/list-words";
import { words } from "#lib/console/words/words";
import type { ReplyOf } from "#lib/wire/catalog";
import { KMS_ERRORS } from "#lib/wire/kms/errors";
import type { KeyDetails } from "#lib/wire/kms/key-details";

type Props = {
  query: UseQueryResult<ReplyOf<"searchKeys">>;
  search: KeySearch;
  onSearch: (next: KeySearch) => void;
  selection: KeySelection;
  onSelect: (keys: readonly KeyDetails[], isOn: boolean) => void;
  onChangeKey: (change: RowChange, key: KeyDetails) => void;
  /** Null where the user may not create keys. */
  onCreate: (() => void) | null;
};

/** The list's faces: failure, loading, no keys yet, no match, and the keys. */
export function KeyListBody({ query, search, onSearch, selection, onSelect, onChangeKey, onCreate }: Props) {
  const isLater = search.place !== null;
  if (query.isError) {
    const failure = asFailure(query.error);
    // The place that a page begins at may be one that the list does not know, from an old link or another order.
    if (isLater && failure.code === KMS_ERRORS.parameterInvalid.code) return <EmptyPage search={search} onSearch={onSearch} />;
    return (
      <ErrorState
        title={words.failures.listTitle}
        message={failure.message}
        requestId={failure.requestId}
        onRetry={() => void query.refetch()}
      />
    );
  }
  // Of a page without keys nothing can be told while the next is on its way.
  if (!query.data || (query.isPlaceholderData && query.data.keys.length === 0)) {
    return (
      <p role="status" className="px-6 py-14 text-center text-muted">
        {listWords.loading}
      </p>
    );
  }
  if (query.data.keys.length > 0) {
    return (
      <KeyTable
        keys={query.data.keys}
        isStale={query.isPlaceholderData}
        search={search}
        onSearch={onSearch}
        selection={selection}
        onSelect={onSelect}
        onChangeKey={onChangeKey}
      />
    );
  }
  if (isLater) return <EmptyPage search={search} onSearch={onSearch} />;
  if (isFiltered(search)) {
    return (
      <EmptyState title={listWords.noMatch} hint={listWords.noMatchHint}>
        <Button onClick={() => onSearch(cleared(search))}>{listWords.clearFilters}</Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={listWords.empty} hint={listWords.emptyHint}>
      {onCreate ? (
        <Button kind="primary" onClick={onCreate}>
          {createWords.button}
        </Button>
      ) : null}
    </EmptyState>
  );
}

/** A page of which the keys are gone, or which never was. */
function EmptyPage({ search, onSearch }: Pick<Props, "search" | "onSearch">) {
  return (
    <EmptyState title={listWords.emptyPage} hint={listWords.emptyPageHint}>
      <Button onClick={() => onSearch(changed(search, {}))}>{listWords.first}</Button>
    </EmptyState>
  );
}
