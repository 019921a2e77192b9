"use client";
import { useEffect, useState } from "react";
import { relativeTime } from "#lib/console/words/relative-time";

const absolute = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" });

type Props = {
  milliseconds: string;
  isFocusable?: boolean;
  /** It is to come: once it has passed it is due, and not "just now". */
  isPlanned?: boolean;
  /** What is said on hover after the moment. */
  more?: string;
};

/** A moment: relative at a glance, absolute (UTC) on hover, and on focus where it can have it (in a table it cannot:
 * a page of keys would have a hundred more stops). @param milliseconds epoch, as the wire gives it */
export function Time({ milliseconds, isFocusable = false, isPlanned = false, more }: Props) {
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
    <time dateTime={date.toISOString()} data-tip={more ? `${exact} · ${more}` : exact} tabIndex={isFocusable ? 0 : undefined}>
      {now === null ? exact.slice(0, 11) : relativeTime(date, now, isPlanned)}
    </time>
  );
}
