"use client";
import { Anchor, Content, Portal, Root } from "@radix-ui/react-popover";
import type { ReactNode, RefObject } from "react";

type Props = {
  id: string;
  label: string;
  anchor: RefObject<HTMLButtonElement | null>;
  align: "start" | "end";
  onClose: () => void;
  children: ReactNode;
};

/** An open popover: the focus goes to its first field, and back to its button. */
export default function PopoverContent({ id, label, anchor, align, onClose, children }: Props) {
  return (
    <Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Anchor virtualRef={anchor as RefObject<HTMLButtonElement>} />
      <Portal>
        <Content
          id={id}
          className="pop"
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={16}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            anchor.current?.focus();
          }}
          onEscapeKeyDown={(event) => {
            // An open list of suggestions closes first.
            if ((event.target as HTMLElement).matches('[data-suggests][aria-expanded="true"]')) event.preventDefault();
          }}
          onInteractOutside={(event) => {
            const target = event.target as HTMLElement;
            if (anchor.current?.contains(target) || target.closest("[data-suggestions]")) event.preventDefault();
          }}
        >
          {children}
        </Content>
      </Portal>
    </Root>
  );
}
