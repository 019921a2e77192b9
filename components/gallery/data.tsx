"use client";
import { Ellipsis } from "lucide-react";
import { inHours, nothing, type Part } from "#components/gallery/state";
import { Asked } from "#components/patterns/asked";
import type { Column } from "#components/patterns/data-table/column";
import { DataTable } from "#components/patterns/data-table/data-table";
import { Pager } from "#components/patterns/data-table/pager";
import { KeyState } from "#components/patterns/key-state";
import { MiddleCut } from "#components/patterns/middle-cut";
import { RowsWaiting } from "#components/patterns/rows-waiting";
import { Time } from "#components/patterns/time";
import { Button } from "#components/ui/button";

type Row = { readonly alias: string; readonly state: string; readonly created: string; readonly calls: number };

const ROWS: readonly Row[] = [
  { alias: "payments/card-vault", state: "2", created: inHours(-30), calls: 41_200 },
  { alias: "payments/ledger-2025", state: "3", created: inHours(-900), calls: 0 },
  { alias: `archive/${"a-very-long-name-of-a-key-".repeat(6)}2026`, state: "4", created: inHours(-4000), calls: 12 },
  { alias: "partners/acme", state: "5", created: inHours(-1), calls: 0 },
];
const COLUMNS: readonly Column<Row>[] = [
  {
    id: "alias",
    label: "Alias",
    sortBy: "alias",
    narrow: "name",
    cell: ({ alias }) => (
      <a className="name" href="#alias" aria-label={alias}>
        <MiddleCut text={alias} />
      </a>
    ),
  },
  { id: "status", label: "Status", className: "c-160", narrow: "fact", cell: ({ state }) => <KeyState wire={state} /> },
  {
    id: "created",
    label: "Creation Time",
    className: "c-112",
    narrow: "aside",
    cell: ({ created }) => <Time milliseconds={created} />,
  },
  { id: "calls", label: "Calls", className: "c-112", isNumber: true, cell: ({ calls }) => calls.toLocaleString("en") },
  {
    id: "operation",
    label: "Operation",
    className: "c-112",
    narrow: "operations",
    cell: () => (
      <Button look="icon" size="s" aria-label="More">
        <Ellipsis className="i" aria-hidden />
      </Button>
    ),
  },
];
const table = { label: "Keys", columns: COLUMNS, rows: ROWS, rowKey: ({ alias }: Row) => alias };
const selection = (chosen: readonly Row[]) => ({
  has: (row: Row) => chosen.includes(row),
  onSelect: nothing,
  label: ({ alias }: Row) => `Select ${alias}`,
  allLabel: "Select all keys on this page",
});

const asked = (now: { data?: string; error?: Error }) => ({
  asked: { data: undefined, error: null, refetch: nothing, ...now },
  words: { loading: "Loading keys", errorTitle: "The keys could not be loaded" },
  children: (alias: string) => <p>{alias}</p>,
});

/** Tables and what belongs to them. */
export const DATA: Readonly<Record<string, Part>> = {
  "patterns/data-table/data-table": {
    isWide: true,
    states: {
      plain: () => <DataTable {...table} sorting={{ by: "alias", direction: "ascending" }} onSort={nothing} />,
      "for choosing": () => <DataTable {...table} selection={selection(ROWS.slice(0, 2))} />,
      dense: () => <DataTable {...table} isDense />,
      "waiting for new rows": () => <DataTable {...table} isStale />,
      "lines on a phone": () => <DataTable {...table} className="table-lines" />,
    },
  },
  "patterns/data-table/data-row": {
    isWide: true,
    states: { chosen: () => <DataTable {...table} rows={ROWS.slice(0, 1)} selection={selection(ROWS)} /> },
  },
  "patterns/data-table/pager": {
    isWide: true,
    states: { "first of two": () => <Pager place="1–50 of 86" onPrevious={null} onNext={nothing} /> },
  },
  "patterns/asked": {
    isWide: true,
    states: {
      waiting: () => <Asked {...asked({})} />,
      failed: () => <Asked {...asked({ error: new Error("no answer") })} />,
      answered: () => <Asked {...asked({ data: "payments" })} />,
    },
  },
  "patterns/rows-waiting": { states: { rows: () => <RowsWaiting label="Loading keys" /> } },
  "patterns/middle-cut": {
    states: {
      short: () => <MiddleCut text="payments" />,
      long: () => (
        <span className="block w-60">
          <MiddleCut text="payments/settlement/europe/ledger-2026" />
        </span>
      ),
    },
  },
};
