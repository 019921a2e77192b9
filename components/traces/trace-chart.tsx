"use client";
import type { UseQueryResult } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useMemo } from "react";
import { useRangeWords } from "#components/traces/use-range-words";
import { Button } from "#components/ui/button";
import type { Span, TraceSearch } from "#lib/console/browser/traces/trace-search";
import { traceWords } from "#lib/console/words/traces/trace-words";
import { words } from "#lib/console/words/words";
import type { ReplyOf } from "#lib/wire/catalog";

const Histogram = dynamic(() => import("#components/ui/chart/histogram").then(({ Histogram }) => Histogram), {
  ssr: false,
  loading: () => <div className="histo-room" aria-hidden />,
});

type Props = {
  counts: UseQueryResult<ReplyOf<"countTraces">>;
  search: TraceSearch;
  onChoose: (chosen: Span | null) => void;
};

/** How many traces there were when, by outcome; a part of the time is chosen by dragging, or by keys at its ends. */
export function TraceChart({ counts: { data, isError, isPlaceholderData, refetch }, search, onChoose }: Props) {
  const range = useRangeWords({ ...search, chosen: null });
  const bars = useMemo(
    () =>
      data?.buckets.map(({ from, normal, warning, incident }, at) => ({
        from: Number(from),
        to: Number(data.buckets[at + 1]?.from ?? data.to),
        ok: normal,
        refused: warning,
        failed: incident,
      })) ?? [],
    [data],
  );
  if (isError) {
    return (
      <p role="alert" className="histo hint is-danger">
        {traceWords.chartFailed}{" "}
        <Button look="link" onClick={() => void refetch()}>
          {words.retry}
        </Button>
      </p>
    );
  }
  const { chosen } = search;
  const meant = chosen === null ? bars : bars.filter(({ from, to }) => to > chosen.from && from < chosen.to);
  const sum = (of: "ok" | "refused" | "failed") => meant.reduce((total, bar) => total + bar[of], 0);
  const [normal, warnings, incidents] = [sum("ok"), sum("refused"), sum("failed")];
  return (
    <div className={isPlaceholderData ? "histo is-stale" : "histo"} aria-busy={isPlaceholderData || undefined}>
      <p className="histo-head" role="status">
        {data === undefined ? (
          <span className="bone bone-80" />
        ) : (
          <>
            <span>{traceWords.traces(normal + warnings + incidents, data.exact)}</span>
            <span>{traceWords.warnings(warnings)}</span>
            <span>{traceWords.incidents(incidents)}</span>
            <span>{traceWords.drag}</span>
          </>
        )}
      </p>
      {data === undefined ? (
        <div className="histo-room" aria-hidden />
      ) : (
        <Histogram label={traceWords.chart(range)} bars={bars} range={chosen} onChange={onChoose} />
      )}
    </div>
  );
}
