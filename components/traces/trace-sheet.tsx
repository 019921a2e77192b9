"use client";
import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Asked } from "#components/patterns/asked";
import { CopyButton } from "#components/patterns/copy-button";
import { useWorkplace } from "#components/shell/workplace";
import { TraceProof } from "#components/traces/proof/trace-proof";
import { TraceDetails } from "#components/traces/trace-details";
import { useCover } from "#components/traces/use-cover";
import { Button } from "#components/ui/button";
import { traceQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import type { ShownTrace } from "#lib/console/browser/traces/live-tail";
import type { TraceSearch } from "#lib/console/browser/traces/trace-search";
import { traceDetailWords } from "#lib/console/words/traces/trace-detail-words";
import { words } from "#lib/console/words/words";
import { escapeMarks } from "#lib/domain/text";

const TABS = ["details", "json"] as const;

type Props = {
  traceId: string;
  /** The list that it was opened from, for the way to its neighbours. */
  traces: readonly ShownTrace[];
  search: TraceSearch;
  /** First part of the paths of this project. */
  basePath: string;
  onOpen: (trace: ShownTrace | null) => void;
  onChange: (next: TraceSearch) => void;
};

/** One trace at the right of its list; where there is no room for both, over it. */
export default function TraceSheet({ traceId, traces, search, basePath, onOpen, onChange }: Props) {
  const { project } = useWorkplace();
  const sheet = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [tab, setTab] = useState<(typeof TABS)[number]>(keptTab);
  const place = traces.findIndex(({ trace_id }) => trace_id === traceId);
  const listed = traces[place];
  // Whoever follows a link to it may have another list.
  const asked = useQuery({
    queryKey: traceQueries.one(project.id, traceId),
    queryFn: async ({ signal }) => (await queryOperation("showTrace", project.id, { trace_id: traceId }, signal)).trace,
    enabled: listed === undefined,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const shown = listed ?? asked.data;
  useCover(sheet);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const close = () => {
    onOpen(null);
    const row = document.querySelector<HTMLElement>('.table-traces a[aria-current="true"]');
    // The focus goes back to where the sheet was opened from.
    requestAnimationFrame(() => (row?.isConnected ? row : document.querySelector<HTMLElement>("main"))?.focus({ preventScroll: true }));
  };
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("[role=menu], [role=dialog]")) close();
    };
    document.addEventListener("keydown", leave);
    return () => document.removeEventListener("keydown", leave);
  });
  const step = (by: 1 | -1) => (place === -1 ? undefined : traces[place + by]);
  const [before, after] = [step(-1), step(1)];
  const name = shown ? escapeMarks(shown.trace_name) : traceId;
  return (
    <aside ref={sheet} className="sheet" aria-label={traceDetailWords.sheet(name)}>
      <div className="sheet-head">
        <h2 ref={heading} tabIndex={-1} className="cut" data-whole={name}>
          {name}
        </h2>
        <Button
          look="icon"
          size="s"
          aria-label={traceDetailWords.previous}
          reason={before ? null : traceDetailWords.noPrevious}
          onClick={() => before && onOpen(before)}
        >
          <ArrowUp className="i" aria-hidden />
        </Button>
        <Button
          look="icon"
          size="s"
          aria-label={traceDetailWords.next}
          reason={after ? null : traceDetailWords.noNext}
          onClick={() => after && onOpen(after)}
        >
          <ArrowDown className="i" aria-hidden />
        </Button>
        <Button look="icon" size="s" aria-label={words.close} onClick={close}>
          <X className="i" aria-hidden />
        </Button>
      </div>
      <Tabs
        value={tab}
        onChange={(next) => {
          keepTab(next);
          setTab(next);
        }}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <div className="sheet-body" role="tabpanel" id={`sheet-${tab}`} aria-labelledby={`sheet-tab-${tab}`} tabIndex={0}>
        <Asked asked={{ ...asked, data: shown }} words={traceDetailWords} level="h3" rows={8} waitingClass="">
          {(trace) =>
            tab === "json" ? (
              <Json trace={trace} />
            ) : (
              <>
                <TraceDetails trace={trace} search={search} basePath={basePath} onChange={onChange} />
                {/* What was verified holds of this trace alone, as it is shown now. */}
                <TraceProof key={JSON.stringify(trace)} trace={trace} />
              </>
            )
          }
        </Asked>
      </div>
    </aside>
  );
}

/** The form stays as it was while one trace after the other is opened. */
let kept: (typeof TABS)[number] = "details";
const keptTab = () => kept;
function keepTab(tab: (typeof TABS)[number]): void {
  kept = tab;
}

function Tabs({ value, onChange }: { value: (typeof TABS)[number]; onChange: (tab: (typeof TABS)[number]) => void }) {
  const list = useRef<HTMLDivElement>(null);
  return (
    <div
      ref={list}
      role="tablist"
      tabIndex={-1}
      aria-label={traceDetailWords.form}
      className="tabs"
      onKeyDown={(event) => {
        if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
        event.preventDefault();
        const other = value === "details" ? "json" : "details";
        onChange(other);
        list.current?.querySelector<HTMLElement>(`#sheet-tab-${other}`)?.focus();
      }}
    >
      {TABS.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          id={`sheet-tab-${tab}`}
          aria-selected={tab === value}
          aria-controls={tab === value ? `sheet-${tab}` : undefined}
          tabIndex={tab === value ? 0 : -1}
          onClick={() => onChange(tab)}
        >
          {traceDetailWords[tab]}
        </button>
      ))}
    </div>
  );
}

/** The trace as the API shows it, a member a line. Marks are spelled as JSON spells them, so that it is the same trace when it is pasted. */
function Json({ trace }: { trace: ShownTrace }) {
  const text = JSON.stringify(trace, null, 2).split("\n").map(escapeMarks).join("\n");
  return (
    <div className="sheet-json">
      <CopyButton text={text} what={traceDetailWords.copyJson} />
      <pre>
        <code>{text}</code>
      </pre>
    </div>
  );
}
