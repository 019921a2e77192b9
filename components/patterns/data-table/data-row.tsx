// biome-ignore-all lint/a11y/noRedundantRoles: laid out as lines on narrow screens, the elements lose the roles they have by themselves
"use client";
import { memo } from "react";
import type { Column } from "#components/patterns/data-table/column";
import type { Selection } from "#components/patterns/data-table/selection";

type Props<Row> = {
  row: Row;
  columns: readonly Column<Row>[];
  /** `aria-rowindex`: the head is row 1. */
  index: number | undefined;
  isSelected: boolean;
  /** Drawn faintly: what it shows is old. */
  isFaded: boolean;
  selection: Selection<Row> | undefined;
};

function PlainDataRow<Row>({ row, columns, index, isSelected, isFaded, selection }: Props<Row>) {
  return (
    <tr role="row" aria-rowindex={index} aria-selected={selection ? isSelected : undefined} className={isFaded ? "is-stale" : undefined}>
      {selection ? (
        <td role="cell" className="c-check">
          <label className="hit">
            <input
              type="checkbox"
              className="check"
              aria-label={selection.label(row)}
              checked={isSelected}
              onChange={(event) => selection.onSelect([row], event.target.checked)}
            />
          </label>
        </td>
      ) : null}
      {columns.map((column) => (
        <td
          key={column.id}
          role="cell"
          className={[column.className, column.isNumber ? "num" : ""].filter(Boolean).join(" ") || undefined}
          data-narrow={column.narrow}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

/** One row; drawn anew only when it, its columns or its selection changed. */
export const DataRow = memo(PlainDataRow) as typeof PlainDataRow;
