"use client";
import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";

type Props<T extends string> = {
  label: string;
  tabs: readonly { readonly value: T; readonly label: string }[];
  value: T;
  onChange: (value: T) => void;
  /** Beside the tabs, such as what the chosen one does. */
  beside?: ReactNode;
  /** Content of the chosen tab; the others are not mounted, so nothing of them stays in the page. */
  children: ReactNode;
};

/** A few alternatives side by side: arrow keys move between them. */
export function SegmentedTabs<T extends string>({ label, tabs, value, onChange, beside, children }: Props<T>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const handleKey = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = (tabs.findIndex((tab) => tab.value === value) + step + tabs.length) % tabs.length;
    const next = tabs[at];
    if (!next) return;
    onChange(next.value);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[at]?.focus();
  };
  return (
    <>
      <div className="tool-top">
        <div ref={list} role="tablist" aria-label={label} onKeyDown={handleKey} className="seg">
          {tabs.map((tab) => (
            <button
              key={tab.value}
              type="button"
              role="tab"
              id={`${id}-${tab.value}`}
              aria-selected={tab.value === value}
              aria-controls={tab.value === value ? `${id}-panel` : undefined}
              tabIndex={tab.value === value ? 0 : -1}
              onClick={() => onChange(tab.value)}
            >
              {tab.label}
            </button>
          ))}
        </div>
        {beside}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${value}`}>
        {children}
      </div>
    </>
  );
}
