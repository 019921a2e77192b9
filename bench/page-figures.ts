/** What the browser itself tells of a page: its largest paint, what moved in it, and how long presses waited for a frame. */
import type { Page } from "@playwright/test";

export type PageFigures = {
  /** Milliseconds. */
  readonly lcp: number;
  readonly cls: number;
  /** Of each kind of press the longest wait for a frame, in ms. */
  readonly presses: Readonly<Record<string, number>>;
};

type Seen = { lcp: number; cls: number; press: number };
type Watched = { kmsSeen: Seen };
/** The browser tells of no shorter waits, and rounds to eight milliseconds. */
export const SHORTEST_MS = 16;

/** Watches every document of a page from its beginning. */
export async function watchPage(page: Page) {
  await page.addInitScript((shortest) => {
    const seen: Seen = { lcp: 0, cls: 0, press: 0 };
    (window as unknown as Watched).kmsSeen = seen;
    type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean };
    type Press = PerformanceEntry & { interactionId: number };
    const watch = (type: string, take: (entry: PerformanceEntry) => void, options: object = {}) =>
      new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...options });
    watch("largest-contentful-paint", ({ startTime }) => {
      seen.lcp = startTime;
    });
    watch("layout-shift", (entry) => {
      const { value, hadRecentInput } = entry as Shift;
      if (!hadRecentInput) seen.cls += value;
    });
    const press = (entry: PerformanceEntry) => {
      if ((entry as Press).interactionId) seen.press = Math.max(seen.press, entry.duration);
    };
    watch("event", press, { durationThreshold: shortest });
  }, SHORTEST_MS);
  const read = async (name: keyof Seen) => {
    // What was painted last is told in a task of its own.
    await page.evaluate(() => new Promise((resolve) => setTimeout(() => requestAnimationFrame(() => setTimeout(resolve, 100)), 0)));
    return page.evaluate((which) => (window as unknown as Watched).kmsSeen[which], name);
  };
  return {
    largestPaint: () => read("lcp"),
    shifts: () => read("cls"),
    slowestPress: () => read("press"),
    forgetPresses: async () => {
      await read("press");
      await page.evaluate(() => {
        (window as unknown as Watched).kmsSeen.press = 0;
      });
    },
  };
}
