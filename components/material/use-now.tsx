"use client";
import { useEffect, useState } from "react";

const TICK_MS = 15_000;

/**
 * The time, as exact as a countdown in minutes needs it, and on the spot when something ends or is replaced: what is fetched anew may
 * end in the same second as what was there before, and is judged by the clock of then all the same.
 * @param held what ends, by its epoch second; null for nothing
 */
export function useNow(held: { readonly expiration_time: number } | null): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, TICK_MS);
    // Rounded up, so that it is over by then.
    const left = held === null ? 0 : held.expiration_time * 1000 - Date.now();
    const atEnd = left > 0 ? setTimeout(tick, left + 1) : undefined;
    return () => {
      clearInterval(timer);
      clearTimeout(atEnd);
    };
  }, [held]);
  return now;
}
