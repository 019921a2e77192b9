"use client";
import { ListFilter } from "lucide-react";
import dynamic from "next/dynamic";
import { useId, useRef, useState } from "react";
import type { KeySearch } from "#lib/console/browser/search/key-search";
import { listWords } from "#lib/console/words/list-words";

const loadMenu = () => import("#components/keys/list/filter-menu");
const FilterMenu = dynamic(loadMenu, { ssr: false });

/** Opens the filters, then the values of the one that is wanted. */
export function AddFilter({ search, onChange }: { search: KeySearch; onChange: (next: KeySearch) => void }) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  return (
    <>
      <button
        ref={button}
        type="button"
        className="btn"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onPointerEnter={loadMenu}
        onFocus={loadMenu}
        onClick={() => setOpen(!isOpen)}
      >
        <ListFilter className="i" aria-hidden />
        {listWords.addFilter}
      </button>
      {isOpen ? <FilterMenu id={id} anchor={button} search={search} onChange={onChange} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
