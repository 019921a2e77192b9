"use client";
import { useEffect, useRef, useState } from "react";
import { useWorkplace } from "#components/shell/workplace";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { beginTail, LIVE_MAX, type LiveTail, type ShownTrace, showWaiting, takeFresh } from "#lib/console/browser/traces/live-tail";
import { type TraceSearch, toListInput } from "#lib/console/browser/traces/trace-search";

const LOOK_EVERY_MS = 3_000;
/** A trace can be told of later than one of a later moment: so far back is looked again. */
const OVERLAP_MS = 5_000;
/** What reading the trail leaves itself. */
export const OWN_READS = ["listTraces", "countTraces"] as const;

type Options = {
  readonly isOn: boolean;
  readonly search: TraceSearch;
  /** Whether traces of reading the trail are wanted too. */
  readonly withOwn: boolean;
  /** Where it begins: the newest first. */
  readonly from: readonly ShownTrace[] | undefined;
  /** Whether rows must stay where they are. */
  readonly isHeld: () => boolean;
};

/** Looks for new traces while the page is in sight; null while it is off. */
export function useLiveTail({ isOn, search, withOwn, from, isHeld }: Options) {
  const { project } = useWorkplace();
  const [tail, setTail] = useState<LiveTail | null>(null);
  const [isFailing, setFailing] = useState(false);
  const latest = useRef({ tail, search, withOwn, from, isHeld });
  latest.current = { tail, search, withOwn, from, isHeld };

  useEffect(() => {
    if (!isOn) return setTail(null);
    const controller = new AbortController();
    const { signal } = controller;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      if (document.visibilityState === "visible") await ask().catch(() => signal.aborted || setFailing(true));
      if (!signal.aborted) timer = setTimeout(look, LOOK_EVERY_MS);
    };
    const ask = async () => {
      const now = latest.current;
      const sofar = now.tail ?? beginTail(withoutOwn(now.from ?? [], now.withOwn), Date.now());
      const { to: _to, ...filter } = toListInput(now.search, sofar.newest);
      const isAsked = now.search.names.length > 0;
      const hidden = now.withOwn || isAsked ? {} : { not_trace_name: [...new Set([...OWN_READS, ...now.search.notNames])].slice(-50) };
      const input = { ...filter, ...hidden, from: sofar.newest - OVERLAP_MS };
      const { traces, next_marker } = await queryOperation("listTraces", project.id, { ...input, limit: LIVE_MAX }, signal);
      const oldest = traces.at(-1);
      // More than can be shown: how many those are which are between is counted, and not read.
      const isCut = next_marker !== "" && oldest !== undefined && oldest.time > sofar.newest + 1;
      const left = isCut
        ? (await queryOperation("countTraces", project.id, { ...input, from: sofar.newest + 1, to: oldest.time, buckets: 1 }, signal)).total
        : 0;
      if (signal.aborted) return;
      setFailing(false);
      setTail((old) => takeFresh(old ?? sofar, traces, left, old !== null && latest.current.isHeld()));
    };
    void look();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [isOn, project.id]);

  return {
    tail: isOn ? tail : null,
    isFailing: isOn && isFailing,
    show: () => setTail((old) => old && showWaiting(old)),
    /** What was seen was of another search. */
    begin: () => setTail(null),
  };
}

function withoutOwn(traces: readonly ShownTrace[], withOwn: boolean): readonly ShownTrace[] {
  return withOwn ? traces : traces.filter(({ trace_name }) => !OWN_READS.some((name) => name === trace_name));
}
