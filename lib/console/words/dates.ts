/** Dates that decide something, as a table has room for them; the whole stands beside them, on hover. */

const YEAR_MS = 31_536_000_000;
const near = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const far = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" });

/** "29 Nov"; "Nov 2027" where the day alone could be meant of this year. @param now epoch milliseconds */
export function shortDate(date: Date, now: number = Date.now()): string {
  return Math.abs(date.getTime() - now) < YEAR_MS * 0.9 ? near.format(date) : far.format(date);
}

export function exactTime(date: Date): string {
  return `${exact.format(date)} UTC`;
}
