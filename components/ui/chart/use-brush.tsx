"use client";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { type Edge, isWhole, moveEdge, rangeOver, stepEdge, type TimeRange } from "#lib/console/browser/chart/brush";

/** Below so many pixels a press is a click: it chooses the bar under it. */
const CLICK_PX = 4;
/** After the last key the range is handed on, in ms: not every step of a held key is a question to the server. */
const QUIET_MS = 350;

type Options = {
  /** Moments an edge can be set to. */
  stops: readonly number[];
  range: TimeRange | null;
  onChange: (range: TimeRange | null) => void;
};

/** Choosing a stretch of time by drawing over a chart, by drawing an edge, or by keys on an edge. Escape chooses nothing. */
export function useBrush({ stops, range, onChange }: Options) {
  const [first, last] = [stops[0] ?? 0, stops.at(-1) ?? 0];
  const [draft, setDraft] = useState<TimeRange | null>(null);
  const drag = useRef<{ edge: Edge | null; start: number; x: number } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  // What was drawn is shown until the page has it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another range ends the draft, whichever it is
  useEffect(() => setDraft(null), [range?.from, range?.to]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const whole = { from: first, to: last };
  const shown = draft ?? range ?? whole;
  const commit = (next: TimeRange | null) => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setDraft(next ?? whole);
    onChange(next === null || isWhole(next, stops) ? null : next);
  };
  const timeAt = (event: PointerEvent<SVGSVGElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return first + Math.min(1, Math.max(0, (event.clientX - left) / (width || 1))) * (last - first);
  };
  const drawn = (event: PointerEvent<SVGSVGElement>) => {
    const { current } = drag;
    if (!current) return null;
    const time = timeAt(event);
    return current.edge ? moveEdge(shown, current.edge, time, stops) : rangeOver(current.start, time, stops);
  };

  return {
    shown,
    isChosen: !isWhole(shown, stops),
    plot: {
      onPointerDown: (event: PointerEvent<SVGSVGElement>) => {
        if (event.button !== 0 || stops.length < 2) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const edge = (event.target as Element).closest("[data-edge]")?.getAttribute("data-edge") as Edge | null | undefined;
        drag.current = { edge: edge ?? null, start: timeAt(event), x: event.clientX };
      },
      onPointerMove: (event: PointerEvent<SVGSVGElement>) => {
        const { current } = drag;
        if (current && Math.abs(event.clientX - current.x) >= CLICK_PX) setDraft(drawn(event));
      },
      onPointerUp: (event: PointerEvent<SVGSVGElement>) => {
        const next = drawn(event);
        const isClick = Math.abs(event.clientX - (drag.current?.x ?? 0)) < CLICK_PX;
        const isOnEdge = drag.current?.edge != null;
        drag.current = null;
        if (next && !(isClick && isOnEdge)) commit(next);
      },
      onPointerCancel: () => {
        drag.current = null;
        setDraft(null);
      },
    },
    onKeyDown: (edge: Edge) => (event: KeyboardEvent) => {
      if (event.key === "Escape" && !isWhole(shown, stops)) {
        event.preventDefault();
        event.stopPropagation();
        return commit(null);
      }
      const next = stepEdge(shown, edge, event.key, stops);
      if (!next || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      setDraft(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => commit(next), QUIET_MS);
    },
    onBlur: () => {
      if (timer.current !== undefined && draft) commit(draft);
    },
  };
}
