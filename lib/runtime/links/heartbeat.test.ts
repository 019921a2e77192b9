import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listenForBeats, MOST_MISSED, OwnTime } from "./heartbeat";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

function listen() {
  const child = new EventEmitter();
  const reasons: string[] = [];
  listenForBeats(child as never, (reason) => reasons.push(reason));
  return { child, reasons, beat: (hang: string | null = null) => child.emit("message", { kind: "beat", hang }) };
}

/** The primary itself is held up: no timer fires, and then they all come late. */
function holdUp(seconds: number): void {
  const now = performance.now() + seconds * 1_000;
  vi.spyOn(performance, "now").mockReturnValueOnce(now);
  vi.advanceTimersByTime(1_000);
}

test("a part that beats is left alone", () => {
  const { reasons, beat } = listen();
  for (let second = 0; second < 10 * MOST_MISSED; second += 1) {
    vi.advanceTimersByTime(1_000);
    beat();
  }
  expect(reasons).toEqual([]);
});

test("a part that has been silent for so many seconds hangs, and one that beats a moment earlier does not", () => {
  const silent = listen();
  const late = listen();
  vi.advanceTimersByTime((MOST_MISSED - 1) * 1_000);
  expect(silent.reasons).toEqual([]);
  late.beat();
  vi.advanceTimersByTime(1_000);
  expect(silent.reasons).toHaveLength(1);
  vi.advanceTimersByTime((MOST_MISSED - 2) * 1_000);
  expect(late.reasons).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(late.reasons).toHaveLength(1);
});

test("what a part says of itself is believed at once, and told once", () => {
  const { reasons, beat } = listen();
  beat("a call hangs");
  beat("a call hangs");
  vi.advanceTimersByTime(5 * MOST_MISSED * 1_000);
  expect(reasons).toEqual(["a call hangs"]);
});

test("whatever a part that was broken into says of itself fits into a line of the log", () => {
  for (const said of ["x".repeat(1_000_000), "\u001b[2Jpassword=hunter2", { deep: true }, 7]) {
    const { child, reasons } = listen();
    child.emit("message", { kind: "beat", hang: said });
    expect(reasons).toHaveLength(1);
    expect(reasons[0]?.length).toBeLessThan(3_000);
    expect(reasons[0]).not.toMatch(/hunter2|\[2J/);
  }
});

test("a part that has ended is not listened to any more", () => {
  const { child, reasons } = listen();
  child.emit("exit");
  vi.advanceTimersByTime(5 * MOST_MISSED * 1_000);
  expect(reasons).toEqual([]);
  expect(child.listenerCount("message")).toBe(0);
});

test("messages of other links do not count as beats", () => {
  const { child, reasons } = listen();
  for (let second = 0; second < MOST_MISSED; second += 1) {
    vi.advanceTimersByTime(1_000);
    child.emit("message", { kind: "refusals" });
  }
  expect(reasons).toHaveLength(1);
});

test("seconds in which the primary was held up itself do not count", () => {
  const { reasons } = listen();
  for (let time = 0; time < 5 * MOST_MISSED; time += 1) {
    vi.advanceTimersByTime(0);
    holdUp(3 + time * 3);
  }
  expect(reasons).toEqual([]);
});

test("a second counts when it came on time", () => {
  const time = new OwnTime(0);
  expect([1_000, 2_999, 4_999, 5_000, 600_000, 601_000].map((now) => time.tick(now))).toEqual([true, true, false, true, false, true]);
});
