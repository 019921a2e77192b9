"use client";
import { useEffect } from "react";
import { findChoice, keepChoice } from "./keep-choice";

/** Whether single-key shortcuts are on (WCAG 2.1.4: they can be turned off, for people who speak to their computer). */
export function areShortcutsOn(): boolean {
  return findChoice("shortcuts") !== "off";
}

export function setShortcutsOn(isOn: boolean): void {
  keepChoice("shortcuts", isOn ? null : "off");
}

/** Binds single keys to what they do, while no field has the focus and no dialog or menu is open. */
export function useShortcuts(handlers: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    const handle = (event: KeyboardEvent) => {
      const handler = Object.hasOwn(handlers, event.key) ? handlers[event.key] : undefined;
      if (!handler || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target as HTMLElement;
      if (target.closest("input:not([type=checkbox]), textarea, select, [role=dialog], [role=menu]") || !areShortcutsOn()) return;
      event.preventDefault();
      handler();
    };
    document.addEventListener("keydown", handle);
    return () => document.removeEventListener("keydown", handle);
  }, [handlers]);
}
