"use client";
import { useRef } from "react";
import { FailureNotice } from "#components/patterns/failure-notice";
import { useSubmission } from "#components/patterns/use-submission";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import type { ActionResult } from "#lib/console/api-failure";
import { words } from "#lib/console/words/words";

type Props = { title: string; lead: string; done: string; run: () => Promise<ActionResult<null>>; onClose: () => void };

/** Asks once more before something that cannot be undone, or that protects less. */
export default function ConfirmDialog({ title, lead, done, run, onClose }: Props) {
  const toasts = useToasts();
  const safeButton = useRef<HTMLButtonElement>(null);
  const { submit, isPending, failure } = useSubmission();
  const confirm = async () => {
    if (!(await submit(run))) return;
    toasts.success({ text: done });
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose} initialFocus={safeButton}>
      <DialogBody>
        {failure ? <FailureNotice failure={failure} /> : null}
        <p>{lead}</p>
      </DialogBody>
      <DialogFoot>
        <Button ref={safeButton} onClick={onClose}>
          {words.cancel}
        </Button>
        <Button kind="primary" isPending={isPending} onClick={() => void confirm()}>
          {words.ok}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
