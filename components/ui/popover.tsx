"use client";
import dynamic from "next/dynamic";
import { type ReactNode, useId, useRef, useState } from "react";

const loadContent = () => import("#components/ui/popover-content");
const PopoverContent = dynamic(loadContent, { ssr: false });

type Props = {
  /** Accessible name of what opens; the button's own words, where they do. */
  label: string;
  className?: string;
  /** Shown on hover where the button is an icon; then it is its name too. */
  tip?: string;
  align?: "start" | "end";
  button: ReactNode;
  /** What it holds; `close` gives the focus back to the button. */
  children: (close: () => void) => ReactNode;
};

/** A button that opens a small form over the page, fetched when it is first wanted. Escape and a press beside it close it. */
export function PopoverButton({ label, className = "btn", align = "start", tip, button, children }: Props) {
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();
  return (
    <>
      <button
        ref={opener}
        type="button"
        className={className}
        aria-label={tip}
        data-tip={isOpen ? undefined : tip}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onPointerEnter={loadContent}
        onFocus={loadContent}
        onClick={() => setOpen(!isOpen)}
      >
        {button}
      </button>
      {isOpen ? (
        <PopoverContent id={id} label={label} anchor={opener} align={align} onClose={() => setOpen(false)}>
          {children(() => setOpen(false))}
        </PopoverContent>
      ) : null}
    </>
  );
}
