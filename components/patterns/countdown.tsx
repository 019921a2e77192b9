"use client";
import { useEffect, useState } from "react";

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

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
      <time dateTime={date.toISOString()} className="font-semibold text-danger">
        {date.toISOString().slice(0, 16).replace("T", " ")} UTC
      </time>
      {now === null ? null : <span className="text-muted"> · in {left(date.getTime() - now)}</span>}
    </span>
  );
}

function left(milliseconds: number): string {
  let rest = Math.max(milliseconds, 0);
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const number = Math.floor(rest / size);
    rest -= number * size;
    if (number > 0) parts.push(`${number} ${unit}${number === 1 ? "" : "s"}`);
  }
  return parts.slice(0, 2).join(" ") || "less than a minute";
}
