"use client";
import { ListFilter } from "lucide-react";
import dynamic from "next/dynamic";
import { useId, useRef, useState } from "react";
import type { MenuEntry } from "#components/ui/menu-entry";
import type { ShownTrace } from "#lib/console/browser/traces/live-tail";
import type { TraceFilterName, TraceSearch } from "#lib/console/browser/traces/trace-search";
import { traceFilterWords } from "#lib/console/words/traces/trace-words";
import type { TraceQueryText } from "#lib/domain/trail/trace-query";

const loadMenu = () => import("#components/ui/menu-content");
const loadForm = () => import("#components/traces/trace-filter-form");
const MenuContent = dynamic(loadMenu, { ssr: false });
const PopoverContent = dynamic(() => import("#components/ui/popover-content"), { ssr: false });
const TraceFilterForm = dynamic(loadForm, { ssr: false });

type Props = {
  search: TraceSearch;
  seen: readonly ShownTrace[];
  /** Those of one text that can be filtered by here. */
  texts: readonly TraceQueryText[];
  onChange: (next: TraceSearch) => void;
};

/** Opens the filters, then the form of the one that is wanted, in its place. */
export function AddTraceFilter({ search, seen, texts, onChange }: Props) {
  const [open, setOpen] = useState<"menu" | TraceFilterName | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const near = () => {
    void loadMenu();
    void loadForm();
  };
  const close = () => setOpen(null);
  const names: readonly TraceFilterName[] = ["trace_name", "outcome", ...texts];
  const entries: readonly MenuEntry[] = names.map((name) => ({
    kind: "action",
    id: name,
    label: traceFilterWords.labels[name],
    onSelect: () => setOpen(name),
  }));
  return (
    <>
      <button
        ref={button}
        type="button"
        className="btn"
        data-add-filter
        aria-haspopup="menu"
        aria-expanded={open !== null}
        aria-controls={open === null ? undefined : id}
        onPointerEnter={near}
        onFocus={near}
        onClick={() => setOpen(open === null ? "menu" : null)}
      >
        <ListFilter className="i" aria-hidden />
        {traceFilterWords.add}
      </button>
      {open === "menu" ? (
        <MenuContent
          id={id}
          label={traceFilterWords.menu}
          anchor={button}
          align="start"
          entries={entries}
          onClose={() => setOpen((now) => (now === "menu" ? null : now))}
        />
      ) : null}
      {open !== null && open !== "menu" ? (
        <PopoverContent id={id} label={traceFilterWords.labels[open]} anchor={button} align="start" onClose={close}>
          <TraceFilterForm name={open} search={search} seen={seen} onChange={onChange} onClose={close} />
        </PopoverContent>
      ) : null}
    </>
  );
}
