/** How long until something that cannot be undone: "6 days 23 hours". Two units are as exact as anybody decides by. */
import { plural } from "./plural";

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

export function timeLeft(milliseconds: number): string {
  let rest = Math.max(milliseconds, 0);
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const number = Math.floor(rest / size);
    rest -= number * size;
    if (number > 0) parts.push(plural(number, unit));
  }
  return parts.slice(0, 2).join(" ") || "less than a minute";
}
