"use client";
import { X } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useId, useRef } from "react";
import { Button } from "#components/ui/button";
import { words } from "#lib/console/words";

type Props = {
  title: string;
  description?: ReactNode;
  onClose: () => void;
  /** What has the focus at first: the safe button of a destructive dialog, else the first field. */
  initialFocus?: RefObject<HTMLElement | null>;
  children: ReactNode;
};

/**
 * Modal dialog on the platform's own element: the page behind is inert, Escape closes, and the focus returns to what
 * opened it. Shown while it is mounted.
 */
export function Dialog({ title, description, onClose, initialFocus, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const descriptionId = useId();
  useEffect(() => {
    const element = dialog.current;
    const opener = document.activeElement;
    element?.showModal();
    const first = initialFocus?.current ?? element?.querySelector<HTMLElement>("input, select, textarea") ?? element;
    first?.focus();
    return () => {
      element?.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
      else document.querySelector<HTMLElement>("main")?.focus();
    };
  }, [initialFocus]);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={titleId}
      aria-describedby={description ? descriptionId : undefined}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="flex items-start gap-3 px-6 pt-5 pb-3">
        <div className="min-w-0 flex-1">
          <h2 id={titleId}>{title}</h2>
          {description ? (
            <div id={descriptionId} className="mt-1 text-sm text-muted">
              {description}
            </div>
          ) : null}
        </div>
        <Button look="icon" aria-label={words.close} onClick={onClose}>
          <X size={16} aria-hidden />
        </Button>
      </div>
      {children}
    </dialog>
  );
}
