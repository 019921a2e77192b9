"use client";
import { useState } from "react";
import { keepChoice } from "#lib/console/browser/keep-choice";
import type { Theme } from "#lib/console/browser/theme";

/** The theme of the page, and a way to choose another: the server paints the next page with it from the cookie, so that nothing flashes. */
export function useTheme(initial: Theme): readonly [Theme, (next: Theme) => void] {
  const [theme, setTheme] = useState(initial);
  const choose = (next: Theme) => {
    setTheme(next);
    document.documentElement.dataset.theme = next;
    keepChoice("theme", next);
  };
  return [theme, choose];
}
