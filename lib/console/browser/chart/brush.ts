import type { OutcomeBar } from "#lib/console/browser/chart/bars";

/** A chosen stretch of time, in epoch milliseconds; `to` is the first that is no longer in it. */
export type TimeRange = { readonly from: number; readonly to: number };
export type Edge = keyof TimeRange;

/** The moments an edge can be set to: where bars begin and end. */
export function stopsOf(bars: readonly OutcomeBar[]): readonly number[] {
  const last = bars.at(-1);
  return last ? [...bars.map(({ from }) => from), last.to] : [];
}

/** What was drawn from one moment to another, in either direction: all bars that it touches. */
export function rangeOver(one: number, other: number, stops: readonly number[]): TimeRange | null {
  const low = Math.min(one, other);
  const high = Math.max(one, other);
  const from = stops.findLast((stop, at) => stop <= low && at < stops.length - 1) ?? stops[0];
  const to = stops.find((stop, at) => stop >= high && at > 0 && (from === undefined || stop > from)) ?? stops.at(-1);
  return from === undefined || to === undefined || to <= from ? null : { from, to };
}

/** One edge at another moment, at the next stop; it does not come past the other edge. */
export function moveEdge(range: TimeRange, edge: Edge, time: number, stops: readonly number[]): TimeRange {
  const free = stops.filter((stop) => (edge === "from" ? stop < range.to : stop > range.from));
  const nearest = free.reduce<number | undefined>(
    (best, stop) => (best === undefined || Math.abs(stop - time) < Math.abs(best - time) ? stop : best),
    undefined,
  );
  return nearest === undefined ? range : { ...range, [edge]: nearest };
}

/** How far a key moves an edge, in stops; null where it does not. Up and right are later, as on every slider. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** The range after a key was pressed on an edge; null where the key does nothing there. */
export function stepEdge(range: TimeRange, edge: Edge, key: string, stops: readonly number[]): TimeRange | null {
  const step = STEPS[key];
  const last = stops.length - 1;
  if (step === undefined || last < 1) return null;
  const at = indexOf(range[edge], edge, step, stops);
  const wanted = stops[Math.min(last, Math.max(0, at + step))] ?? range[edge];
  return moveEdge(range, edge, wanted, stops);
}

/** Which stop an edge is at; one between two counts as the one that a step leads away from. */
export function indexOf(time: number, edge: Edge, step: number, stops: readonly number[]): number {
  const exact = stops.indexOf(time);
  if (exact >= 0) return exact;
  const above = stops.findIndex((stop) => stop > time);
  const next = above < 0 ? stops.length - 1 : above;
  return step < 0 || (step === 0 && edge === "to") ? next : Math.max(0, next - 1);
}

/** A range that is all there is chooses nothing. */
export function isWhole(range: TimeRange | null, stops: readonly number[]): boolean {
  return range === null || (range.from <= (stops[0] ?? 0) && range.to >= (stops.at(-1) ?? 0));
}

export function isIn(bar: OutcomeBar, range: TimeRange | null): boolean {
  return range === null || (bar.to > range.from && bar.from < range.to);
}
