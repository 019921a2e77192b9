"use client";
import { useSearchParams } from "next/navigation";
import { useCallback, useMemo, useState } from "react";
import type { RangeName } from "#lib/domain/trail/trace-query";
import { type TraceSearch, toQuery, toTraceSearch } from "./trace-search";

/** What of the URL is another's, and how its search begins. */
export type TracePlace = {
  /** The range where the URL names none. */
  readonly usual: RangeName;
  /** What the page itself fixes: it is in no URL. */
  readonly texts: Partial<TraceSearch["texts"]>;
  /** Parameters of the page around it, such as the tab, as they stand in the query. */
  readonly around: string;
};

/** The URL of a search on the page at `path`. */
export function toAddress(search: TraceSearch, { usual, texts, around }: TracePlace, path: string): string {
  const free = { ...search, texts: { ...search.texts, ...Object.fromEntries(Object.keys(texts).map((name) => [name, ""])) } };
  const query = [around, toQuery(free, usual)].filter(Boolean).join("&");
  return query === "" ? path : `${path}?${query}`;
}

/**
 * The search from the URL, and the way to change it without asking the server for a page. A change counts at once: Next tells of a new
 * URL a moment later, and a second change within that moment must not undo the first.
 */
export function useTraceSearch(place: TracePlace): [TraceSearch, (next: TraceSearch, how?: "push" | "replace") => void] {
  const parameters = useSearchParams().toString();
  const [ahead, setAhead] = useState({ path: "", query: "" });
  const change = useCallback(
    (next: TraceSearch, how: "push" | "replace" = "push") => {
      const { pathname } = window.location;
      const address = toAddress(next, place, pathname);
      if (how === "push") window.history.pushState(null, "", address);
      else window.history.replaceState(null, "", address);
      setAhead({ path: pathname, query: address.slice(pathname.length) });
    },
    [place],
  );
  const isThere = ahead.path !== "" && ahead.path === window.location.pathname && ahead.query === window.location.search;
  const query = isThere ? ahead.query : parameters;
  const search = useMemo(() => {
    const found = toTraceSearch(new URLSearchParams(query), place.usual);
    return { ...found, texts: { ...found.texts, ...place.texts } };
  }, [query, place]);
  return [search, change];
}
