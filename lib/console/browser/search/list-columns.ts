/**
 * Columns of the key list that can be chosen: which are shown, and in which order. Alias and Status come first and Operation last, always.
 * The choice is in the URL, so that a link shows the same list, and remembered in a cookie for when the URL says nothing.
 */

export const OPTIONAL_COLUMNS = [
  "algorithm",
  "origin",
  "used",
  "created",
  "id",
  "tags",
  "rotation",
  "expiry",
  "deletion",
  "description",
] as const;
export type OptionalColumn = (typeof OPTIONAL_COLUMNS)[number];

/** What is shown to whoever has chosen nothing. */
export const USUAL_COLUMNS: readonly OptionalColumn[] = ["algorithm", "origin", "used", "created", "id"];

/** Commas do not belong into cookies. */
const BETWEEN_KEPT = ".";

export function isUsual(columns: readonly OptionalColumn[]): boolean {
  return columns.join() === USUAL_COLUMNS.join();
}

/** Known columns, each once, in the order given. */
function known(names: readonly string[]): readonly OptionalColumn[] {
  return [...new Set(names)].flatMap((name) => OPTIONAL_COLUMNS.find((column) => column === name) ?? []);
}

/**
 * Columns as a URL says them: `cols` lists those that are shown; `hide`, of older links, those of the usual ones that are not.
 * @param remembered what is shown where it says neither
 */
export function readColumns(parameters: URLSearchParams, remembered: readonly OptionalColumn[]): readonly OptionalColumn[] {
  const shown = parameters.get("cols");
  if (shown !== null) return known(shown.split(","));
  const hidden = parameters.get("hide")?.split(",");
  return hidden ? USUAL_COLUMNS.filter((column) => !hidden.includes(column)) : remembered;
}

/** For the cookie; null where the usual ones are shown, so that nothing need be kept. */
export function toKeptColumns(columns: readonly OptionalColumn[]): string | null {
  return isUsual(columns) ? null : columns.join(BETWEEN_KEPT) || BETWEEN_KEPT;
}

/** @param kept the cookie's value, if there is one */
export function readKeptColumns(kept: string | null | undefined): readonly OptionalColumn[] {
  return kept ? known(kept.split(BETWEEN_KEPT)) : USUAL_COLUMNS;
}

/** With the column shown, at the end, or no longer. */
export function withColumn(columns: readonly OptionalColumn[], column: OptionalColumn, isShown: boolean): readonly OptionalColumn[] {
  const others = columns.filter((one) => one !== column);
  return isShown ? [...others, column] : others;
}

/** With a shown column one place further to the left (-1) or right (1), where there is one. */
export function movedColumn(columns: readonly OptionalColumn[], column: OptionalColumn, step: -1 | 1): readonly OptionalColumn[] {
  const from = columns.indexOf(column);
  const to = from + step;
  if (from === -1 || to < 0 || to >= columns.length) return columns;
  const moved = columns.filter((one) => one !== column);
  moved.splice(to, 0, column);
  return moved;
}
