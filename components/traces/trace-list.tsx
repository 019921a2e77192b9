"use client";
import { RefreshCw } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useWorkplace } from "#components/shell/workplace";
import { LiveNote, LiveSwitch } from "#components/traces/live";
import { TraceBody } from "#components/traces/trace-body";
import { TraceChart } from "#components/traces/trace-chart";
import { TraceFilterLine } from "#components/traces/trace-filter-line";
import { isReadingTraces, useTraceKeys } from "#components/traces/trace-keys";
import { TraceTable } from "#components/traces/trace-table";
import { useLiveTail } from "#components/traces/use-live-tail";
import { useAskedAt, useTraceCounts, useTraces } from "#components/traces/use-traces";
import { Button } from "#components/ui/button";
import type { ShownTrace } from "#lib/console/browser/traces/live-tail";
import { cleared, type Span, type TraceSearch, toQuery } from "#lib/console/browser/traces/trace-search";
import { type TracePlace, toAddress, useTraceSearch } from "#lib/console/browser/traces/use-trace-search";
import { liveWords, traceWords } from "#lib/console/words/traces/trace-words";

// Fetched with the first trace that is opened.
const TraceSheet = dynamic(() => import("#components/traces/trace-sheet"), { ssr: false });

/** While Live is on, the chart is counted anew so often: each counting leaves a trace too. */
const COUNT_EVERY_MS = 30_000;

type Props = {
  /** Made once: whoever makes it anew has the list asked for anew. */
  place: TracePlace;
  /** Path of the page. */
  path: string;
  /** Up to when the server has read, in epoch milliseconds. */
  askedAt: number;
  /** What stands above the filters. */
  head: (search: TraceSearch, change: (next: TraceSearch) => void, seen: number | null) => ReactNode;
};

/** Traces with all that finds them: time, filters, chart, rows as they come, and one of them opened at the right. What is shown lives in the URL. */
export function TraceList({ place, path, askedAt: first, head }: Props) {
  const { basePath } = useWorkplace();
  const [search, change] = useTraceSearch(place);
  const [askedAt, askAnew] = useAskedAt(search, first);
  const { query, traces } = useTraces(search, askedAt);
  const [isLive, setLive] = useState(false);
  const [withOwn, setWithOwn] = useState(false);
  const live = useLiveTail({
    isOn: isLive,
    search,
    withOwn,
    from: query.isPlaceholderData ? undefined : traces,
    isHeld: () => search.open !== "" || isReadingTraces(),
  });
  const countedAt = useCountedAt(askedAt, isLive);
  const counts = useTraceCounts(search, countedAt);
  const rows = live.tail?.shown ?? traces;
  const filters = toQuery({ ...search, open: "" });
  const { begin } = live;
  // biome-ignore lint/correctness/useExhaustiveDependencies: of another search, what was seen is nothing
  useEffect(begin, [filters, withOwn]);

  useTraceKeys();
  const choose = (chosen: Span | null) => {
    if (chosen !== null) setLive(false);
    change({ ...search, chosen, open: "" });
  };
  const turnLive = (isOn: boolean) => {
    setLive(isOn);
    if (!isOn) return askAnew();
    // What comes now is in no time that has ended.
    if (search.chosen !== null || typeof search.range !== "string") {
      change({ ...search, chosen: null, range: typeof search.range === "string" ? search.range : "1h", open: "" });
    }
  };
  const open = (trace: ShownTrace | null) => change({ ...search, open: trace?.trace_id ?? "" }, search.open === "" ? "push" : "replace");
  const shown = useMemo(() => rows ?? [], [rows]);
  const isOfOne = place.texts.resource_id !== undefined;

  return (
    <div className={search.open === "" ? undefined : "with-sheet"}>
      <div className="min-w-0">
        {head(search, change, counts.data?.exact ? counts.data.total : null)}
        <search className="tools">
          <div className="tools-main">
            <TraceFilterLine
              search={search}
              seen={shown}
              fixed={place.texts}
              onChange={(next) => {
                if (next.chosen !== search.chosen || next.range !== search.range) setLive(false);
                change(next);
              }}
            />
          </div>
          <div className="tools-end">
            <LiveSwitch isOn={isLive} onChange={turnLive} />
            <Button
              look="icon"
              aria-label={traceWords.refresh}
              reason={isLive ? liveWords.isOn : null}
              isPending={query.isFetching && !query.isFetchingNextPage}
              onClick={askAnew}
            >
              <RefreshCw className="i" aria-hidden />
            </Button>
          </div>
        </search>
        <TraceChart counts={counts} search={search} onChoose={choose} />
        {isLive ? (
          <LiveNote
            tail={live.tail}
            isFailing={live.isFailing}
            withOwn={withOwn}
            onOwn={setWithOwn}
            onShow={() => {
              live.show();
              window.scrollTo({ top: 0 });
            }}
          />
        ) : null}
        <TraceBody
          query={query}
          isEmpty={shown.length === 0}
          isLive={live.tail !== null}
          search={search}
          fixed={place.texts}
          onClear={() => change(cleared(search, place.texts))}
        >
          <TraceTable
            traces={shown}
            now={askedAt}
            search={search}
            isOfOne={isOfOne}
            isStale={query.isPlaceholderData && live.tail === null}
            addressOf={(trace) => toAddress({ ...search, open: trace.trace_id }, place, path)}
            onOpen={open}
            onChange={change}
          />
        </TraceBody>
      </div>
      {search.open === "" ? null : (
        <TraceSheet
          key={search.open}
          traceId={search.open}
          traces={shown}
          search={search}
          basePath={basePath}
          onOpen={open}
          onChange={change}
        />
      )}
    </div>
  );
}

/** The chart's moment: while Live is on, it goes on by itself, slowly. */
function useCountedAt(askedAt: number, isLive: boolean): number {
  const [counted, setCounted] = useState({ of: askedAt, at: askedAt });
  if (counted.of !== askedAt) setCounted({ of: askedAt, at: askedAt });
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") setCounted((old) => ({ ...old, at: Date.now() }));
    }, COUNT_EVERY_MS);
    return () => clearInterval(timer);
  }, [isLive]);
  return counted.at;
}
