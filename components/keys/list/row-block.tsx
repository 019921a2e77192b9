// biome-ignore-all lint/a11y/noRedundantRoles: laid out as cards on narrow screens, the elements lose the roles they have by themselves
"use client";
import { type ReactNode, useEffect, useRef, useState } from "react";

export const BLOCK_ROWS = 20;
/** Rows are made this far outside what is in sight, so that scrolling meets none that is empty. */
const AHEAD_PX = 1200;
const ROW_PX = 53;

type Props = { rows: number; isFirst: boolean; children: ReactNode };

/**
 * A block of rows that are in the page only while they are near what is in sight: a page of 1,000 keys stays as quick as one of 50.
 * The first block is always there, as are one with the focus in it and those that printing needs.
 */
export function RowBlock({ rows, isFirst, children }: Props) {
  const body = useRef<HTMLTableSectionElement>(null);
  const height = useRef(rows * ROW_PX);
  const [isNear, setNear] = useState(isFirst);
  useEffect(() => {
    const { current } = body;
    if (isFirst || !current) return;
    const margin = `${AHEAD_PX}px 0px`;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry || (!entry.isIntersecting && current.contains(document.activeElement))) return;
        if (!entry.isIntersecting && entry.boundingClientRect.height > 0) height.current = entry.boundingClientRect.height;
        setNear(entry.isIntersecting);
      },
      // The table scrolls by itself on wide screens, and with the page on narrow ones.
      { rootMargin: margin, scrollMargin: margin } as IntersectionObserverInit,
    );
    observer.observe(current);
    const showAll = () => setNear(true);
    window.addEventListener("beforeprint", showAll);
    return () => {
      observer.disconnect();
      window.removeEventListener("beforeprint", showAll);
    };
  }, [isFirst]);
  return (
    <tbody ref={body} role="rowgroup">
      {isNear ? (
        children
      ) : (
        // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row takes no focus
        <tr aria-hidden="true">
          {/* An attribute, because the content security policy refuses style attributes in the served page. */}
          <td colSpan={8} height={height.current} />
        </tr>
      )}
    </tbody>
  );
}
