"use client";
import { defaultRangeExtractor, type Range, useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { Rows } from "#components/patterns/data-table/rows";
import { allPlaces, type Drawn, TableBody } from "#components/patterns/data-table/table-body";

/** Rows drawn beyond what is in sight, on either side: a quick wheel shows none that is empty. */
const AHEAD = 24;
const ROW_PX = 40;

/**
 * Rows that are in the page only while they are near what is in sight: a page of 1,000 stays as quick as one of 50, and scrolls with the
 * window as a short one does. The row with the focus stays, and printing shows all of them.
 */
export default function VirtualRows<Row>(props: Rows<Row>) {
  const { rows, rowKey, firstIndex = 1 } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const [place, setPlace] = useState({ top: 0, rowPx: ROW_PX });
  const [isPrinting, setPrinting] = useState(false);
  /** The row with the focus; -1 for none. */
  const focused = useRef(-1);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => place.rowPx,
    overscan: AHEAD,
    scrollMargin: place.top,
    getItemKey: (index) => (rows[index] === undefined ? index : rowKey(rows[index])),
    rangeExtractor: useCallback((range: Range) => {
      const near = defaultRangeExtractor(range);
      const kept = focused.current;
      return kept < 0 || kept >= range.count || near.includes(kept) ? near : [...near, kept].sort((one, other) => one - other);
    }, []),
  });

  // All rows are equally high; how high, and how far down they begin, depends on the density and on the width of the window.
  useLayoutEffect(() => {
    const { current } = body;
    if (!current) return;
    const measure = () => {
      const top = Math.round(current.getBoundingClientRect().top + window.scrollY);
      const height = current.querySelector("tr[role=row]")?.getBoundingClientRect().height ?? 0;
      setPlace((old) => {
        const rowPx = height > 0 ? height : old.rowPx;
        return old.top === top && old.rowPx === rowPx ? old : { top, rowPx };
      });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.documentElement);
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the sizes are asked for anew when rows have become another height
  useEffect(() => virtual.measure(), [place.rowPx, virtual]);

  useEffect(() => {
    const { current } = body;
    const follow = (event: FocusEvent) => {
      const row = event.type === "focusin" ? (event.target as HTMLElement).closest("tr") : null;
      focused.current = row ? Number(row.getAttribute("aria-rowindex")) - firstIndex - 1 : -1;
    };
    const print = () => flushSync(() => setPrinting(true));
    const printed = () => setPrinting(false);
    current?.addEventListener("focusin", follow);
    current?.addEventListener("focusout", follow);
    window.addEventListener("beforeprint", print);
    window.addEventListener("afterprint", printed);
    return () => {
      current?.removeEventListener("focusin", follow);
      current?.removeEventListener("focusout", follow);
      window.removeEventListener("beforeprint", print);
      window.removeEventListener("afterprint", printed);
    };
  }, [firstIndex]);

  const places = virtual.getVirtualItems().map(({ index }) => index);
  return <TableBody {...props} ref={body} drawn={isPrinting ? allPlaces(rows.length) : withRoom(places, rows.length, place.rowPx)} />;
}

/** The rows drawn, and between, before and after them the room of those that are not. */
function withRoom(places: readonly number[], count: number, rowPx: number): readonly Drawn[] {
  const drawn: Drawn[] = [];
  let next = 0;
  const leave = (until: number) => {
    if (until > next) drawn.push({ room: (until - next) * rowPx, id: `room-${next}` });
  };
  for (const place of places) {
    leave(place);
    drawn.push({ place });
    next = place + 1;
  }
  leave(count);
  return drawn;
}
