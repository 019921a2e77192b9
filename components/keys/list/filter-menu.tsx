"use client";
import { Anchor, CheckboxItem, Content, Item, Portal, Root, Separator } from "@radix-ui/react-menu";
import { Check, ChevronLeft, ChevronRight } from "lucide-react";
import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import { FILTER_LABELS, valueLabel } from "#components/keys/list/filter-names";
import { useWorkplace } from "#components/shell/workplace";
import { FILTER_NAMES, FILTERS, type FilterName, type KeySearch, withFilter } from "#lib/console/browser/search/key-search";
import { listWords } from "#lib/console/words/list-words";

type Props = {
  id: string;
  anchor: RefObject<HTMLButtonElement | null>;
  search: KeySearch;
  onChange: (next: KeySearch) => void;
  onClose: () => void;
};

/** Filters, then the values of one of them. It stays open while values are chosen, for a filter may hold several. */
export default function FilterMenu({ id, anchor, search, onChange, onClose }: Props) {
  const { mayDo } = useWorkplace();
  const [name, setName] = useState<FilterName | null>(null);
  const content = useRef<HTMLDivElement>(null);
  // Each step begins at its first entry: at first the box itself has the focus, and what had it is gone with the step before.
  const isBegun = useRef(false);
  const begin = () => {
    const first = content.current?.querySelector<HTMLElement>("[role^=menuitem]");
    if (!first) return;
    isBegun.current = content.current === document.activeElement || name !== null;
    first.focus();
  };
  useLayoutEffect(begin, [name]);
  return (
    // Not modal: the list behind shows at once what is chosen.
    <Root open modal={false} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Anchor virtualRef={anchor as RefObject<HTMLButtonElement>} />
      <Portal container={anchor.current?.closest<HTMLElement>("main") ?? null}>
        <Content
          id={id}
          ref={content}
          className="menu"
          aria-label={name ? FILTER_LABELS[name] : listWords.filterMenu}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          loop
          onFocus={(event) => {
            if (!isBegun.current && event.target === event.currentTarget) begin();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            anchor.current?.focus();
          }}
          onInteractOutside={(event) => {
            if (anchor.current?.contains(event.target as Node)) event.preventDefault();
          }}
          onKeyDown={(event) => {
            if (event.key === "ArrowLeft" && name) setName(null);
          }}
        >
          {name ? (
            <Values name={name} search={search} onChange={onChange} onBack={() => setName(null)} />
          ) : (
            FILTER_NAMES.filter((one) => one !== "unused" || mayDo.includes("getKeyLastUsage")).map((one) => (
              <Item
                key={one}
                className="menu-item"
                onSelect={(event) => {
                  event.preventDefault();
                  setName(one);
                }}
                onKeyDown={(event) => {
                  if (event.key === "ArrowRight") setName(one);
                }}
              >
                <span className="flex-1">{FILTER_LABELS[one]}</span>
                {search.filters[one] ? <span className="hint">{listWords.chosenSoFar(search.filters[one].length)}</span> : null}
                <ChevronRight className="i i-s" aria-hidden />
              </Item>
            ))
          )}
        </Content>
      </Portal>
    </Root>
  );
}

type ValuesProps = { name: FilterName; search: KeySearch; onChange: (next: KeySearch) => void; onBack: () => void };

function Values({ name, search, onChange, onBack }: ValuesProps) {
  const chosen = search.filters[name] ?? [];
  return (
    <>
      {FILTERS[name].map((value) => (
        <CheckboxItem
          key={value}
          className="menu-item"
          checked={chosen.includes(value)}
          onSelect={(event) => event.preventDefault()}
          onCheckedChange={(isOn) => onChange(withFilter(search, name, isOn ? [...chosen, value] : chosen.filter((one) => one !== value)))}
        >
          <span className="menu-check" aria-hidden>
            {chosen.includes(value) ? <Check className="i" /> : null}
          </span>
          {valueLabel(name, value)}
        </CheckboxItem>
      ))}
      <Separator className="menu-line" />
      <Item
        className="menu-item"
        onSelect={(event) => {
          event.preventDefault();
          onBack();
        }}
      >
        <ChevronLeft className="i" aria-hidden />
        {listWords.backToFilters}
      </Item>
    </>
  );
}
