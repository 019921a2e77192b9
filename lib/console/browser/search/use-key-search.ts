"use client";
import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { type KeySearch, toKeySearch, toQueryString } from "./key-search";

/**
 * The list's state from the URL, and the way to change it without asking the server for a page.
 * `replace` is for typing: one step back leaves the whole word, not each letter.
 */
export function useKeySearch(): [KeySearch, (next: KeySearch, how?: "push" | "replace") => void] {
  const parameters = useSearchParams();
  const search = useMemo(() => toKeySearch(new URLSearchParams(parameters)), [parameters]);
  const change = useCallback((next: KeySearch, how: "push" | "replace" = "push") => {
    const url = window.location.pathname + toQueryString(next);
    if (how === "push") window.history.pushState(null, "", url);
    else window.history.replaceState(null, "", url);
  }, []);
  return [search, change];
}
