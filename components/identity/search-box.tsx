"use client";
import { Search } from "lucide-react";
import { useSearchParams } from "next/navigation";
import type { RefObject } from "react";
import { useTypedEarly } from "#components/ui/use-typed-early";
import { forgiveBlanks } from "#lib/console/browser/search/forgive-blanks";

const PARAMETER = "q";

/** The free text that a list is searched by: it is part of the address. */
export function useSearchText(): readonly [text: string, change: (text: string) => void] {
  const typed = useSearchParams().get(PARAMETER) ?? "";
  const change = (text: string) => {
    const url = new URL(window.location.href);
    if (text === "") url.searchParams.delete(PARAMETER);
    else url.searchParams.set(PARAMETER, text);
    window.history.replaceState(null, "", url.pathname + url.search);
  };
  return [typed, change];
}

/** Whether one of the texts contains what is searched for, in whatever case; blanks around it are forgiven. */
export function containsText(wanted: string, texts: readonly string[]): boolean {
  const sought = forgiveBlanks(wanted).toLowerCase();
  return texts.some((text) => text.toLowerCase().includes(sought));
}

type Props = { label: string; hint: string; value: string; onChange: (text: string) => void; inputRef: RefObject<HTMLInputElement | null> };

/** Searches a list that is all here. */
export function SearchBox({ label, hint, value, onChange, inputRef }: Props) {
  useTypedEarly(inputRef, value, onChange);
  return (
    <label className="with-icon tools-search">
      <Search className="i" aria-hidden />
      <input
        ref={inputRef}
        type="search"
        className="input"
        aria-label={label}
        placeholder={hint}
        aria-keyshortcuts="/"
        maxLength={300}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
