import { expect, test, vi } from "vitest";
import { Histogram } from "./histogram";
import { watchEventLoop } from "./watch-event-loop";

test("an event loop that is held up shows once, by how long it was late", () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  try {
    let now = 1_000;
    const lag = new Histogram([0.1, 1]);
    const unwatch = watchEventLoop(lag, () => now);
    for (const late of [0, 400, 0, 2_000]) {
      now += 250 + late;
      vi.advanceTimersByTime(250);
    }
    expect(lag.toValues()).toEqual([2, 1, 1, 2.4]);
    unwatch();
    vi.advanceTimersByTime(1_000);
    expect(lag.toValues()).toEqual([2, 1, 1, 2.4]);
  } finally {
    vi.useRealTimers();
  }
});
