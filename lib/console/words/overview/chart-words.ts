/** Times and figures in charts. Times are of the zone of who looks, once the browser has said which; before that, of UTC. */

import { count, plural } from "#lib/console/words/plural";

const zoned = (options: Intl.DateTimeFormatOptions) => {
  const utc = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
  let local: Intl.DateTimeFormat | undefined;
  return (time: number, isLocal: boolean) => {
    if (!isLocal) return utc.format(time);
    local ??= new Intl.DateTimeFormat("en-GB", options);
    return local.format(time);
  };
};

/** "15:00" */
export const clockTime = zoned({ hour: "2-digit", minute: "2-digit" });
const clockSeconds = zoned({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const chartMonth = zoned({ month: "short", year: "numeric" });
/** "29 Nov" */
export const chartDay = zoned({ day: "numeric", month: "short" });
const dayAndTime = zoned({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const timeWithZone = zoned({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** What stands below a chart at a moment: "15:00", "29 Nov" at a midnight of a longer range, "Nov 2026" where years meet. */
export function tickWords(time: number, span: number, isLocal: boolean): string {
  if (span > 300 * DAY_MS) return chartMonth(time, isLocal);
  if (span <= 10 * MINUTE_MS) return clockSeconds(time, isLocal);
  const clock = clockTime(time, isLocal);
  return span <= 2 * DAY_MS || clock !== "00:00" ? clock : chartDay(time, isLocal);
}

/** "28 Nov, 15:00 to 16:00 GMT+1", "28 Nov" of a whole day. */
export function rangeWords(from: number, to: number, isLocal: boolean): string {
  if (to - from >= DAY_MS && clockTime(from, isLocal) === "00:00" && clockTime(to, isLocal) === "00:00") {
    const last = chartDay(to - 1, isLocal);
    const first = chartDay(from, isLocal);
    return first === last ? first : `${first} to ${last}`;
  }
  const isOneDay = chartDay(from, isLocal) === chartDay(to - 1, isLocal);
  const end = timeWithZone(to, isLocal);
  return `${dayAndTime(from, isLocal)} to ${isOneDay ? end.slice(end.indexOf(",") + 2) : end}`;
}

/** "200k", "1.5M": beside an axis there is no room for more. */
export function shortCount(number: number): string {
  if (number >= 1_000_000_000) return `${number / 1_000_000_000}G`;
  if (number >= 1_000_000) return `${number / 1_000_000}M`;
  return number >= 1_000 ? `${number / 1_000}k` : String(number);
}

export const chartWords = {
  time: "Time",
  name: "Name",
  event: "What happens",
  date: "Date",
  of: { ok: "succeeded", refused: "refused", failed: "failed" },
  traceOf: { ok: "normal", refused: "warning", failed: "incident" },
  /** "28 Nov, 15:00 to 16:00: 1,200 succeeded, 3 refused" */
  figures: (when: string, parts: readonly (readonly [number, string])[]) =>
    `${when}: ${parts
      .filter(([number], at) => number > 0 || at === 0)
      .map(([number, what]) => `${count(number)} ${what}`)
      .join(", ")}`,
  brushFrom: "Beginning of the chosen time",
  brushTo: "End of the chosen time",
  drag: "drag to choose a time",
  chosen: (when: string) => `${when} is chosen`,
  at: (time: number, isLocal: boolean) => timeWithZone(time, isLocal),
  trend: (values: readonly number[]) =>
    values.length === 0
      ? "No trend"
      : `Lowest ${count(Math.min(...values))}, highest ${count(Math.max(...values))}, last ${count(values.at(-1) ?? 0)}`,
  today: "today",
  /** Of several events at one mark: "3 keys". */
  keys: (number: number) => plural(number, "key"),
  /** "10 Dec", "10–12 Dec", "30 Nov–2 Dec" */
  days: (from: number, to: number, isLocal: boolean) => {
    const first = chartDay(from, isLocal);
    const last = chartDay(to, isLocal);
    if (first === last) return last;
    const [day, month] = first.split(" ");
    return last.endsWith(` ${month}`) ? `${day}–${last}` : `${first}–${last}`;
  },
} as const;
