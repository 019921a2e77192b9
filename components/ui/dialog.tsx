"use client";
import { Close, Content, Description, Portal, Root, Title } from "@radix-ui/react-dialog";
import { X } from "lucide-react";
import { type ReactNode, type RefObject, useRef } from "react";
import { Button } from "#components/ui/button";
import { words } from "#lib/console/words/words";

/** What cannot be edited, or is shown without a box, is not where one begins. */
const FIRST_FIELD = ":is(input, select, textarea):not([readonly], [type=file])";

type Props = {
  title: string;
  description?: ReactNode;
  onClose: () => void;
  /** What has the focus at first: the safe button of a destructive dialog, else the first field. */
  initialFocus?: RefObject<HTMLElement | null>;
  /** What gets the focus when the dialog closes, where that is not what opened it: after a deletion, for one, that is about to go. */
  finalFocus?: RefObject<HTMLElement | null>;
  children: ReactNode;
};

/**
 * Modal dialog: the page behind is hidden from assistive technology, Escape closes, a click beside it does not (nothing is
 * lost by mistake), and the focus returns to what opened it. Shown while it is mounted. The backdrop is our own, because the
 * library's Overlay writes a style element, which our content security policy refuses.
 */
export function Dialog({ title, description, onClose, initialFocus, finalFocus, children }: Props) {
  const content = useRef<HTMLDivElement>(null);
  // Read while rendering: by the time the content mounts, the focus has moved.
  const opener = useRef(typeof document === "undefined" ? null : document.activeElement);
  return (
    <Root open onOpenChange={(open) => !open && onClose()}>
      <Portal>
        <div className="dialog-backdrop" aria-hidden="true" />
        <Content
          ref={content}
          className="dialog"
          {...(description ? {} : { "aria-describedby": undefined })}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            const first = initialFocus?.current ?? content.current?.querySelector<HTMLElement>(FIRST_FIELD) ?? content.current;
            first?.focus();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            const current = finalFocus?.current ?? opener.current;
            if (current instanceof HTMLElement && current.isConnected && current !== document.body) current.focus();
            else document.querySelector<HTMLElement>("main")?.focus();
          }}
          onEscapeKeyDown={(event) => {
            // An open list of suggestions closes first.
            if ((event.target as HTMLElement).matches('[data-suggests][aria-expanded="true"]')) event.preventDefault();
          }}
          onInteractOutside={(event) => event.preventDefault()}
        >
          <div className="flex items-start gap-3 px-6 pt-5 pb-3">
            <div className="min-w-0 flex-1">
              <Title>{title}</Title>
              {description ? (
                <Description asChild>
                  <div className="mt-1 text-sm text-muted">{description}</div>
                </Description>
              ) : null}
            </div>
            <Close asChild>
              <Button look="icon" aria-label={words.close}>
                <X size={16} aria-hidden />
              </Button>
            </Close>
          </div>
          {children}
        </Content>
      </Portal>
    </Root>
  );
}
