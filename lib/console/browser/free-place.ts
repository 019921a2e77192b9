/** Finds room on the page for what lies over it, such as a message, so that it covers nothing that can be pressed. */

export type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
export type Size = { readonly width: number; readonly height: number };
export type Place = {
  readonly left: number;
  readonly top: number /** How much of what can be pressed is covered there, in px². */;
  readonly covered: number;
};

const STEP = 8;

/**
 * The place nearest to the upper right corner of `area` where nothing of `obstacles` is covered, else the one where least is.
 * @param gap what is left free around each obstacle
 */
export function findFreePlace({ width, height }: Size, area: Box, obstacles: readonly Box[], gap = 4): Place {
  const near = obstacles.filter((box) => box.right > area.left && box.left < area.right && box.bottom > area.top && box.top < area.bottom);
  const rightmost = Math.max(area.left, area.right - width);
  let best: Place & { readonly cost: number } = { left: rightmost, top: area.top, covered: Number.POSITIVE_INFINITY, cost: 0 };
  for (let top = area.top; top === area.top || top + height <= area.bottom; top += STEP) {
    for (let left = rightmost; left >= area.left; left -= STEP) {
      // To go down leads away from where messages are looked for; to go left, less so.
      const cost = top - area.top + (rightmost - left) / 2;
      if (best.covered === 0 && cost >= best.cost) break;
      const covered = near.reduce(
        (sum, box) => sum + overlap(box, { left: left - gap, top: top - gap, right: left + width + gap, bottom: top + height + gap }),
        0,
      );
      if (covered < best.covered || (covered === best.covered && cost < best.cost)) best = { left, top, covered, cost };
    }
  }
  const { left, top, covered } = best;
  return { left, top, covered };
}

/** How much of one lies in the other, in px². */
export function overlap(one: Box, other: Box): number {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return width > 0 && height > 0 ? width * height : 0;
}
