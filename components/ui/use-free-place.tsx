"use client";
import { type RefObject, useLayoutEffect } from "react";
import { type Box, findFreePlace } from "#lib/console/browser/free-place";
import { pressableInSight } from "#lib/console/browser/pressable-in-sight";

/** So often, in ms, it is looked whether something came under it: the page was scrolled, or is another one. */
const LOOK_MS = 400;
const PHONE_PX = 720;
const BAR_PX = 48;
const EDGE_PX = 16;
const PRESSABLE = "main :is(a[href], button, input, select, textarea, label, summary), .nav :is(a, button), .dialog";
/** Lines that stay while the page scrolls: messages belong below them. */
const LINES = "main > .head, main .head, main .tools, main .tabs, main thead";

/**
 * Keeps what lies over the page in the upper right, below the page's head, where it covers nothing that can be pressed. On phones, where
 * rows fill the width, it lies over the title, and the page makes room where the title does not do.
 */
export function useFreePlace(box: RefObject<HTMLElement | null>, isEmpty: boolean, change: unknown): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is shown has another size after each change
  useLayoutEffect(() => {
    if (isEmpty) return;
    const { documentElement: root } = document;
    const place = () => {
      const { current } = box;
      if (!current) return;
      const { width, height } = current.getBoundingClientRect();
      const isPhone = root.clientWidth < PHONE_PX;
      const obstacles = pressableInSight(PRESSABLE, (one) => current.contains(one));
      const { left, top, covered } = findFreePlace({ width, height }, areaFor(isPhone, height), obstacles);
      current.style.left = `${left}px`;
      current.style.top = `${top}px`;
      const isAtTop = window.scrollY < EDGE_PX;
      if (isPhone && covered > 0 && isAtTop && !root.style.getPropertyValue("--toast-room")) {
        const first = Math.min(...obstacles.map((one) => one.top).filter((edge) => edge > BAR_PX));
        root.style.setProperty("--toast-room", `${Math.max(0, Math.ceil(BAR_PX + height + 2 * EDGE_PX - first))}px`);
      }
    };
    place();
    const timer = setInterval(place, LOOK_MS);
    window.addEventListener("resize", place);
    return () => {
      clearInterval(timer);
      window.removeEventListener("resize", place);
      root.style.removeProperty("--toast-room");
    };
  }, [box, isEmpty, change]);
}

function areaFor(isPhone: boolean, height: number): Box {
  const { clientWidth, clientHeight } = document.documentElement;
  const left = document.querySelector("main")?.getBoundingClientRect().left ?? 0;
  const side = isPhone ? EDGE_PX : 24;
  const fixed = [...document.querySelectorAll(LINES)]
    .map((line) => line.getBoundingClientRect().bottom)
    .filter((edge) => edge < clientHeight / 2);
  const top = isPhone ? BAR_PX + 4 : Math.max(BAR_PX, ...fixed) + 8;
  return { left: left + side, top, right: clientWidth - side, bottom: isPhone ? top + height : clientHeight * 0.8 };
}
