"use client";
/** What a person wants to be opened, from anywhere: the palette and the help say it, the screen that can do it listens. */
import { useEffect } from "react";

/** Also names of parameters: an address of the key list with `?create=1` opens Create Key. */
export type Wanted = "create" | "import" | "shortcuts" | "create-user" | "create-group" | "create-policy" | "create-project" | "access-key";

let wanted: Wanted | null = null;
const takers = new Set<() => void>();

/** Opens it where it is listened to, now or by the page that comes next. */
export function want(what: Wanted): void {
  wanted = what;
  for (const take of [...takers]) take();
}

/** Opens what is wanted, each wish once. A wish in the address leaves it. */
export function useWanted(handlers: Readonly<Partial<Record<Wanted, () => void>>>): void {
  useEffect(() => {
    const take = () => {
      if (!wanted) return;
      const open = handlers[wanted];
      if (!open) return;
      wanted = null;
      open();
    };
    const url = new URL(window.location.href);
    for (const name of Object.keys(handlers) as Wanted[]) {
      if (!url.searchParams.has(name)) continue;
      url.searchParams.delete(name);
      window.history.replaceState(null, "", url.pathname + url.search);
      wanted = name;
    }
    takers.add(take);
    take();
    return () => {
      takers.delete(take);
    };
  }, [handlers]);
}
