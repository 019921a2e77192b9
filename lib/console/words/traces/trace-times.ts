/** Moments of traces: in the zone of who looks, once the browser has said which; before that, in UTC. */

const zoned = (options: Intl.DateTimeFormatOptions) => {
  const utc = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
  let local: Intl.DateTimeFormat | undefined;
  return (time: number, isLocal: boolean) => {
    if (!isLocal) return utc.format(time);
    local ??= new Intl.DateTimeFormat("en-GB", options);
    return local.format(time);
  };
};

const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
const day = zoned({ day: "numeric", month: "short" });
const exactClock = zoned({ ...clock, fractionalSecondDigits: 3 });
const minutes = zoned({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const whole = zoned({ day: "numeric", month: "short", year: "numeric", ...clock, fractionalSecondDigits: 3, timeZoneName: "short" });
const hourAndMinute = zoned({ hour: "2-digit", minute: "2-digit" });
const plainClock = zoned(clock);

/** "14:16:44.093" of the day of `now`, "27 Nov 14:16:44" of another. */
export function rowTime(time: number, now: number, isLocal: boolean): string {
  return day(time, isLocal) === day(now, isLocal) ? exactClock(time, isLocal) : `${day(time, isLocal)} ${plainClock(time, isLocal)}`;
}

/** "27 Nov 2026, 14:16:44.093 CET" */
export function wholeTime(time: number, isLocal: boolean): string {
  return whole(time, isLocal);
}

/** "27 Nov, 08:00 to 14:20", "27 Nov, 22:00 to 28 Nov, 06:00" */
export function spanTime(from: number, to: number, isLocal: boolean): string {
  const end = day(from, isLocal) === day(to, isLocal) ? hourAndMinute(to, isLocal) : minutes(to, isLocal);
  return `${minutes(from, isLocal)} to ${end}`;
}
