"use client";
import { Keyboard, Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useEffect, useMemo, useState } from "react";
import { useShortcuts } from "#lib/console/browser/use-shortcuts";
import { shellWords, shortcutWords } from "#lib/console/words/shell-words";

const Palette = dynamic(() => import("#components/shell/palette"), { ssr: false });
const ShortcutsHelp = dynamic(() => import("#components/shell/shortcuts-help"), { ssr: false });

/** Opens the palette (Ctrl K or ⌘K) and the help for shortcuts (?); both are fetched when first wanted. */
export function PaletteButton() {
  const [open, setOpen] = useState<"palette" | "help" | null>(null);
  useEffect(() => {
    const handle = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      setOpen("palette");
    };
    document.addEventListener("keydown", handle);
    return () => document.removeEventListener("keydown", handle);
  }, []);
  useShortcuts(useMemo(() => ({ "?": () => setOpen("help") }), []));
  return (
    <>
      <button
        type="button"
        className="top-search"
        aria-label={shellWords.searchButton}
        onClick={() => setOpen("palette")}
        aria-keyshortcuts="Control+K Meta+K"
      >
        <Search className="i" aria-hidden />
        <span>{shellWords.searchButton}</span>
        <kbd aria-hidden>Ctrl K</kbd>
      </button>
      <button type="button" className="top-btn only-narrow" aria-label={shellWords.searchButton} onClick={() => setOpen("palette")}>
        <Search className="i" aria-hidden />
      </button>
      <button
        type="button"
        className="top-btn only-wide"
        aria-label={shortcutWords.title}
        data-tip={shortcutWords.title}
        onClick={() => setOpen("help")}
      >
        <Keyboard className="i" aria-hidden />
      </button>
      {open === "palette" ? <Palette onClose={() => setOpen(null)} /> : null}
      {open === "help" ? <ShortcutsHelp onClose={() => setOpen(null)} /> : null}
    </>
  );
}
