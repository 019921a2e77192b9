"use client";
import { Anchor, CheckboxItem, Content, Item, Portal, RadioGroup, RadioItem, Root, Separator } from "@radix-ui/react-menu";
import { Check } from "lucide-react";
import Link from "next/link";
import { type ReactNode, type RefObject, useEffect, useState } from "react";
import type { MenuEntry } from "#components/ui/menu-entry";

type Props = {
  id: string;
  label: string;
  anchor: RefObject<HTMLButtonElement | null>;
  align: "start" | "end";
  entries: readonly MenuEntry[] | Promise<readonly MenuEntry[]>;
  onClose: () => void;
};

/** Where a screen reader looks for what a button opened: in the dialog or the part of the page that the button is in. */
const PLACES = '[role="dialog"], main, header, nav';

/** An open menu. What is off can be reached, says why, and does nothing. */
export default function MenuContent({ id, label, anchor, align, entries, onClose }: Props) {
  const [fetched, setFetched] = useState<readonly MenuEntry[] | null>(null);
  useEffect(() => {
    let isOpen = true;
    if (entries instanceof Promise) void entries.then((some) => isOpen && setFetched(some));
    return () => {
      isOpen = false;
    };
  }, [entries]);
  const shown = entries instanceof Promise ? fetched : entries;
  if (shown === null) return null;
  return (
    // Not modal: a modal one would lock the page's scrolling by a style element of its own.
    <Root open modal={false} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Anchor virtualRef={anchor as RefObject<HTMLButtonElement>} />
      <Portal container={anchor.current?.closest<HTMLElement>(PLACES) ?? null}>
        <Content
          id={id}
          className="menu"
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          loop
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            // What was chosen may have opened a dialog, which has the focus by now.
            if (document.activeElement === document.body || document.activeElement === null) anchor.current?.focus();
          }}
          onEscapeKeyDown={() => anchor.current?.focus()}
          onInteractOutside={(event) => {
            // The button closes the menu itself.
            if (anchor.current?.contains(event.target as Node)) event.preventDefault();
          }}
        >
          {shown.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </Content>
      </Portal>
    </Root>
  );
}

function Entry({ entry }: { entry: MenuEntry }) {
  switch (entry.kind) {
    case "line":
      return <Separator className="menu-line" />;
    case "heading":
      return (
        <div role="presentation" className="menu-heading">
          <p className="strong cut">{entry.label}</p>
          {entry.detail ? <p className="hint cut">{entry.detail}</p> : null}
        </div>
      );
    case "link":
      return (
        <Item asChild>
          {entry.isOutside ? (
            <a className="menu-item" href={entry.href} target="_blank" rel="noreferrer">
              {entry.icon}
              {entry.label}
            </a>
          ) : (
            <Link className="menu-item" href={entry.href} prefetch={false}>
              {entry.icon}
              {entry.label}
            </Link>
          )}
        </Item>
      );
    case "choice":
      return <Choice entry={entry} />;
    default:
      return entry.reason ? (
        <Item className="menu-item" aria-disabled="true" onSelect={(event) => event.preventDefault()}>
          {entry.label}
          <small>{entry.reason}</small>
        </Item>
      ) : (
        <Item className={`menu-item ${entry.isDestructive ? "btn-destroys" : ""}`} onSelect={entry.onSelect}>
          {entry.icon}
          {entry.label}
          {entry.detail ? <small>{entry.detail}</small> : null}
          {entry.aside}
        </Item>
      );
  }
}

function Choice({ entry }: { entry: Extract<MenuEntry, { kind: "choice" }> }) {
  const inside: ReactNode = (
    <>
      <span className="menu-check" aria-hidden>
        {entry.isChosen ? <Check className="i" /> : null}
      </span>
      {entry.icon}
      <span className="min-w-0 flex-1">
        <span className="block cut">{entry.label}</span>
        {entry.detail ? <span className="block hint cut">{entry.detail}</span> : null}
      </span>
    </>
  );
  if (entry.of === "many") {
    return (
      <CheckboxItem
        className="menu-item"
        checked={entry.isChosen}
        onSelect={(event) => {
          event.preventDefault();
          entry.onSelect();
        }}
      >
        {inside}
      </CheckboxItem>
    );
  }
  return (
    <RadioGroup value={entry.isChosen ? entry.id : ""}>
      <RadioItem className="menu-item" value={entry.id} asChild={Boolean(entry.href)} onSelect={entry.onSelect}>
        {entry.href ? (
          <Link href={entry.href} prefetch={false}>
            {inside}
          </Link>
        ) : (
          inside
        )}
      </RadioItem>
    </RadioGroup>
  );
}
