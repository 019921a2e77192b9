/** Calls by day as bars: days without a call are empty bars, and of a long time each bar is a week. */
import type { OutcomeBar } from "./bars";

const DAY_MS = 86_400_000;
/** So many bars are told apart; of more days they are weeks. */
const DAYS_MAX = 60;
const WEEK = 7;

type Day = { readonly day: string; readonly calls: number; readonly refused: number };

/**
 * @param firstDay `YYYY-MM-DD` in UTC
 * @param number of days, the first with them
 */
export function dayBars(days: readonly Day[], firstDay: string, number: number): readonly OutcomeBar[] {
  const step = number > DAYS_MAX ? WEEK : 1;
  const begin = Date.parse(`${firstDay}T00:00:00Z`);
  const bars = Array.from({ length: Math.ceil(number / step) }, (_, at) => {
    const from = begin + at * step * DAY_MS;
    return { from, to: Math.min(from + step * DAY_MS, begin + number * DAY_MS), ok: 0, refused: 0, failed: 0 };
  });
  for (const { day, calls, refused } of days) {
    const bar = bars[Math.floor((Date.parse(`${day}T00:00:00Z`) - begin) / (step * DAY_MS))];
    if (bar === undefined) continue;
    bar.ok += calls - refused;
    bar.refused += refused;
  }
  return bars;
}
