"use client";
import dynamic from "next/dynamic";
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import type { MenuEntry } from "#components/ui/menu-entry";

const loadContent = () => import("#components/ui/menu-content");
const MenuContent = dynamic(loadContent, { ssr: false });

type Props = {
  /** Accessible name of the button; it contains the words that are seen. Absent where those words are the name. */
  label?: string;
  /** What the menu is called, where the button's name does not do. */
  menuLabel?: string;
  /** Shown on hover where the button is an icon. */
  tip?: string;
  className?: string;
  align?: "start" | "end";
  /** Asked when the menu opens; a promise where what they need is fetched then. */
  entries: () => readonly MenuEntry[] | Promise<readonly MenuEntry[]>;
  /** Fetches what the entries need, when the button is pointed at. */
  onNear?: () => unknown;
  children: ReactNode;
};

/**
 * A button that opens a menu. The menu itself (Radix: arrows, Home, End, letters, Escape, focus back to the button) is fetched when it is
 * first wanted, for a list has a hundred such buttons and most are never pressed.
 */
export function MenuButton({ label, menuLabel, tip, className = "btn", align = "start", entries, onNear, children }: Props) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const menuId = useId();
  const open = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" || isOpen) return;
    event.preventDefault();
    setOpen(true);
  };
  const prepare = () => {
    void loadContent();
    onNear?.();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? menuId : undefined}
        data-tip={isOpen ? undefined : tip}
        onPointerEnter={prepare}
        onFocus={prepare}
        onKeyDown={open}
        onClick={() => setOpen(!isOpen)}
      >
        {children}
      </button>
      {isOpen ? (
        <MenuContent
          id={menuId}
          label={menuLabel ?? label ?? button.current?.textContent ?? ""}
          anchor={button}
          align={align}
          entries={entries()}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}
