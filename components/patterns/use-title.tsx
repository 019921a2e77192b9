"use client";
import { useEffect } from "react";
import { words } from "#lib/console/words/words";

/** Titles the tab of the browser: what is looked at first, the product last. It follows what changes on the page. */
export function useTitle(...parts: readonly string[]): void {
  const title = [...parts, words.product].join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}
