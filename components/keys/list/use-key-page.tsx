"use client";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { useWorkplace } from "#components/shell/workplace";
import { inPlace, isSameOrder, movesNothing } from "#lib/console/browser/queries/key-page";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { type KeySearch, maySee, neededBy, toSearchInput } from "#lib/console/browser/search/key-search";
import type { ReplyOf } from "#lib/wire/catalog";

type Page = ReplyOf<"searchKeys">;
/** What others do is seen within ten seconds. */
const LOOK_EVERY_MS = 8_000;

/**
 * The page of keys that a search is on. What others change appears by itself: facts of a row at once, rows that come, go or move at once
 * only where nobody is at them; otherwise they wait until they are asked for.
 * @param isReading whether rows must stay where they are
 */
export function useKeyPage(search: KeySearch, isReading: () => boolean) {
  const { project, mayDo } = useWorkplace();
  const may = useMemo(() => maySee(mayDo), [mayDo]);
  const input = toSearchInput(search, neededBy(search.columns, may));
  const queries = useQueryClient();
  const queryKey = keyQueries.search(project.id, input);
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => queryOperation("searchKeys", project.id, input, signal),
    placeholderData: keepPreviousData,
    // Coming back to the window must not move rows either.
    refetchOnWindowFocus: false,
  });
  const [waiting, setWaiting] = useState<Page | null>(null);
  const reading = useRef(isReading);
  reading.current = isReading;
  const { data, isPlaceholderData } = query;
  const of = JSON.stringify(queryKey);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `of` stands for the key and the input, which are made anew each time
  useEffect(() => {
    setWaiting(null);
    const controller = new AbortController();
    const look = async () => {
      const before = queries.getQueryState<Page>(queryKey);
      // A dialog has the attention, and a session that ends must not take it away; what is being asked anyway need not be asked twice.
      if (document.visibilityState !== "visible" || document.querySelector("[role=dialog]") || before?.fetchStatus !== "idle") return;
      const fresh = await queryOperation("searchKeys", project.id, input, controller.signal).catch(() => null);
      const now = queries.getQueryState<Page>(queryKey);
      if (!fresh || controller.signal.aborted || !now?.data || now.dataUpdatedAt !== before.dataUpdatedAt || now.fetchStatus !== "idle")
        return;
      const isAdopted = movesNothing(now.data, fresh) || !reading.current();
      queries.setQueryData<Page>(queryKey, isAdopted ? fresh : inPlace(now.data, fresh));
      setWaiting(isAdopted ? null : fresh);
    };
    const timer = setInterval(() => void look(), LOOK_EVERY_MS);
    const lookSoon = () => void look();
    document.addEventListener("visibilitychange", lookSoon);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", lookSoon);
      controller.abort();
    };
  }, [of, project.id, queries]);

  // What was done here has been read again since, in its new order.
  const isOvertaken = waiting !== null && data !== undefined && isSameOrder(data, waiting);
  const news = waiting !== null && !isOvertaken && !isPlaceholderData ? waiting : null;
  const showNews = () => {
    if (news) queries.setQueryData<Page>(queryKey, news);
    setWaiting(null);
  };
  return { query, may, news, showNews };
}
