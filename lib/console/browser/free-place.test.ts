import { expect, test } from "vitest";
import { type Box, findFreePlace } from "./free-place";

const AREA: Box = { left: 200, top: 184, right: 1256, bottom: 700 };
const TOAST = { width: 360, height: 60 };
const box = (left: number, top: number, width: number, height: number): Box => ({ left, top, right: left + width, bottom: top + height });

test("with nothing in the way a message is in the upper right corner", () => {
  expect(findFreePlace(TOAST, AREA, [])).toEqual({ left: 896, top: 184, covered: 0 });
});

test("beside a column of buttons it goes to the left of them and stays at the top", () => {
  const rows = Array.from({ length: 14 }, (_, row) => [box(232, 190 + row * 40, 170, 20), box(1072, 190 + row * 40, 160, 24)]).flat();
  const { left, top, covered } = findFreePlace(TOAST, AREA, rows);
  expect(covered).toBe(0);
  expect(top).toBe(184);
  expect(left).toBeGreaterThan(402);
  expect(left + TOAST.width).toBeLessThanOrEqual(1068);
});

test("below a row of buttons it goes where they end", () => {
  const { left, top, covered } = findFreePlace(TOAST, AREA, [box(200, 184, 1056, 32)]);
  expect([left, covered]).toEqual([896, 0]);
  expect(top).toBeGreaterThanOrEqual(220);
});

test("where there is no room it covers the least", () => {
  const phone: Box = { left: 16, top: 52, right: 374, bottom: 200 };
  const buttons = [box(16, 104, 358, 400)];
  const { top, covered } = findFreePlace({ width: 358, height: 96 }, phone, buttons);
  expect(top).toBe(52);
  expect(covered).toBeGreaterThan(0);
});
