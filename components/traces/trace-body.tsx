"use client";
import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { EmptyState } from "#components/patterns/empty-state";
import { ErrorState } from "#components/patterns/error-state";
import { TraceRowsWaiting } from "#components/traces/trace-rows-waiting";
import { Button } from "#components/ui/button";
import { asFailure } from "#lib/console/browser/as-failure";
import { LIVE_MAX } from "#lib/console/browser/traces/live-tail";
import { isNarrowed, type TraceSearch } from "#lib/console/browser/traces/trace-search";
import { liveWords, traceFilterWords, traceWords } from "#lib/console/words/traces/trace-words";

type Props = {
  query: UseInfiniteQueryResult;
  isEmpty: boolean;
  isLive: boolean;
  search: TraceSearch;
  fixed: Partial<TraceSearch["texts"]>;
  onClear: () => void;
  /** The traces, where there are some. */
  children: ReactNode;
};

/** The faces of a list of traces: failed, forbidden, waiting, no match, none, and the traces with the way to older ones. */
export function TraceBody({ query, isEmpty, isLive, search, fixed, onClear, children }: Props) {
  if (query.isError && query.data === undefined) {
    const { status, message, requestId } = asFailure(query.error);
    if (status === 403) return <EmptyState title={traceWords.forbidden} hint={traceWords.forbiddenHint} />;
    return <ErrorState title={traceWords.errorTitle} message={message} requestId={requestId} onRetry={() => void query.refetch()} />;
  }
  if (query.data === undefined || (query.isPlaceholderData && isEmpty)) return <TraceRowsWaiting />;
  if (isEmpty) {
    const texts = Object.fromEntries(Object.entries(search.texts).map(([name, text]) => [name, name in fixed ? "" : text]));
    return isNarrowed({ ...search, texts: texts as TraceSearch["texts"] }) ? (
      <EmptyState title={traceWords.noMatch} hint={traceWords.noMatchHint}>
        <Button onClick={onClear}>{traceFilterWords.clear}</Button>
      </EmptyState>
    ) : (
      <EmptyState title={traceWords.empty} hint={traceWords.emptyHint} />
    );
  }
  return (
    <>
      {children}
      {isLive ? <p className="list-foot hint">{liveWords.newest(LIVE_MAX)}</p> : <Older query={query} />}
    </>
  );
}

/** The way to older traces, which is taken by itself when it comes into sight. */
function Older({ query }: Pick<Props, "query">) {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, error, fetchNextPage } = query;
  const place = useRef<HTMLDivElement>(null);
  const canGo = hasNextPage && !isFetchingNextPage && !isFetchNextPageError;
  useEffect(() => {
    const { current } = place;
    if (!current || !canGo) return;
    const observer = new IntersectionObserver(
      (entries) => {
        // Nobody has scrolled yet: what lies below a short list is not asked for before somebody wants it.
        if (window.scrollY > 0 && entries.some(({ isIntersecting }) => isIntersecting)) void fetchNextPage();
      },
      { rootMargin: "400px" },
    );
    observer.observe(current);
    return () => observer.disconnect();
  }, [canGo, fetchNextPage]);
  if (!hasNextPage) return <p className="list-foot hint">{traceWords.end}</p>;
  return (
    <div ref={place} className="list-foot">
      {isFetchNextPageError ? (
        <p role="alert" className="hint is-danger">
          {asFailure(error).message}
        </p>
      ) : null}
      <Button isPending={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {isFetchingNextPage ? traceWords.loadingMore : traceWords.more}
      </Button>
    </div>
  );
}
