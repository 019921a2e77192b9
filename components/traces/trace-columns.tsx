"use client";
import { Ellipsis } from "lucide-react";
import type { MouseEvent } from "react";
import type { Column } from "#components/patterns/data-table/column";
import { MiddleCut } from "#components/patterns/middle-cut";
import { CallerName } from "#components/traces/caller-name";
import { TraceOutcome } from "#components/traces/trace-outcome";
import { MenuButton } from "#components/ui/menu";
import type { MenuEntry } from "#components/ui/menu-entry";
import type { ShownTrace } from "#lib/console/browser/traces/live-tail";
import { rowTime, wholeTime } from "#lib/console/words/traces/trace-times";
import { traceWords } from "#lib/console/words/traces/trace-words";
import { escapeMarks } from "#lib/domain/text";

const { columns: labels } = traceWords;

type Options = {
  /** Epoch milliseconds: of its day, rows show no date. */
  readonly now: number;
  readonly isLocal: boolean;
  /** Number of the trace whose sheet is open. */
  readonly open: string;
  readonly addressOf: (trace: ShownTrace) => string;
  readonly onOpen: (trace: ShownTrace) => void;
  readonly entriesOf: (trace: ShownTrace) => readonly MenuEntry[];
  /** Without the resource, where all of them are of one. */
  readonly isOfOne: boolean;
};

/** The columns of a list of traces; each row's name opens it. */
export function traceColumns({ now, isLocal, open, addressOf, onOpen, entriesOf, isOfOne }: Options): readonly Column<ShownTrace>[] {
  const columns: Column<ShownTrace>[] = [
    {
      id: "time",
      label: labels.time,
      className: "c-time",
      cell: ({ time }) => (
        <time dateTime={new Date(time).toISOString()} data-tip={wholeTime(time, isLocal)}>
          {rowTime(time, now, isLocal)}
        </time>
      ),
    },
    { id: "outcome", label: labels.outcome, className: "c-outcome", cell: ({ outcome }) => <TraceOutcome outcome={outcome} /> },
    {
      id: "name",
      label: labels.name,
      className: "c-trace",
      cell: (trace) => (
        <a
          href={addressOf(trace)}
          className="name cut"
          data-whole={escapeMarks(trace.trace_name)}
          aria-current={trace.trace_id === open ? "true" : undefined}
          onClick={(event: MouseEvent) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            onOpen(trace);
          }}
        >
          {escapeMarks(trace.trace_name)}
        </a>
      ),
    },
    {
      id: "resource",
      label: labels.resource,
      className: "c-res",
      cell: ({ resource_name, resource_id }) => (
        <bdi className="block min-w-0">
          <MiddleCut text={escapeMarks(resource_name || resource_id)} />
        </bdi>
      ),
    },
    {
      id: "caller",
      label: labels.caller,
      className: "c-caller muted",
      cell: (trace) => <CallerName trace={trace} className="cut block" />,
    },
    {
      id: "more",
      label: labels.more,
      className: "c-more",
      cell: (trace) => (
        <MenuButton
          className="btn btn-quiet btn-icon btn-s"
          align="end"
          label={traceWords.rowMenu(escapeMarks(trace.trace_name))}
          entries={() => entriesOf(trace)}
        >
          <Ellipsis className="i" aria-hidden />
        </MenuButton>
      ),
    },
  ];
  return isOfOne ? columns.filter(({ id }) => id !== "resource") : columns;
}
