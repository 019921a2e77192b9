"use client";
import { useEffect, useRef, useState } from "react";
import { pressableInSight } from "#lib/console/browser/pressable-in-sight";
import { findTipPlace } from "#lib/console/browser/tip-place";

/** What is below the finger or the focus is explained after so long, in ms: who passes by is left in peace. */
const DELAY_MS = 300;
const PRESSABLE = "a[href], button, input, select, textarea, label, summary, [role^=menuitem], [role=option]";

type Tip = { readonly text: string; readonly target: Element };

/** What to say of an element: why it is off, what its icon means, or the whole of what is cut. */
function tipOf(element: Element | null): Tip | null {
  const target = element?.closest("[data-tip], [data-whole]");
  if (!target) return null;
  const text = target.getAttribute("data-tip");
  if (text) return { text, target };
  const whole = target.getAttribute("data-whole");
  const isCut = [target, ...target.querySelectorAll("*")].some((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0);
  return whole && isCut ? { text: whole, target } : null;
}

/**
 * The one tooltip of a page, on hover and on focus (WCAG 1.4.13: it stays while it is pointed at, unless it has to lie on something that
 * can be pressed; Escape takes it away). Elements say what it shows: `data-tip` always, `data-whole` where the element is cut. One for
 * all, because a table has hundreds of such elements. What it says is never said there alone: off buttons and icons have the same words
 * for a screen reader.
 */
export function Tooltips() {
  const [tip, setTip] = useState<Tip | null>(null);
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = (next: Tip | null, delay: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => setTip(next), delay);
    };
    const point = (event: Event) => {
      const target = event.target instanceof Element ? event.target : null;
      if (target && box.current?.contains(target)) return clearTimeout(timer);
      show(tipOf(target), DELAY_MS);
    };
    const focus = (event: Event) => {
      const target = event.target as Element;
      show(target.matches(":focus-visible") ? tipOf(target) : null, 0);
    };
    const leave = () => show(null, 0);
    const dismiss = (event: KeyboardEvent) => event.key === "Escape" && leave();
    const on = [
      ["pointerover", point],
      ["focusin", focus],
      ["focusout", leave],
      ["pointerdown", leave],
      ["keydown", dismiss as EventListener],
    ] as const;
    for (const [name, handle] of on) document.addEventListener(name, handle);
    window.addEventListener("scroll", leave, { capture: true, passive: true });
    return () => {
      clearTimeout(timer);
      for (const [name, handle] of on) document.removeEventListener(name, handle);
      window.removeEventListener("scroll", leave, { capture: true });
    };
  }, []);

  useEffect(() => {
    const { current } = box;
    if (!tip || !current) return;
    const { clientWidth: width, clientHeight: height } = document.documentElement;
    const { target } = tip;
    const others = pressableInSight(PRESSABLE, (one) => one.contains(target) || target.contains(one));
    const place = findTipPlace(target.getBoundingClientRect(), current.getBoundingClientRect(), { width, height }, others);
    current.style.top = `${place.top}px`;
    current.style.left = `${place.left}px`;
    current.style.pointerEvents = place.isCovering ? "none" : "";
  }, [tip]);

  return tip ? (
    <div ref={box} className="tooltip tooltip-float" aria-hidden="true">
      {tip.text}
    </div>
  ) : null;
}
