"use client";
import { Clock } from "lucide-react";
import dynamic from "next/dynamic";
import { Chip } from "#components/patterns/chip";
import { AddTraceFilter } from "#components/traces/add-trace-filter";
import { useRangeWords } from "#components/traces/use-range-words";
import { Button } from "#components/ui/button";
import { PopoverButton } from "#components/ui/popover";
import type { ShownTrace } from "#lib/console/browser/traces/live-tail";
import { cleared, isNarrowed, type TraceSearch, withText } from "#lib/console/browser/traces/trace-search";
import { traceFilterWords } from "#lib/console/words/traces/trace-words";
import { escapeMarks } from "#lib/domain/text";
import { TRACE_QUERY_TEXTS, type TraceQueryText } from "#lib/domain/trail/trace-query";

const RangeForm = dynamic(() => import("#components/traces/range-form"), { ssr: false });

type Props = {
  search: TraceSearch;
  /** The traces that are shown, which tell the names of what they are about. */
  seen: readonly ShownTrace[];
  /** What the page fixes, so that it cannot be filtered by. */
  fixed: Partial<TraceSearch["texts"]>;
  onChange: (next: TraceSearch) => void;
};

/** One line of filtering: the time, then filters as chips that keep their label; each change is one step of the browser's history. */
export function TraceFilterLine({ search, seen, fixed, onChange }: Props) {
  const range = useRangeWords(search);
  const { names, notNames, outcomes, texts } = search;
  const free = TRACE_QUERY_TEXTS.filter((name) => !(name in fixed));
  const withoutFixed = { ...search, texts: Object.fromEntries(TRACE_QUERY_TEXTS.map((name) => [name, name in fixed ? "" : texts[name]])) };
  return (
    <>
      <PopoverButton
        label={traceFilterWords.range}
        button={
          <>
            <Clock className="i" aria-hidden />
            <span className="sr">{traceFilterWords.range}: </span>
            {range}
          </>
        }
      >
        {(close) => (
          <RangeForm
            search={search}
            onChoose={(next) => {
              onChange({ ...search, range: next, chosen: null, open: "" });
              close();
            }}
          />
        )}
      </PopoverButton>
      <AddTraceFilter search={search} seen={seen} texts={free} onChange={onChange} />
      {names.length > 0 ? (
        <Chip
          label={traceFilterWords.labels.trace_name}
          value={escapeMarks(traceFilterWords.names(names))}
          onRemove={() => onChange({ ...search, names: [], open: "" })}
        />
      ) : null}
      {notNames.length > 0 ? (
        <Chip
          label={traceFilterWords.labels.not_trace_name}
          value={escapeMarks(traceFilterWords.notNames(notNames))}
          onRemove={() => onChange({ ...search, notNames: [], open: "" })}
        />
      ) : null}
      {outcomes.length > 0 ? (
        <Chip
          label={traceFilterWords.labels.outcome}
          value={outcomes.join(", ")}
          onRemove={() => onChange({ ...search, outcomes: [], open: "" })}
        />
      ) : null}
      {free.map((name) =>
        texts[name] === "" ? null : (
          <Chip
            key={name}
            label={traceFilterWords.labels[name]}
            value={escapeMarks(nameOf(name, texts[name], seen))}
            onRemove={() => onChange(withText(search, name, ""))}
          />
        ),
      )}
      {isNarrowed(withoutFixed as TraceSearch) ? (
        <Button kind="quiet" onClick={() => onChange(cleared(search, fixed))}>
          {traceFilterWords.reset}
        </Button>
      ) : null}
    </>
  );
}

/** What an ID is called in the traces that are shown; else the ID itself. */
function nameOf(name: TraceQueryText, text: string, seen: readonly ShownTrace[]): string {
  if (name === "resource_id") return seen.find(({ resource_id }) => resource_id === text)?.resource_name || text;
  if (name === "caller_id") return seen.find(({ user_id }) => user_id === text)?.user_name || text;
  return text;
}
