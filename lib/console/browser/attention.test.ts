import { afterEach, beforeEach, expect, test, vi } from "vitest";

let listeners: Record<string, () => void>;

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers({ toFake: ["performance"] });
  listeners = {};
  vi.stubGlobal("document", {
    addEventListener: (event: string, listener: () => void) => {
      listeners[event] = listener;
    },
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("what a page asks is asked for a person within a minute of its opening and of the last key or pointer, and then by itself", async () => {
  vi.advanceTimersByTime(500_000);
  const { backgroundHeaders, isAttended } = await import("./attention");
  expect(isAttended()).toBe(true);
  vi.advanceTimersByTime(59_999);
  expect(backgroundHeaders()).toEqual({});
  vi.advanceTimersByTime(1);
  expect(backgroundHeaders()).toEqual({ "X-Kms-Background": "1" });
  for (const event of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
    listeners[event]?.();
    expect([event, isAttended()]).toEqual([event, true]);
    vi.advanceTimersByTime(60_000);
    expect(isAttended()).toBe(false);
  }
});
