"use client";
import { useRef } from "react";

/**
 * Of several files that are read at the same time the one chosen last counts. `begin` gives a question: is what was begun then still the
 * last? What was typed or cleared meanwhile begins something newer.
 */
export function useLatest() {
  const count = useRef(0);
  return function begin(): () => boolean {
    count.current += 1;
    const own = count.current;
    return () => own === count.current;
  };
}
