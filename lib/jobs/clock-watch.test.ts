import { expect, test } from "vitest";
import { ClockWatch } from "./clock-watch";

function watched() {
  const times = { wall: 1_000_000, monotonic: 0 };
  const watch = new ClockWatch({ now: () => new Date(times.wall), monotonic: () => times.monotonic });
  const after = (wall: number, monotonic: number) => {
    times.wall += wall;
    times.monotonic += monotonic;
    return watch.look();
  };
  return after;
}

test("time that goes by is no jump, however long the look was away", () => {
  const after = watched();
  expect(after(1_000, 1_000)).toBe(0);
  expect(after(3_600_000, 3_600_000)).toBe(0);
  expect(after(10_000, 10_500)).toBe(0);
});

test("a clock that is set forth or back has jumped, once", () => {
  const after = watched();
  expect(after(61_000, 1_000)).toBe(60_000);
  expect(after(1_000, 1_000)).toBe(0);
  expect(after(-59_000, 1_000)).toBe(-60_000);
  expect(after(1_000, 1_000)).toBe(0);
});

test("two seconds are the limit", () => {
  const after = watched();
  expect(after(2_000, 0)).toBe(0);
  expect(after(2_001, 0)).toBe(2_001);
});
