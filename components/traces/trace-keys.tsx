"use client";
import { useMemo } from "react";
import { useShortcuts } from "#lib/console/browser/use-shortcuts";

const ROWS = ".table-traces tbody";
/** So far down somebody reads rows, and is not at the page's head. */
const READING_FROM_PX = 120;

/** Whether somebody is at a row, or has a menu or form open. */
export function isReadingTraces(): boolean {
  return window.scrollY > READING_FROM_PX || document.querySelector(`${ROWS} :focus, [role=menu], [role=dialog]`) !== null;
}

/** Moves the focus from row to row, on the links. */
function moveRow(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>(`${ROWS} a.name`)];
  const row = document.activeElement?.closest("tr") ?? document.querySelector(`${ROWS} tr:has([aria-current])`);
  const at = links.findIndex((link) => link.closest("tr") === row);
  links[at === -1 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
}

/** `j` and `k` move, `/` goes to the filters. */
export function useTraceKeys(): void {
  useShortcuts(
    useMemo(
      () => ({
        j: () => moveRow(1),
        k: () => moveRow(-1),
        "/": () => document.querySelector<HTMLElement>("[data-add-filter]")?.focus(),
      }),
      [],
    ),
  );
}
