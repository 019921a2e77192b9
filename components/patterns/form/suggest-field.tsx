// biome-ignore-all lint/a11y/useKeyWithClickEvents: the combobox keeps the focus and handles the keys of its options
"use client";
import { type CSSProperties, type KeyboardEvent, useEffect, useId, useMemo, useReducer, useRef, useState } from "react";
import { Field } from "#components/patterns/form/field";
import { words } from "#lib/console/words/words";

/** More cannot be overlooked; typing narrows them. */
const SHOWN = 8;

/** What is taken over when it is chosen, and how it is called; who types a part of either finds it. */
export type Suggestion = { readonly value: string; readonly label: string; readonly detail?: string };

type Props = {
  label: string;
  hint?: string;
  error?: string | null;
  isRequired?: boolean;
  value: string;
  onChange: (value: string) => void;
  suggestions: readonly (string | Suggestion)[];
  name?: string;
  className?: string;
  onFocusChange?: (hasFocus: boolean) => void;
  /** Where the list opens: above in a dialog, whose buttons below must stay in reach. */
  side?: "above" | "below";
  /** Mark the input for whoever moves the focus. */
  "data-tag-key"?: boolean;
};

/** A text field with suggestions, after the ARIA combobox pattern: any text may be entered. Escape closes the list first. */
export function SuggestField({
  label,
  hint,
  error,
  isRequired,
  value,
  onChange,
  suggestions,
  onFocusChange,
  side = "above",
  className = "",
  ...mark
}: Props) {
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isOpen, setOpen] = useState(false);
  /** The text that is marked, not its place: the list may change below it when an answer comes. */
  const [marked, setMarked] = useState<string | null>(null);
  const found = useMemo(() => {
    if (!isOpen) return [];
    const wanted = value.toLowerCase();
    const offered = suggestions.map((one) => (typeof one === "string" ? { value: one, label: one } : one)) as readonly Suggestion[];
    const matching = offered.filter((one) => one.value !== value && textsOf(one).some((text) => text.includes(wanted)));
    const starts = matching.filter((one) => textsOf(one).some((text) => text.startsWith(wanted)));
    return [...new Map([...starts, ...matching].map((one) => [one.value, one])).values()].slice(0, SHOWN);
  }, [isOpen, suggestions, value]);
  const isShown = isOpen && found.length > 0;
  useFollowing(isShown);
  const at = found.findIndex((one) => one.value === marked);
  const take = (text: string) => {
    onChange(text);
    close();
  };
  const close = () => {
    setOpen(false);
    setMarked(null);
  };
  const handleKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setOpen(true);
      if (isShown) setMarked(found[(at + step + found.length + (at === -1 && step === -1 ? 1 : 0)) % found.length]?.value ?? null);
    } else if (event.key === "Escape" && isShown) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && isShown && at >= 0) {
      event.preventDefault();
      take(found[at]?.value ?? value);
    }
  };
  return (
    <Field label={label} hint={hint} error={error} isRequired={isRequired}>
      {(control) => (
        <div className="relative">
          <input
            {...control}
            {...mark}
            ref={input}
            className={`input ${className}`}
            data-suggests
            role="combobox"
            aria-expanded={isShown}
            aria-controls={isShown ? listId : undefined}
            aria-activedescendant={isShown && at >= 0 ? `${listId}-${at}` : undefined}
            aria-autocomplete="list"
            autoComplete="off"
            spellCheck={false}
            value={value}
            onChange={(event) => {
              onChange(event.target.value);
              setOpen(true);
              setMarked(null);
            }}
            onClick={() => setOpen(true)}
            onFocus={() => onFocusChange?.(true)}
            onBlur={() => {
              close();
              onFocusChange?.(false);
            }}
            onKeyDown={handleKey}
          />
          {isShown ? (
            <div
              id={listId}
              role="listbox"
              data-suggestions
              aria-label={words.suggestions}
              className="menu suggestions"
              style={placeOf(input.current, side)}
            >
              {found.map((one, index) => (
                <div
                  key={one.value}
                  id={`${listId}-${index}`}
                  role="option"
                  aria-selected={index === at}
                  tabIndex={-1}
                  className="menu-item cursor-pointer"
                  // The field keeps the focus: losing it would close the list before the click.
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => take(one.value)}
                >
                  <bdi className="min-w-0 flex-1 truncate">{one.label}</bdi>
                  {one.detail ? <span className="hint">{one.detail}</span> : null}
                </div>
              ))}
            </div>
          ) : null}
        </div>
      )}
    </Field>
  );
}

/** Draws anew whenever what is around has moved, so that the list stays at its field. */
function useFollowing(isShown: boolean): void {
  const [, follow] = useReducer((moves: number) => moves + 1, 0);
  useEffect(() => {
    if (!isShown) return;
    window.addEventListener("scroll", follow, { capture: true, passive: true });
    window.addEventListener("resize", follow);
    return () => {
      window.removeEventListener("scroll", follow, { capture: true });
      window.removeEventListener("resize", follow);
    };
  }, [isShown]);
}

function textsOf({ value, label }: Suggestion): string[] {
  return [label.toLowerCase(), value.toLowerCase()];
}

/**
 * The list is placed on the page itself, because a dialog's body would cut it off. A popover is moved by a transform, within which there
 * is no place on the page: there it hangs below its field (`menus.css`).
 */
function placeOf(input: HTMLElement | null, side: "above" | "below"): CSSProperties {
  if (!input || input.closest(".pop")) return {};
  const { left, width, top, bottom } = input.getBoundingClientRect();
  return { left, width, ...(side === "above" ? { top: "auto", bottom: window.innerHeight - top + 4 } : { top: bottom + 4 }) };
}
