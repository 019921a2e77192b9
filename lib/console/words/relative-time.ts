/** Times as people say them: "2 minutes ago". The exact time stands beside it, in the element that shows this. */

const UNITS = [
  ["year", 31_536_000_000],
  ["month", 2_592_000_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

const past = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
/** "In 1 month", since "next month" says less. */
const future = new Intl.RelativeTimeFormat("en");

/**
 * @param now epoch milliseconds that the text is relative to
 * @param isPlanned the moment is one to come, so that one that has passed is due; else it is one that was, and a clock that is behind
 *   makes it no later than now
 */
export function relativeTime(date: Date, now: number, isPlanned = false): string {
  const exact = date.getTime() - now;
  // What was planned a moment ago for seven days later is in seven days, and not in six.
  const distance = exact > 0 ? Math.round(exact / 60_000) * 60_000 : exact;
  if (isPlanned && exact <= 0) return "due now";
  const unit = UNITS.find(([, milliseconds]) => Math.abs(distance) >= milliseconds);
  const format = distance > 0 ? future : past;
  return unit ? format.format(Math.trunc(distance / unit[1]), unit[0]) : isPlanned ? "in a moment" : "just now";
}
