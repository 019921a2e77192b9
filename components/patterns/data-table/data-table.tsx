// biome-ignore-all lint/a11y/noRedundantRoles: laid out as lines on narrow screens, the elements lose the roles they have by themselves
"use client";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type ComponentType, type ReactNode, useEffect, useMemo, useState } from "react";
import type { Column, Sorting } from "#components/patterns/data-table/column";
import type { Rows } from "#components/patterns/data-table/rows";
import type { Selection } from "#components/patterns/data-table/selection";
import { allPlaces, TableBody } from "#components/patterns/data-table/table-body";
import { tableWords } from "#lib/console/words/table-words";

/** A longer page draws only the rows near what is in sight; until the code for that is there, the first ones. */
const DRAWN_AT_ONCE = 100;
const DRAWN_FIRST = 50;

type Props<Row> = {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  selection?: Selection<Row>;
  sorting?: Sorting;
  onSort?: (next: Sorting) => void;
  /** The table is what the page is of: its head sticks below the top bar, and its lines run to the page's edges. */
  isPage?: boolean;
  isDense?: boolean;
  /** New rows are on their way; these are dimmed. */
  isStale?: boolean;
  /** Rows that are drawn faintly, because they are no longer so. */
  isFaded?: (row: Row) => boolean;
  /** Number of the first row in the table, from 1. */
  firstIndex?: number;
  /** How many rows the table has, also those that are not in the page; -1 where nobody knows. */
  total?: number;
  className?: string;
  /** Below the rows, in the table's own frame. */
  foot?: ReactNode;
};

/**
 * A table whose columns are data. Columns have fixed widths or grow, so none covers another at any width; on phones a row is two lines.
 * What sorts and pages is the server: this shows one page of it, as it is told.
 */
export function DataTable<Row>(props: Props<Row>) {
  const { label, columns, rows, rowKey, selection, isPage = false, isDense = false, isStale = false, firstIndex = 1, total } = props;
  const body: Rows<Row> = {
    columns,
    rows,
    rowKey,
    selection,
    firstIndex: total === undefined ? undefined : firstIndex,
    isStale,
    isFaded: props.isFaded,
  };
  const chosen = useMemo(() => (selection ? rows.filter(selection.has).length : 0), [rows, selection]);
  return (
    <>
      <table
        role="table"
        aria-label={label}
        aria-rowcount={total === undefined ? undefined : total + 1}
        aria-busy={isStale || undefined}
        className={["table", isPage ? "table-page" : "", isDense ? "table-dense" : "", props.className ?? ""].filter(Boolean).join(" ")}
      >
        <thead role="rowgroup">
          <tr role="row" aria-rowindex={total === undefined ? undefined : 1}>
            {selection ? (
              <th role="columnheader" scope="col" className="c-check">
                <label className="hit">
                  <input
                    type="checkbox"
                    className="check"
                    aria-label={selection.allLabel}
                    checked={chosen > 0 && chosen === rows.length}
                    ref={(box) => {
                      if (box) box.indeterminate = chosen > 0 && chosen < rows.length;
                    }}
                    onChange={(event) => selection.onSelect(rows, event.target.checked)}
                  />
                </label>
              </th>
            ) : null}
            {columns.map((column) => (
              <Head key={column.id} column={column} sorting={props.sorting} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        {rows.length > DRAWN_AT_ONCE ? <LongBody {...body} /> : <TableBody {...body} drawn={allPlaces(rows.length)} />}
      </table>
      {props.foot}
    </>
  );
}

/** The rows of a long page. The server draws the first, so that they are there before any script is. */
function LongBody<Row>(body: Rows<Row>) {
  const [Virtual, setVirtual] = useState<ComponentType<Rows<Row>> | null>(null);
  useEffect(() => {
    let isGone = false;
    void import("#components/patterns/data-table/virtual-rows").then(({ default: loaded }) => {
      if (!isGone) setVirtual(() => loaded);
    });
    return () => {
      isGone = true;
    };
  }, []);
  return Virtual ? <Virtual {...body} /> : <TableBody {...body} drawn={allPlaces(DRAWN_FIRST)} />;
}

type HeadProps<Row> = { column: Column<Row>; sorting: Sorting | undefined; onSort: ((next: Sorting) => void) | undefined };

/** Heading of a column; one that sorts does so ascending first, then descending. */
function Head<Row>({ column, sorting, onSort }: HeadProps<Row>) {
  const { label, sortBy, isNumber } = column;
  const direction = sortBy !== undefined && sorting?.by === sortBy ? sorting.direction : undefined;
  const className = [column.className, isNumber ? "num" : ""].filter(Boolean).join(" ") || undefined;
  if (sortBy === undefined || !onSort) {
    return (
      <th role="columnheader" scope="col" className={className} data-whole={label}>
        {label}
      </th>
    );
  }
  const Icon = direction === "descending" ? ArrowDown : ArrowUp;
  return (
    <th role="columnheader" scope="col" aria-sort={direction} className={className}>
      <button
        type="button"
        className="th-sort"
        data-tip={tableWords.sortBy(label)}
        onClick={() => onSort({ by: sortBy, direction: direction === "ascending" ? "descending" : "ascending" })}
      >
        {label}
        {direction ? <Icon className="i" aria-hidden /> : null}
      </button>
    </th>
  );
}
