"use client";
import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { shellWords } from "#lib/console/words/shell-words";

const loadPalette = () => import("#components/shell/palette");
const Palette = dynamic(loadPalette, { ssr: false });

/** Opens the palette (Ctrl K or ⌘K), which is fetched when first wanted. A dialog that is open has what is typed in it, and comes first. */
export function PaletteButton() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const handle = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      if (!document.querySelector(".scrim")) setOpen(true);
    };
    document.addEventListener("keydown", handle);
    return () => document.removeEventListener("keydown", handle);
  }, []);
  const button = { type: "button", onClick: () => setOpen(true), onPointerEnter: loadPalette, onFocus: loadPalette } as const;
  return (
    <>
      <button {...button} className="top-search" aria-haspopup="dialog" aria-keyshortcuts="Control+K Meta+K">
        <Search className="i" aria-hidden />
        <span>{shellWords.searchButton}</span>
        <kbd aria-hidden>Ctrl K</kbd>
      </button>
      <button {...button} className="top-btn only-narrow" aria-haspopup="dialog" aria-label={shellWords.searchButton}>
        <Search className="i" aria-hidden />
      </button>
      {isOpen ? <Palette onClose={() => setOpen(false)} /> : null}
    </>
  );
}
