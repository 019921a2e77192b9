import { scaleLinear } from "d3-scale";
import { stack } from "d3-shape";

/** Calls or traces of one stretch of time by how they ended. */
export type OutcomeBar = {
  /** Epoch milliseconds; `to` is the first that no longer counts. */
  readonly from: number;
  readonly to: number;
  readonly ok: number;
  readonly refused: number;
  readonly failed: number;
};

export const OUTCOMES = ["ok", "refused", "failed"] as const;
export type BarOutcome = (typeof OUTCOMES)[number];

/** A part of a bar: its upper edge and height in the unit of the panel, from the panel's top. */
export type BarPart = { readonly outcome: BarOutcome; readonly bar: number; readonly top: number; readonly height: number };

/** What there is at all is seen, in pixels: one failure among a million calls is not nothing. */
const LEAST = 1.5;

/**
 * Bars of several outcomes on each other, the first at the foot. Parts without a count are left out.
 * @param top the figure at the panel's upper edge
 * @param height of the panel, in pixels
 */
export function stackBars(bars: readonly OutcomeBar[], outcomes: readonly BarOutcome[], top: number, height: number): BarPart[] {
  const layers = stack<OutcomeBar, BarOutcome>().keys([...outcomes])([...bars]);
  const tall = scaleLinear().domain([0, top]).range([0, height]).clamp(true);
  const foot = bars.map(() => height);
  return layers.flatMap((layer) =>
    layer.flatMap(([low, high], bar) => {
      if (high <= low) return [];
      const size = Math.max(LEAST, tall(high) - tall(low));
      const edge = Math.max(0, (foot[bar] ?? height) - size);
      foot[bar] = edge;
      return [{ outcome: layer.key, bar, top: round(edge), height: round(size) }];
    }),
  );
}

/** Figures beside a panel, evenly apart, from 0 to above the tallest bar: whole numbers, because half a call is none. */
export function countTicks(max: number, wanted: number): readonly number[] {
  if (max <= 1) return [0, 1];
  const scale = scaleLinear().domain([0, max]).nice(wanted);
  const ticks = scale.ticks(wanted);
  return ticks.every(Number.isInteger) ? ticks : [0, scale.domain()[1] ?? max];
}

/** The whole of one bar. */
export function total(bar: OutcomeBar): number {
  return bar.ok + bar.refused + bar.failed;
}

/** Of all bars together, by outcome. */
export function totals(bars: readonly OutcomeBar[]): Readonly<Record<BarOutcome, number>> {
  const sum = { ok: 0, refused: 0, failed: 0 };
  for (const bar of bars) for (const outcome of OUTCOMES) sum[outcome] += bar[outcome];
  return sum;
}

/** Where a moment lies in a range, in percent from its beginning, as attributes of SVG take it: "12.5%". */
export function percent(time: number, from: number, to: number): string {
  return `${round(shareOf(time, from, to) * 100)}%`;
}

/** 0 to 1; what is outside is at the edge. */
export function shareOf(time: number, from: number, to: number): number {
  return to > from ? Math.min(1, Math.max(0, (time - from) / (to - from))) : 0;
}

function round(number: number): number {
  return Math.round(number * 1000) / 1000;
}
