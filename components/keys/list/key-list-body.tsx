"use client";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { FirstSteps } from "#components/keys/list/first-steps";
import { KeyRowsWaiting } from "#components/keys/list/key-list-skeleton";
import { EmptyState } from "#components/patterns/empty-state";
import { ErrorState } from "#components/patterns/error-state";
import { Button } from "#components/ui/button";
import { asFailure } from "#lib/console/browser/as-failure";
import { changed, cleared, isFiltered, type KeySearch } from "#lib/console/browser/search/key-search";
import { listWords } from "#lib/console/words/list-words";
import { words } from "#lib/console/words/words";
import type { ReplyOf } from "#lib/wire/catalog";
import { KMS_ERRORS } from "#lib/wire/kms/errors";

type Props = {
  query: UseQueryResult<ReplyOf<"searchKeys">>;
  search: KeySearch;
  onSearch: (next: KeySearch) => void;
  createReason: string | null;
  importReason: string | null;
  onCreate: () => void;
  onImport: () => void;
  /** The keys, where there are some. */
  children: ReactNode;
};

/** The list's faces: failure, waiting, no keys yet, no match, and the keys. */
export function KeyListBody({ query, search, onSearch, children, ...steps }: Props) {
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
  if (!query.data || (query.isPlaceholderData && query.data.keys.length === 0)) return <KeyRowsWaiting />;
  if (query.data.keys.length > 0) return children;
  if (isLater) return <EmptyPage search={search} onSearch={onSearch} />;
  if (isFiltered(search)) {
    return (
      <EmptyState title={listWords.noMatch} hint={listWords.noMatchHint}>
        <Button onClick={() => onSearch(cleared(search))}>{listWords.clearFilters}</Button>
      </EmptyState>
    );
  }
  return <FirstSteps {...steps} />;
}

/** A page of which the keys are gone, or which never was. */
function EmptyPage({ search, onSearch }: Pick<Props, "search" | "onSearch">) {
  return (
    <EmptyState title={listWords.emptyPage} hint={listWords.emptyPageHint}>
      <Button onClick={() => onSearch(changed(search, {}))}>{listWords.first}</Button>
    </EmptyState>
  );
}
