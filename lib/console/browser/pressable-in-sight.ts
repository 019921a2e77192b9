import type { Box } from "./free-place";

/** Where in the window something can be pressed. Runs in the browser only. @param isLeftOut what does not count */
export function pressableInSight(selector: string, isLeftOut: (one: Element) => boolean): Box[] {
  return [...document.querySelectorAll(selector)]
    .filter((one) => !isLeftOut(one))
    .map((one) => one.getBoundingClientRect())
    .filter(({ width, height, bottom, top }) => width > 1 && height > 1 && bottom > 0 && top < window.innerHeight);
}
