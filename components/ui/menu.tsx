// biome-ignore-all lint/a11y/noStaticElementInteractions: keys are handled for the button and the items inside
// biome-ignore-all lint/a11y/useKeyWithClickEvents: items are buttons and links, whose keys make clicks
"use client";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";

type Props = {
  /** Accessible name of the button, where its text does not say it. */
  label?: string;
  button: ReactNode;
  buttonClass?: string;
  align?: "left" | "right";
  /** Items with `role` menuitem, menuitemradio or menuitemcheckbox. */
  children: ReactNode;
};

/** Menu button after the ARIA pattern: arrows, Home, End and letters move; Escape and Tab close; the focus returns. */
export function Menu({ label, button, buttonClass = "bar-button", align = "left", children }: Props) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const menuId = useId();

  useEffect(() => {
    if (!isOpen) return;
    itemsOf(root.current)[0]?.focus();
    const closeOutside = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", closeOutside);
    return () => document.removeEventListener("pointerdown", closeOutside);
  }, [isOpen]);

  const close = () => {
    setOpen(false);
    root.current?.querySelector("button")?.focus();
  };
  const handleKey = (event: KeyboardEvent) => {
    const all = itemsOf(root.current);
    const at = all.indexOf(document.activeElement as HTMLElement);
    const move = (to: number) => {
      event.preventDefault();
      all.at(to % all.length)?.focus();
    };
    if (!isOpen) {
      if (event.key === "ArrowDown") {
        event.preventDefault();
        setOpen(true);
      }
    } else if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") setOpen(false);
    else if (event.key === "ArrowDown") move(at + 1);
    else if (event.key === "ArrowUp") move(at - 1);
    else if (event.key === "Home") move(0);
    else if (event.key === "End") move(-1);
    else if (/^\p{L}$/u.test(event.key)) {
      const wanted = [...all.slice(at + 1), ...all].find((item) => item.textContent?.toLowerCase().startsWith(event.key.toLowerCase()));
      wanted?.focus();
    }
  };
  return (
    <div ref={root} className="relative" onKeyDown={handleKey}>
      <button
        type="button"
        className={buttonClass}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? menuId : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {button}
      </button>
      {isOpen ? (
        <div
          id={menuId}
          role="menu"
          aria-label={label}
          className={`menu ${align === "right" ? "right-0" : "left-0"}`}
          onClick={(event) => {
            // A checkbox item leaves the menu open, so that several can be set.
            const item = (event.target as HTMLElement).closest('[role^="menuitem"]');
            if (item && item.getAttribute("role") !== "menuitemcheckbox") close();
          }}
        >
          {children}
        </div>
      ) : null}
    </div>
  );
}

function itemsOf(root: HTMLElement | null): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
}
