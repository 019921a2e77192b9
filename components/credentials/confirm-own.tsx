"use client";
import { type FormEvent, type ReactNode, type RefObject, useRef } from "react";
import { useOwnSubmission } from "#components/credentials/use-own-submission";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import type { ActionResult } from "#lib/console/api-failure";
import { words } from "#lib/console/words/words";

type Props = {
  title: string;
  lead: string;
  /** What is announced afterwards. */
  done: string;
  run: () => Promise<ActionResult<unknown>>;
  /** What has the focus afterwards: what opened the dialog goes with its row. */
  nextFocus: RefObject<HTMLElement | null>;
  onClose: () => void;
  children?: ReactNode;
};

/** Asks before something of one's own is taken away for good. */
export function ConfirmOwn({ title, lead, done, run, nextFocus, onClose, children }: Props) {
  const toasts = useToasts();
  const { submit, isPending, failure } = useOwnSubmission();
  const safeButton = useRef<HTMLButtonElement>(null);
  const finalFocus = useRef<HTMLElement>(null);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await submit(run))) return;
    toasts.success({ text: done });
    finalFocus.current = nextFocus.current;
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose} initialFocus={safeButton} finalFocus={finalFocus}>
      <form onSubmit={send} noValidate>
        <DialogBody>
          {failure ? <FailureNotice failure={failure} /> : null}
          <p>{lead}</p>
          {children}
        </DialogBody>
        <DialogFoot>
          <Button ref={safeButton} onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" kind="danger" isPending={isPending}>
            {words.yes}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
