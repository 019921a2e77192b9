"use client";
import { Close, Content, Description, Portal, Root, Title } from "@radix-ui/react-dialog";
import { X } from "lucide-react";
import { type ReactNode, type RefObject, useRef } from "react";
import { Button } from "#components/ui/button";
import { words } from "#lib/console/words/words";

/** What cannot be edited, or is shown without a box, is not where one begins. */
const FIRST_FIELD = ":is(input, select, textarea):not([readonly], [type=file])";
const SIZE = { normal: "", wide: "dialog-wide", wizard: "wizard", editor: "dialog-editor" } as const;

type Props = {
  title: string;
  description?: ReactNode;
  /** 560 px; `wide` 720 with a list; `wizard` 720 with steps; `editor` 1120 with two panes. A whole phone. */
  size?: keyof typeof SIZE;
  onClose: () => void;
  /** What has the focus at first: the safe button of a destructive dialog, else the first field. */
  initialFocus?: RefObject<HTMLElement | null>;
  /** What gets the focus when the dialog closes, where that is not what opened it: after a deletion, for one, that is about to go. */
  finalFocus?: RefObject<HTMLElement | null>;
  children: ReactNode;
};

/**
 * Whether something lies over the dialog: a dialog that came after it, or a list that has the focus. What has just opened is in sight,
 * or has the focus, a moment before the library gives it the keys; an Escape of that moment is not for what lies behind.
 */
function isBehind(dialog: HTMLElement | null): boolean {
  const focused = document.activeElement ?? document.body;
  return Array.from(document.querySelectorAll(".dialog")).at(-1) !== dialog || (focused !== document.body && !dialog?.contains(focused));
}

/**
 * Modal dialog: the page behind is hidden from assistive technology and does not scroll (`ground.css`), Escape closes, a click beside it
 * does not (nothing is lost by mistake), and the focus returns to what opened it. Shown while it is mounted. The scrim is our own: the
 * library's Overlay writes a style element only to lock the scrolling, which one rule of our own does.
 */
export function Dialog({ title, description, size = "normal", onClose, initialFocus, finalFocus, children }: Props) {
  const content = useRef<HTMLDivElement>(null);
  // Read while rendering: by the time the content mounts, the focus has moved.
  const opener = useRef(typeof document === "undefined" ? null : document.activeElement);
  return (
    <Root open onOpenChange={(open) => !open && onClose()}>
      <Portal>
        <div className="scrim">
          <Content
            ref={content}
            className={`dialog ${SIZE[size]}`}
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
              else document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
            }}
            onEscapeKeyDown={(event) => {
              // An open list of suggestions closes first.
              const suggests = (event.target as HTMLElement).matches('[data-suggests][aria-expanded="true"]');
              if (suggests || isBehind(content.current)) event.preventDefault();
            }}
            onInteractOutside={(event) => event.preventDefault()}
          >
            <div className="dialog-head">
              <div>
                <Title>{title}</Title>
                {description ? (
                  <Description asChild>
                    <div className="mt-1">{description}</div>
                  </Description>
                ) : null}
              </div>
              <Close asChild>
                <Button look="icon" aria-label={words.close} data-tip={undefined}>
                  <X className="i" aria-hidden />
                </Button>
              </Close>
            </div>
            {children}
          </Content>
        </div>
      </Portal>
    </Root>
  );
}

/** What scrolls between head and foot. */
export function DialogBody({ className = "", children }: { className?: string; children: ReactNode }) {
  return <div className={`dialog-body ${className}`}>{children}</div>;
}

/** The foot of a dialog, always in sight: why the act is off at the left, then the safe button, the act last. */
export function DialogFoot({ reason, children }: { reason?: string | null; children: ReactNode }) {
  return (
    <div className="dialog-foot">
      <p className="hint" aria-live="polite">
        {reason}
      </p>
      {children}
    </div>
  );
}
