import { scaleTime, scaleUtc } from "d3-scale";

const DAY_MS = 86_400_000;

/**
 * Moments to write below a chart: round ones of the zone (full hours, midnights, Mondays, first days of months), five to ten.
 * @param isLocal of the machine's own zone, which only the browser knows; else UTC
 * @returns epoch milliseconds
 */
export function timeTicks(from: number, to: number, isLocal: boolean): readonly number[] {
  const days = (to - from) / DAY_MS;
  if (days > 14 && days <= 60) return mondays(from, to, isLocal);
  const scale = (isLocal ? scaleTime() : scaleUtc()).domain([from, to]);
  return scale.ticks(days <= 2 ? 8 : 7).map(Number);
}

/** The Mondays of a range, at their midnight in the zone. */
export function mondays(from: number, to: number, isLocal: boolean): readonly number[] {
  const days: number[] = [];
  for (let day = midnight(from, isLocal); day <= to; day = nextMidnight(day, isLocal)) {
    if (day >= from && weekday(day, isLocal) === 1) days.push(day);
  }
  return days;
}

/** Whole days from one moment's day to another's. */
export function daysBetween(from: number, to: number, isLocal: boolean): number {
  // A day of 23 or 25 hours, when clocks change, is a day.
  return Math.round((midnight(to, isLocal) - midnight(from, isLocal)) / DAY_MS);
}

function weekday(time: number, isLocal: boolean): number {
  return isLocal ? new Date(time).getDay() : new Date(time).getUTCDay();
}

function midnight(time: number, isLocal: boolean): number {
  return isLocal ? new Date(time).setHours(0, 0, 0, 0) : new Date(time).setUTCHours(0, 0, 0, 0);
}

function nextMidnight(time: number, isLocal: boolean): number {
  return midnight(midnight(time, isLocal) + DAY_MS * 1.5, isLocal);
}
