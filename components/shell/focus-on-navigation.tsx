"use client";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";

/** So long, in ms, a page may take to come in the place of its waiting face. */
const PATIENCE_MS = 5_000;

/**
 * After a way from page to page the focus is on the new page's heading, so that a screen reader says where one is and Tab goes on from
 * there. The first page of a visit leaves it to the browser: there the first Tab stop is "Skip to content".
 */
export function FocusOnNavigation() {
  const pathname = usePathname();
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    // Whoever has begun to work on the new page, or in a dialog on it, is not disturbed.
    const isFree = () => document.activeElement === document.body && !document.querySelector(".scrim");
    const focus = () => {
      const heading = document.querySelector<HTMLElement>("main h1") ?? document.querySelector<HTMLElement>("main");
      if (!heading) return;
      if (heading.tabIndex < 0) heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    };
    const active = document.activeElement;
    if (!document.querySelector(".scrim") && !active?.closest("main :is(input, textarea, select)")) focus();
    const observer = new MutationObserver(() => isFree() && focus());
    const stop = () => observer.disconnect();
    const main = document.querySelector("main");
    if (main) observer.observe(main, { childList: true, subtree: true });
    const timer = setTimeout(stop, PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [pathname]);
  return null;
}
