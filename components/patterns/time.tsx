"use client";
import { useEffect, useState } from "react";
import { relativeTime } from "#lib/console/words/relative-time";

const absolute = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" });

/** A moment: relative at a glance, absolute (UTC) on hover and focus. @param milliseconds epoch, as the wire gives it */
export function Time({ milliseconds }: { milliseconds: string }) {
  const date = new Date(Number(milliseconds));
  const exact = `${absolute.format(date)} UTC`;
  // The server's clock and time of rendering differ from the browser's: the first paint shows the exact time on both.
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={date.toISOString()} title={exact}>
      {now === null ? exact.slice(0, 11) : relativeTime(date, now)}
    </time>
  );
}
