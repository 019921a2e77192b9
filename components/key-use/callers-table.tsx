"use client";
import type { Column } from "#components/patterns/data-table/column";
import { DataTable } from "#components/patterns/data-table/data-table";
import { MiddleCut } from "#components/patterns/middle-cut";
import { Time } from "#components/patterns/time";
import { keyUseWords } from "#lib/console/words/key-use-words";
import { count } from "#lib/console/words/plural";
import type { ReplyOf } from "#lib/wire/catalog";

type Caller = ReplyOf<"listKeyCallers">["callers"][number];

const { columns: labels, kinds } = keyUseWords;

function kindOf({ user_type, user_domain_id }: Caller): string {
  const kind = Object.hasOwn(kinds, user_type) ? kinds[user_type as keyof typeof kinds] : "";
  return [kind, user_domain_id === "" ? "" : keyUseWords.foreign].filter((part) => part !== "").join(", ");
}

const COLUMNS: readonly Column<Caller>[] = [
  {
    id: "caller",
    label: labels.caller,
    narrow: "name",
    cell: (caller) => (
      <span className="cell">
        <span className="name cut">
          <MiddleCut text={caller.user_name || caller.user_id} tip={`${caller.user_name} · ${caller.user_id}`} />
        </span>
        <span className="muted">{kindOf(caller)}</span>
      </span>
    ),
  },
  { id: "calls", label: labels.calls, className: "c-count", isNumber: true, narrow: "aside", cell: ({ calls }) => count(calls) },
  { id: "refused", label: labels.refused, className: "c-count", isNumber: true, cell: ({ refused }) => count(refused) },
  { id: "wouldFail", label: labels.wouldFail, className: "c-would", isNumber: true, cell: ({ would_fail }) => count(would_fail) },
  {
    id: "last",
    label: labels.last,
    className: "c-created",
    narrow: "fact",
    cell: (caller) => <Time milliseconds={caller.last_call_time} />,
  },
];

/** Whoever called the key, the latest first. @param all how many there are */
export function CallersTable({ callers, all }: { callers: readonly Caller[]; all: number }) {
  return (
    <section className="panel-part" aria-label={keyUseWords.callers}>
      <h2>
        {keyUseWords.callers} <span className="dense font-normal faint">{count(all)}</span>
      </h2>
      {all > callers.length ? <p className="hint">{keyUseWords.callersShown(callers.length, all)}</p> : null}
      <DataTable
        label={keyUseWords.callers}
        isPage
        className="table-lines panel-table callers-table"
        columns={COLUMNS}
        rows={callers}
        rowKey={({ user_id }) => user_id}
      />
    </section>
  );
}
