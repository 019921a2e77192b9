// biome-ignore-all lint/a11y/useKeyWithClickEvents: a row's link is what the keyboard presses
// biome-ignore-all lint/a11y/noStaticElementInteractions: a press anywhere in a row is one on its link
"use client";
import { type MouseEvent, useCallback, useMemo, useRef } from "react";
import { DataTable } from "#components/patterns/data-table/data-table";
import { traceColumns } from "#components/traces/trace-columns";
import { useLocalTime } from "#components/ui/chart/use-local-time";
import type { MenuEntry } from "#components/ui/menu-entry";
import type { ShownTrace } from "#lib/console/browser/traces/live-tail";
import { type Narrowing, narrowed } from "#lib/console/browser/traces/narrow";
import type { TraceSearch } from "#lib/console/browser/traces/trace-search";
import { traceFilterWords, traceWords } from "#lib/console/words/traces/trace-words";

const MENU: readonly (readonly [Narrowing, string])[] = [
  ["name", traceFilterWords.onlyName],
  ["notName", traceFilterWords.notName],
  ["resource", traceFilterWords.onlyResource],
  ["caller", traceFilterWords.onlyCaller],
  ["address", traceFilterWords.onlyAddress],
  ["request", traceFilterWords.onlyRequest],
];

type Props = {
  traces: readonly ShownTrace[];
  /** Epoch milliseconds. */
  now: number;
  search: TraceSearch;
  isOfOne: boolean;
  isStale: boolean;
  addressOf: (trace: ShownTrace) => string;
  onOpen: (trace: ShownTrace) => void;
  onChange: (next: TraceSearch) => void;
};

const traceKey = ({ trace_id }: ShownTrace) => trace_id;

/** Traces, one a row; a press on a row opens it. */
export function TraceTable({ traces, now, search, isOfOne, isStale, addressOf, onOpen, onChange }: Props) {
  const isLocal = useLocalTime();
  const latest = useRef({ search, addressOf, onOpen, onChange });
  latest.current = { search, addressOf, onOpen, onChange };
  const entriesOf = useCallback(
    (trace: ShownTrace): readonly MenuEntry[] =>
      MENU.filter(([by]) => by !== "resource" || !isOfOne).flatMap(([by, label]) => {
        const next = narrowed(latest.current.search, trace, by);
        return next === null ? [] : [{ kind: "action", id: by, label, onSelect: () => latest.current.onChange(next) } as const];
      }),
    [isOfOne],
  );
  const { open } = search;
  const columns = useMemo(
    () =>
      traceColumns({
        now,
        isLocal,
        open,
        isOfOne,
        entriesOf,
        addressOf: (trace) => latest.current.addressOf(trace),
        onOpen: (trace) => latest.current.onOpen(trace),
      }),
    [now, isLocal, open, isOfOne, entriesOf],
  );
  const press = (event: MouseEvent) => {
    const target = event.target as HTMLElement;
    // What was marked with the pointer is to be copied, not opened.
    if (target.closest("a, button, [role=menu], thead") || window.getSelection()?.isCollapsed === false) return;
    target.closest("tr")?.querySelector<HTMLElement>("a.name")?.click();
  };
  return (
    <div className="list" onClick={press}>
      <DataTable
        label={traceWords.table}
        columns={columns}
        rows={traces}
        rowKey={traceKey}
        isPage
        isStale={isStale}
        total={-1}
        className={isOfOne ? "table-traces table-traces-of-one" : "table-traces"}
      />
    </div>
  );
}
