"use client";
import { type FormEvent, type RefObject, useRef } from "react";
import { Banner } from "#components/patterns/banner";
import { FailureNotice } from "#components/patterns/failure-notice";
import { useSubmission } from "#components/patterns/form/use-submission";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import type { Attachment } from "#lib/console/browser/policy/attachments";
import { detachPolicy } from "#lib/console/server/actions/change-policies";
import { policyWords, scopeWords } from "#lib/console/words/policies/policy-words";
import { words as common } from "#lib/console/words/words";

const words = policyWords.detach;

type Props = {
  attachment: Attachment;
  policyName: string;
  groupName: string;
  /** Of the one project; "" where it is for none. */
  projectName: string;
  /** Whether the policy forbids something, so that taking it away may give rights. */
  hasDeny: boolean;
  /** What has the focus when it is gone. */
  nextFocus: RefObject<HTMLElement | null>;
  onDetached?: () => void;
  onClose: () => void;
};

/** Takes a policy from a user group, in the place where it is attached. */
export default function DetachPolicyDialog({
  attachment,
  policyName,
  groupName,
  projectName,
  hasDeny,
  nextFocus,
  onDetached,
  onClose,
}: Props) {
  const toasts = useToasts();
  const { submit, isPending, failure } = useSubmission();
  const safeButton = useRef<HTMLButtonElement>(null);
  // Set only after success: what opened the dialog goes with the row.
  const finalFocus = useRef<HTMLElement>(null);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await submit(() => detachPolicy({ ...attachment })))) return;
    finalFocus.current = nextFocus.current;
    onDetached?.();
    toasts.success({ text: words.done });
    onClose();
  };
  return (
    <Dialog title={words.title} onClose={onClose} initialFocus={safeButton} finalFocus={finalFocus}>
      <form onSubmit={send} noValidate>
        <DialogBody>
          {failure ? <FailureNotice failure={failure} /> : null}
          <p>{words.lead}</p>
          <dl className="pairs stake">
            <dt>{words.policy}</dt>
            <dd className="wrap-anywhere">{policyName}</dd>
            <dt>{words.group}</dt>
            <dd className="wrap-anywhere">{groupName}</dd>
            <dt>{words.project}</dt>
            <dd className="wrap-anywhere">{scopeWords(attachment.scope, projectName)}</dd>
          </dl>
          {hasDeny ? <Banner tone="caution">{words.denies}</Banner> : null}
        </DialogBody>
        <DialogFoot>
          <Button ref={safeButton} onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" kind="danger" isPending={isPending}>
            {common.yes}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
