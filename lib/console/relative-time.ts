/** Times as people say them: "2 minutes ago". The exact time stands beside it, in the element that shows this. */

const UNITS = [
  ["year", 31_536_000_000],
  ["month", 2_592_000_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

const format = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** @param now epoch milliseconds that the text is relative to */
export function relativeTime(date: Date, now: number): string {
  const distance = date.getTime() - now;
  const unit = UNITS.find(([, milliseconds]) => Math.abs(distance) >= milliseconds);
  return unit ? format.format(Math.trunc(distance / unit[1]), unit[0]) : "just now";
}
