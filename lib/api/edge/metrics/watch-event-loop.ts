/** How late the event loop comes to what is due: what blocks it shows here, whatever it is. */
import type { Histogram } from "./histogram";

const PERIOD_MS = 250;

/**
 * @param lag in seconds
 * @param now ms, of a clock that does not jump
 * @returns ends the watch
 */
export function watchEventLoop(lag: Histogram, now: () => number = () => performance.now()): () => void {
  let due = now() + PERIOD_MS;
  const timer = setInterval(() => {
    const at = now();
    lag.observe(Math.max(0, at - due) / 1000);
    due = at + PERIOD_MS;
  }, PERIOD_MS).unref();
  return () => clearInterval(timer);
}
