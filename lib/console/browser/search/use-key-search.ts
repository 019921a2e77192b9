"use client";
import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { type KeySearch, toKeySearch, toQueryString } from "./key-search";
import type { OptionalColumn } from "./list-columns";

/**
 * The list's state from the URL, and the way to change it without asking the server for a page.
 * `replace` is for typing: one step back leaves the whole word, not each letter.
 * @param remembered the columns where the URL names none
 */
export function useKeySearch(remembered: readonly OptionalColumn[]): [KeySearch, (next: KeySearch, how?: "push" | "replace") => void] {
  const parameters = useSearchParams();
  const search = useMemo(() => toKeySearch(new URLSearchParams(parameters), remembered), [parameters, remembered]);
  const change = useCallback((next: KeySearch, how: "push" | "replace" = "push") => {
    const url = window.location.pathname + toQueryString(next);
    if (how === "push") window.history.pushState(null, "", url);
    else window.history.replaceState(null, "", url);
  }, []);
  return [search, change];
}
