"use client";
import { Menu } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { Theme } from "#lib/console/browser/theme";
import { shellWords } from "#lib/console/words/shell-words";

const loadDrawer = () => import("#components/shell/nav-drawer");
const NavDrawer = dynamic(loadDrawer, { ssr: false });

/** Where there is no room for the navigation, it comes from the left when it is wanted. */
export function NavDrawerButton({ theme }: { theme: Theme }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="top-btn only-narrow"
        aria-label={shellWords.drawer}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onPointerEnter={loadDrawer}
        onFocus={loadDrawer}
        onClick={() => setOpen(true)}
      >
        <Menu className="i" aria-hidden />
      </button>
      {isOpen ? <NavDrawer theme={theme} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
