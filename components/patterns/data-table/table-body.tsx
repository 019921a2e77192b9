// biome-ignore-all lint/a11y/noRedundantRoles: laid out as lines on narrow screens, the elements lose the roles they have by themselves
"use client";
import type { KeyboardEvent, Ref } from "react";
import { DataRow } from "#components/patterns/data-table/data-row";
import type { Rows } from "#components/patterns/data-table/rows";

/** The place of a row that is drawn, or room in px for rows that are not. */
export type Drawn = { readonly place: number } | { readonly room: number; readonly id: string };

type Props<Row> = Rows<Row> & { drawn: readonly Drawn[]; ref?: Ref<HTMLTableSectionElement> };

/** Rows of a table, all or some. The space bar on a row's link selects the row, as it does on its box. */
export function TableBody<Row>({ drawn, ref, columns, rows, rowKey, selection, firstIndex, isStale, isFaded }: Props<Row>) {
  const press = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (event.key !== " " || !selection || !target.matches("a")) return;
    event.preventDefault();
    target.closest("tr")?.querySelector<HTMLInputElement>("input[type=checkbox]")?.click();
  };
  return (
    <tbody ref={ref} role="rowgroup" className={isStale ? "is-stale" : undefined} onKeyDown={press}>
      {drawn.map((one) => {
        if ("room" in one) {
          return (
            // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row takes no focus
            <tr key={one.id} aria-hidden="true" className="rows-room">
              <td colSpan={columns.length + (selection ? 1 : 0)} style={{ height: one.room }} />
            </tr>
          );
        }
        const row = rows[one.place];
        return row === undefined ? null : (
          <DataRow
            key={rowKey(row)}
            row={row}
            columns={columns}
            index={firstIndex === undefined ? undefined : firstIndex + one.place + 1}
            isSelected={selection?.has(row) ?? false}
            isFaded={isFaded?.(row) ?? false}
            selection={selection}
          />
        );
      })}
    </tbody>
  );
}

/** All rows. */
export function allPlaces(count: number): readonly Drawn[] {
  return Array.from({ length: count }, (_, place) => ({ place }));
}
