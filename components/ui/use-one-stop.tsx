"use client";
import { type KeyboardEvent, type RefObject, useLayoutEffect } from "react";

const STOPS = "button, a[href], input";
const STEPS: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowRight: (at, last) => (at === last ? 0 : at + 1),
  ArrowLeft: (at, last) => (at === 0 ? last : at - 1),
  Home: () => 0,
  End: (_at, last) => last,
};

/**
 * Makes a toolbar one stop of Tab, in which arrows move (WAI-ARIA APG, toolbar pattern). Tab comes back to where one was last. Before the
 * script has come each of its buttons is a stop.
 * @param bar the element with `role="toolbar"`
 * @returns its handlers
 */
export function useOneStop(bar: RefObject<HTMLElement | null>) {
  // After every drawing: what is in the bar comes and goes.
  useLayoutEffect(() => {
    const stops = stopsOf(bar.current);
    const current = stops.find(({ tabIndex }, index) => tabIndex === 0 && stops.some((stop, at) => at !== index && stop.tabIndex < 0));
    chooseStop(stops, current ?? stops[0]);
  });
  return {
    onFocus: ({ target }: { target: EventTarget }) => {
      const stops = stopsOf(bar.current);
      if (stops.includes(target as HTMLElement)) chooseStop(stops, target as HTMLElement);
    },
    onKeyDown: (event: KeyboardEvent) => {
      const stops = stopsOf(bar.current);
      const at = stops.indexOf(event.target as HTMLElement);
      const next = STEPS[event.key]?.(at, stops.length - 1);
      if (at < 0 || next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      stops[next]?.focus();
    },
  };
}

function stopsOf(bar: HTMLElement | null): HTMLElement[] {
  return [...(bar?.querySelectorAll<HTMLElement>(STOPS) ?? [])];
}

function chooseStop(stops: readonly HTMLElement[], chosen: HTMLElement | undefined): void {
  for (const stop of stops) stop.tabIndex = stop === chosen ? 0 : -1;
}
