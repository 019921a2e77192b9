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
  /** Asked when the menu opens. */
  entries: () => readonly MenuEntry[];
  children: ReactNode;
};

/**
 * A button that opens a menu. The menu itself (Radix: arrows, Home, End, letters, Escape, focus back to the button) is fetched when it is
 * first wanted, for a list has a hundred such buttons and most are never pressed.
 */
export function MenuButton({ label, menuLabel, tip, className = "btn", align = "start", entries, children }: Props) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const menuId = useId();
  const open = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" || isOpen) return;
    event.preventDefault();
    setOpen(true);
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
        onPointerEnter={loadContent}
        onFocus={loadContent}
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
