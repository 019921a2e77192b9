"use client";
import { type RefObject, useEffect, useMemo, useRef } from "react";
import { useShortcuts } from "#lib/console/browser/use-shortcuts";

const ROWS = "main .table-keys tbody";
/** So far down somebody reads rows, and is not at the page's head. */
const READING_FROM_PX = 120;

/** Whether somebody is at a row: rows that move away under the eye, the pointer or the focus make people press the wrong one. */
export function isReading(): boolean {
  const rows = document.querySelector(ROWS);
  if (!rows) return false;
  return (
    rows.contains(document.activeElement) ||
    rows.matches(":hover") ||
    window.scrollY > READING_FROM_PX ||
    document.querySelector("[role=menu], [role=dialog]") !== null
  );
}

function rowInFocus(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>(`${ROWS} tr`) ?? null;
}

/** Moves the focus from row to row, on the alias links. */
function moveRow(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>(`${ROWS} a.name`)];
  const row = rowInFocus();
  const at = links.findIndex((link) => link.closest("tr") === row);
  links[at === -1 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
}

/** The keys of the list: `/` filters, `c` creates, `j` and `k` move, `x` selects. @param onCreate null where the user may not create */
export function useListKeys(filter: RefObject<HTMLInputElement | null>, onCreate: (() => void) | null): void {
  useShortcuts(
    useMemo(
      () => ({
        "/": () => filter.current?.focus(),
        c: () => onCreate?.(),
        j: () => moveRow(1),
        k: () => moveRow(-1),
        x: () => rowInFocus()?.querySelector<HTMLInputElement>("input[type=checkbox]")?.click(),
      }),
      [filter, onCreate],
    ),
  );
}

/** Whoever pressed Next below the last row begins with the first of the new ones. */
export function useNewPageFromTop(page: string, isStale: boolean): void {
  const seen = useRef(page);
  useEffect(() => {
    if (isStale || seen.current === page) return;
    seen.current = page;
    window.scrollTo({ top: 0 });
  }, [page, isStale]);
}
