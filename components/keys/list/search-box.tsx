"use client";
import { Search } from "lucide-react";
import { type RefObject, useEffect, useState } from "react";
import { forgiveBlanks } from "#lib/console/browser/search/forgive-blanks";
import { changed, type KeySearch } from "#lib/console/browser/search/key-search";
import { listWords } from "#lib/console/words/list-words";

const TYPING_PAUSE_MS = 250;

type Props = {
  search: KeySearch;
  onChange: (next: KeySearch, how?: "push" | "replace") => void;
  inputRef: RefObject<HTMLInputElement | null>;
};

/** Free text. What is typed takes effect after a pause, blanks around it are forgiven; one step of the browser's history is a whole word. */
export function SearchBox({ search, onChange, inputRef }: Props) {
  const [text, setText] = useState(search.text);
  // Back and "Clear filters" change the URL from outside; a blank that is being typed is not in it.
  useEffect(() => setText((old) => (forgiveBlanks(old) === search.text ? old : search.text)), [search.text]);
  useEffect(() => {
    const wanted = forgiveBlanks(text);
    if (wanted === search.text) return;
    const timer = setTimeout(
      () => onChange(changed(search, { text: wanted }), search.text === "" || wanted === "" ? "push" : "replace"),
      TYPING_PAUSE_MS,
    );
    return () => clearTimeout(timer);
  }, [text, search, onChange]);
  return (
    <label className="with-icon tools-search">
      <Search className="i" aria-hidden />
      <input
        ref={inputRef}
        type="search"
        className="input"
        aria-label={listWords.filter}
        placeholder={listWords.filterHint}
        aria-keyshortcuts="/"
        maxLength={300}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </label>
  );
}
