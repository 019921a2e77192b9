"use client";
import { useSearchParams } from "next/navigation";
import { useCallback, useMemo, useState } from "react";
import { type KeySearch, toKeySearch, toQueryString } from "./key-search";
import type { OptionalColumn } from "./list-columns";

/**
 * The list's state from the URL, and the way to change it without asking the server for a page. A change counts at once: Next tells of
 * a new URL a moment later, and a second change within that moment must not undo the first.
 * `replace` is for typing: one step back leaves the whole word, not each letter.
 * @param remembered the columns where the URL names none
 */
export function useKeySearch(remembered: readonly OptionalColumn[]): [KeySearch, (next: KeySearch, how?: "push" | "replace") => void] {
  const parameters = useSearchParams().toString();
  const [ahead, setAhead] = useState({ path: "", query: "" });
  const change = useCallback((next: KeySearch, how: "push" | "replace" = "push") => {
    const { pathname } = window.location;
    const query = toQueryString(next);
    if (how === "push") window.history.pushState(null, "", pathname + query);
    else window.history.replaceState(null, "", pathname + query);
    setAhead({ path: pathname, query });
  }, []);
  const isThere = ahead.path !== "" && ahead.path === window.location.pathname && ahead.query === window.location.search;
  const query = isThere ? ahead.query : parameters;
  return [useMemo(() => toKeySearch(new URLSearchParams(query), remembered), [query, remembered]), change];
}
