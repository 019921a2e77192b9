"use client";
import { type ReactNode, useEffect, useRef, useState } from "react";

/** What a part can look like, by a name that says what it is then. */
export type States = Readonly<Record<string, () => ReactNode>>;

export type Part = {
  readonly states: States;
  /** It lies over the page, so that each state has a page of its own. */
  readonly isOverlay?: boolean;
  /** It needs the whole width of the page. */
  readonly isWide?: boolean;
};

/** The time of the sheet, so that nothing on it depends on the day: pictures are taken with the browser's clock at it. */
export const NOW = Date.UTC(2026, 2, 2, 9);
const HOUR = 3_600_000;

/** @param hours from the time of the sheet; as the wire gives moments */
export const inHours = (hours: number) => String(NOW + hours * HOUR);

/** Shows what its first button or field opens, as soon as it is there. */
export function Opened({ by = "click", children }: { by?: "click" | "focus"; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A part whose content is fetched is ready in the next task.
    const timer = setTimeout(() => box.current?.querySelector<HTMLElement>("button, input")?.[by]());
    return () => clearTimeout(timer);
  }, [by]);
  return <div ref={box}>{children}</div>;
}

/** Keeps the value of a part that has none of its own. */
export function Kept<T>({ initial, children }: { initial: T; children: (value: T, change: (next: T) => void) => ReactNode }) {
  const [value, change] = useState(initial);
  return children(value, change);
}

export const nothing = () => undefined;
