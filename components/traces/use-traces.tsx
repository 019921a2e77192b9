"use client";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useWorkplace } from "#components/shell/workplace";
import { traceQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { PAGE_TRACES, type TraceSearch, toCountInput, toListInput, toQuery } from "#lib/console/browser/traces/trace-search";

/** Each reading leaves a trace, so that nothing is read again but by somebody's wish. */
const ONCE = { refetchOnWindowFocus: false, refetchOnReconnect: false, staleTime: Number.POSITIVE_INFINITY } as const;

/**
 * The moment up to which is asked: when the search last changed, or was last asked for anew.
 * @param first of the page, so that the browser asks for what the server has read
 */
export function useAskedAt(search: TraceSearch, first: number): [number, () => void] {
  const of = toQuery({ ...search, open: "" });
  const [asked, setAsked] = useState({ of, at: first });
  if (asked.of !== of) setAsked({ of, at: Date.now() });
  return [asked.at, () => setAsked({ of, at: Date.now() })];
}

/** The traces that a search finds, page by page, the newest first. @param askedAt epoch milliseconds */
export function useTraces(search: TraceSearch, askedAt: number) {
  const { project } = useWorkplace();
  const input = { ...toListInput(search, askedAt), limit: PAGE_TRACES };
  const query = useInfiniteQuery({
    queryKey: traceQueries.list(project.id, input),
    queryFn: ({ pageParam, signal }) =>
      queryOperation("listTraces", project.id, { ...input, ...(pageParam !== "" && { marker: pageParam }) }, signal),
    initialPageParam: "",
    getNextPageParam: ({ next_marker }) => next_marker || undefined,
    placeholderData: keepPreviousData,
    ...ONCE,
  });
  const traces = useMemo(() => query.data?.pages.flatMap((page) => page.traces), [query.data]);
  return { query, traces };
}

/** How many traces there were when. @param askedAt epoch milliseconds */
export function useTraceCounts(search: TraceSearch, askedAt: number) {
  const { project } = useWorkplace();
  const input = toCountInput(search, askedAt);
  return useQuery({
    queryKey: traceQueries.counts(project.id, input),
    queryFn: ({ signal }) => queryOperation("countTraces", project.id, input, signal),
    placeholderData: keepPreviousData,
    ...ONCE,
  });
}
