/**
 * Whether somebody is at the page. A page that is open asks again and again by itself; that keeps a session alive only as long as a key or
 * the pointer is used on it now and then.
 */

/** For so long after the last key or pointer, in ms, what the page asks is asked for a person. */
const ATTENTION_MS = 60_000;

/** Opening the page is the first. */
let last = 0;
let isWatching = false;

/** @returns the header that tells the console's server that nobody asks, or none */
export function backgroundHeaders(): Record<string, string> {
  return isAttended() ? {} : { "X-Kms-Background": "1" };
}

export function isAttended(): boolean {
  watch();
  return performance.now() - last < ATTENTION_MS;
}

function watch(): void {
  if (isWatching || typeof document === "undefined") return;
  isWatching = true;
  const note = () => {
    last = performance.now();
  };
  note();
  for (const event of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"])
    document.addEventListener(event, note, { capture: true, passive: true });
}
