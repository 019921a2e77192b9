"use client";
import { type FormEvent, type RefObject, useRef } from "react";
import type { Principal } from "#components/grants/use-principals";
import { FailureNotice } from "#components/patterns/failure-notice";
import { useSubmission } from "#components/patterns/use-submission";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { revokeGrant } from "#lib/console/server/actions/change-grants";
import { grantWords, operationLabels } from "#lib/console/words/grant-words";
import { words } from "#lib/console/words/words";
import type { GrantDetails } from "#lib/wire/kms/grant-details";

type Props = {
  grant: GrantDetails;
  principal: Principal | undefined;
  /** What has the focus when the grant is gone. */
  nextFocus: RefObject<HTMLElement | null>;
  onRevoked: () => void;
  onClose: () => void;
};

/** Revoke Grant (guide §2.8.3). */
export default function RevokeGrantDialog({ grant, principal, nextFocus, onRevoked, onClose }: Props) {
  const { project } = useWorkplace();
  const toasts = useToasts();
  const { submit, isPending, failure } = useSubmission();
  const safeButton = useRef<HTMLButtonElement>(null);
  // Set only after success: what opened the dialog goes with the row.
  const finalFocus = useRef<HTMLElement>(null);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await submit(() => revokeGrant(project.id, grant.key_id, grant.grant_id)))) return;
    toasts.success({ text: grantWords.revoked });
    finalFocus.current = nextFocus.current;
    onRevoked();
    onClose();
  };
  return (
    <Dialog title={grantWords.revoke} onClose={onClose} initialFocus={safeButton} finalFocus={finalFocus}>
      <form onSubmit={send} noValidate>
        <DialogBody>
          {failure ? <FailureNotice failure={failure} /> : null}
          <p>{grantWords.revokeLead}</p>
          <dl className="pairs stake">
            <dt>{grantWords.columns.id}</dt>
            <dd>
              <code className="min-w-0 wrap-anywhere">{grant.grant_id}</code>
            </dd>
            <dt>{grantWords.columns.grantee}</dt>
            <dd>
              {principal ? <span className="strong wrap-anywhere">{principal.name}</span> : null}
              <code className="min-w-0 wrap-anywhere">{grant.grantee_principal}</code>
            </dd>
            <dt>{grantWords.columns.operations}</dt>
            <dd>{operationLabels(grant.operations)}</dd>
          </dl>
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
