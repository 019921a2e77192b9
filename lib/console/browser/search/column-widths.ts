/**
 * How wide the list must be for a column to have room. Invariant: the columns that are shown at a width never need more than it, so none
 * covers another; the least telling go first.
 */
import type { OptionalColumn } from "./list-columns";

/** Box, alias at its narrowest, status, algorithm with usage, and operations, in px with the widest gaps. */
const ALWAYS_PX = 716;
/** As in list.css, with the widest gap. */
const WIDTHS_PX = {
  id: 96,
  origin: 62,
  used: 100,
  created: 106,
  tags: 192,
  rotation: 142,
  expiry: 112,
  deletion: 112,
  description: 232,
} as const satisfies Record<Exclude<OptionalColumn, "algorithm">, number>;

/** What everybody has goes before what a person has chosen. */
const GOES_FIRST: readonly OptionalColumn[] = ["id", "used", "origin", "created"];
/** Widths are given in steps, for each of which list.css has a rule. */
export const WIDTH_STEP_PX = 40;
export const WIDEST_PX = 1840;

/** @returns px of the list below which the column is left out; a column that always has room is absent */
export function neededWidths(shown: readonly OptionalColumn[]): ReadonlyMap<OptionalColumn, number> {
  const chosen = shown.filter((column) => !GOES_FIRST.includes(column));
  const inOrder = [...chosen, ...GOES_FIRST.filter((column) => shown.includes(column))];
  const needed = new Map<OptionalColumn, number>();
  let sum: number = ALWAYS_PX;
  for (const column of inOrder) {
    if (column === "algorithm") continue;
    sum += WIDTHS_PX[column];
    needed.set(column, Math.min(Math.ceil(sum / WIDTH_STEP_PX) * WIDTH_STEP_PX, WIDEST_PX));
  }
  return needed;
}
