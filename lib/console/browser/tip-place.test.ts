import { expect, test } from "vitest";
import { findTipPlace } from "./tip-place";

const view = { width: 1000, height: 600 };
const size = { width: 100, height: 20 };
const box = (left: number, top: number, width = 24, height = 24) => ({ left, top, right: left + width, bottom: top + height });

test("a tooltip lies above what it explains, and below where there is no room above", () => {
  expect(findTipPlace(box(500, 300), size, view, [])).toEqual({ left: 462, top: 274, isCovering: false });
  expect(findTipPlace(box(500, 10), size, view, [])).toEqual({ left: 462, top: 40, isCovering: false });
});

test("it does not leave the window at its sides", () => {
  expect(findTipPlace(box(970, 300), size, view, []).left).toBe(892);
  expect(findTipPlace(box(4, 300), size, view, []).left).toBe(8);
});

test("it avoids what can be pressed: below, then right, then left", () => {
  const [above, below, right] = [box(500, 270), box(500, 330), box(540, 300)];
  expect(findTipPlace(box(500, 300), size, view, [above])).toEqual({ left: 462, top: 330, isCovering: false });
  expect(findTipPlace(box(500, 300), size, view, [above, below])).toEqual({ left: 530, top: 302, isCovering: false });
  expect(findTipPlace(box(500, 300), size, view, [above, below, right])).toEqual({ left: 394, top: 302, isCovering: false });
});

test("where everything beside it can be pressed, it lies above, and lets presses through", () => {
  const around = [box(500, 270), box(500, 330), box(540, 300), box(440, 300)];
  expect(findTipPlace(box(500, 300), size, view, around)).toEqual({ left: 462, top: 274, isCovering: true });
});

test("one that is larger than the window lies at its corner", () => {
  expect(findTipPlace(box(10, 10), { width: 2000, height: 900 }, view, [])).toEqual({ left: 8, top: 8, isCovering: false });
});
