/**
 * A column of a table, as data. Invariant: a column has a fixed width by its class, or grows; so none ever covers another.
 */
import type { ReactNode } from "react";

export type Sorting = { readonly by: string; readonly direction: "ascending" | "descending" };

export type Column<Row> = {
  /** Unique in its table; also what the choice of columns and the order are remembered by. */
  readonly id: string;
  readonly label: string;
  /** Gives the width and where the column goes without room, such as `c-status`; absent where it grows. */
  readonly className?: string;
  /** What the server sorts by, where it can. */
  readonly sortBy?: string;
  readonly isNumber?: boolean;
  /** On phones a row is two lines: which part of them this is. Absent: not shown there. */
  readonly narrow?: "name" | "fact" | "aside" | "operations";
  readonly cell: (row: Row) => ReactNode;
};
