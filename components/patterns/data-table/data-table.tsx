// biome-ignore-all lint/a11y/noRedundantRoles: laid out as lines on narrow screens, the elements lose the roles they have by themselves
"use client";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import type { Column, Sorting } from "#components/patterns/data-table/column";
import { DataRow } from "#components/patterns/data-table/data-row";
import type { Selection } from "#components/patterns/data-table/selection";
import { tableWords } from "#lib/console/words/table-words";

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
  /** Of the first row among all that match, from 1; where the rows are one page of many. */
  firstIndex?: number;
  /** How many there are in all pages; -1 where nobody knows. */
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
          <tr role="row">
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
        <tbody role="rowgroup" className={isStale ? "is-stale" : undefined}>
          {rows.map((row, place) => (
            <DataRow
              key={rowKey(row)}
              row={row}
              columns={columns}
              index={total === undefined ? undefined : firstIndex + place + 1}
              isSelected={selection?.has(row) ?? false}
              selection={selection}
            />
          ))}
        </tbody>
      </table>
      {props.foot}
    </>
  );
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
