/** Where a tooltip lies: beside what it explains, and not on what somebody may want to press next. */
import { type Box, overlap, type Size } from "./free-place";

export type TipPlace = {
  readonly left: number;
  readonly top: number;
  /** It lies on something that can be pressed all the same, so that presses must go through it. */
  readonly isCovering: boolean;
};

const GAP_PX = 6;
const EDGE_PX = 8;

/**
 * The first of above, below, right and left that lies in the window and covers no obstacle; else the first that lies in the window.
 * @param target what is explained, in px of the window
 * @param view what can be seen of the page
 * @param obstacles what can be pressed, without the target
 */
export function findTipPlace(target: Box, { width, height }: Size, view: Size, obstacles: readonly Box[]): TipPlace {
  const across = (target.left + target.right - width) / 2;
  const along = (target.top + target.bottom - height) / 2;
  const above = { left: across, top: target.top - height - GAP_PX };
  const below = { left: across, top: target.bottom + GAP_PX };
  const beside = [
    { left: target.right + GAP_PX, top: along },
    { left: target.left - width - GAP_PX, top: along },
  ].filter(({ left }) => left >= EDGE_PX && left + width <= view.width - EDGE_PX);
  const upright = [above, below].filter(({ top }) => top >= EDGE_PX && top + height <= view.height - EDGE_PX);
  const places = [...upright, ...beside].map(({ left, top }) => ({
    left: within(left, view.width - width),
    top: within(top, view.height - height),
  }));
  const covers = ({ left, top }: { left: number; top: number }) =>
    obstacles.some((box) => overlap(box, { left, top, right: left + width, bottom: top + height }) > 0);
  const free = places.find((place) => !covers(place));
  if (free) return { ...free, isCovering: false };
  const [first = { left: within(across, view.width - width), top: EDGE_PX }] = places;
  return { ...first, isCovering: covers(first) };
}

function within(start: number, last: number): number {
  return Math.max(EDGE_PX, Math.min(start, last - EDGE_PX));
}
