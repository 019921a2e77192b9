"use client";
import { type FormEvent, useRef, useState } from "react";
import { RecoveryStep } from "#components/credentials/recovery-step";
import { useLeaveOnce } from "#components/credentials/use-leave-once";
import { useOwnSubmission } from "#components/credentials/use-own-submission";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { renewRecoveryCodes } from "#lib/console/server/actions/own-factors";
import { codeWords } from "#lib/console/words/credentials-words";
import { words } from "#lib/console/words/words";

/** New Recovery Codes: what becomes of the old ones, then the new, which are in this dialog's state only. */
export default function RenewRecoveryDialog({ onClose }: { onClose: () => void }) {
  const toasts = useToasts();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const { submit, isPending, failure } = useOwnSubmission();
  const safeButton = useRef<HTMLButtonElement>(null);
  const finish = () => {
    toasts.success({ text: codeWords.renewed });
    onClose();
  };
  const guard = useLeaveOnce(codes !== null, finish);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const result = await submit(renewRecoveryCodes);
    if (result) setCodes(result.data);
  };
  return (
    <Dialog
      title={codes ? codeWords.recoveryTitle : codeWords.renewTitle}
      onClose={codes ? guard.leave : onClose}
      initialFocus={safeButton}
    >
      {codes ? (
        <RecoveryStep codes={codes} isAsked={guard.isAsked} onKept={guard.keep} onClose={finish} />
      ) : (
        <form onSubmit={send} noValidate>
          <DialogBody>
            {failure ? <FailureNotice failure={failure} /> : null}
            <p>{codeWords.renewLead}</p>
          </DialogBody>
          <DialogFoot>
            <Button ref={safeButton} onClick={onClose}>
              {words.cancel}
            </Button>
            <Button type="submit" kind="primary" isPending={isPending}>
              {words.ok}
            </Button>
          </DialogFoot>
        </form>
      )}
    </Dialog>
  );
}
