"use client";
import { useEffect, useState } from "react";

const TICK_MS = 15_000;

/** The time, as exact as a countdown in minutes needs it, and on the spot when something ends. @param end epoch ms; null for nothing */
export function useNow(end: number | null): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, TICK_MS);
    // Rounded up, so that it is over by then.
    const atEnd = end !== null && end > Date.now() ? setTimeout(tick, end - Date.now() + 1) : undefined;
    return () => {
      clearInterval(timer);
      clearTimeout(atEnd);
    };
  }, [end]);
  return now;
}
