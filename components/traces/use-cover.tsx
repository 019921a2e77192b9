"use client";
import { type RefObject, useLayoutEffect } from "react";

/** Below this width the sheet lies over the page. */
const BESIDE = "(min-width: 1024px)";

/** While something covers the page, nothing of the page can be reached. */
export function useCover(cover: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const beside = window.matchMedia(BESIDE);
    const around = () => {
      const found: Element[] = [...document.querySelectorAll(".top, .nav, .skip")];
      for (let node: Element | null = cover.current; node !== null && node.tagName !== "MAIN"; node = node.parentElement) {
        found.push(...[...(node.parentElement?.children ?? [])].filter((one) => one !== node));
      }
      return found;
    };
    let covered: Element[] = [];
    const set = () => {
      for (const one of covered) one.removeAttribute("inert");
      covered = beside.matches ? [] : around();
      for (const one of covered) one.setAttribute("inert", "");
    };
    set();
    beside.addEventListener("change", set);
    return () => {
      beside.removeEventListener("change", set);
      for (const one of covered) one.removeAttribute("inert");
    };
  }, [cover]);
}
