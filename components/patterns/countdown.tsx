"use client";
import { useEffect, useState } from "react";
import { timeLeft } from "#lib/console/words/time-left";

/** A date to come, with what is left until then in its two largest units. @param milliseconds epoch, as the wire gives it */
export function Countdown({ milliseconds }: { milliseconds: string }) {
  const date = new Date(Number(milliseconds));
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span>
      <time dateTime={date.toISOString()} className="font-medium text-danger">
        {date.toISOString().slice(0, 16).replace("T", " ")} UTC
      </time>
      {now === null ? null : <span className="text-muted"> · in {timeLeft(date.getTime() - now)}</span>}
    </span>
  );
}
