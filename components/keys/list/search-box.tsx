"use client";
import { Search } from "lucide-react";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useTypedEarly } from "#components/ui/use-typed-early";
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
  useTypedEarly(inputRef, text, setText);
  /** What was sent to the URL and has not come back from it: more may have been typed meanwhile, which stays. */
  const sent = useRef<readonly string[]>([]);
  const last = useRef(search.text);
  // Back and "Clear filters" change the URL from outside.
  useEffect(() => {
    if (search.text === last.current) return;
    last.current = search.text;
    const place = sent.current.indexOf(search.text);
    sent.current = sent.current.slice(place + 1);
    if (place !== -1) return;
    sent.current = [];
    setText((old) => (forgiveBlanks(old) === search.text ? old : search.text));
  }, [search.text]);
  useEffect(() => {
    const wanted = forgiveBlanks(text);
    if (wanted === search.text) return;
    const timer = setTimeout(() => {
      sent.current = [...sent.current, wanted];
      onChange(changed(search, { text: wanted }), search.text === "" || wanted === "" ? "push" : "replace");
    }, TYPING_PAUSE_MS);
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
