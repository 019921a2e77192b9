"use client";
import { type FormEvent, useRef, useState } from "react";
import { Banner } from "#components/patterns/banner";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Choice } from "#components/patterns/form/choice";
import { Field } from "#components/patterns/form/field";
import { useSubmission } from "#components/patterns/form/use-submission";
import { type NamedAttachment, useNamedAttachments } from "#components/policies/use-named-attachments";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { hasDeny, type PolicyItem } from "#lib/console/browser/policy/policy-items";
import { deletePolicy } from "#lib/console/server/actions/change-policies";
import { policyWords, scopeWords } from "#lib/console/words/policies/policy-words";
import { words as common } from "#lib/console/words/words";

const words = policyWords.remove;
/** More do not tell more. */
const NAMED = 8;

type Props = { item: PolicyItem; onDeleted: () => void; onClose: () => void };

/** Delete Policy: who loses what is said first, and confirmed where anybody does. */
export default function DeletePolicyDialog({ item, onDeleted, onClose }: Props) {
  const { submit, isPending, failure } = useSubmission();
  const { data: attachments, error } = useNamedAttachments({ policyId: item.id });
  const [isUnderstood, setUnderstood] = useState(false);
  const [typed, setTyped] = useState("");
  const safeButton = useRef<HTMLButtonElement>(null);
  const isAttached = attachments !== undefined && attachments.length > 0;
  const reason = refusal();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (reason !== null) return;
    if (await submit(() => deletePolicy(item.id))) onDeleted();
  };
  function refusal(): string | null {
    if (error) return words.unknown;
    if (attachments === undefined) return words.waiting;
    if (!isAttached) return null;
    if (!isUnderstood) return words.consentMissing;
    return typed.trim() === item.name ? null : words.typeMissing;
  }
  return (
    <Dialog title={words.title} onClose={onClose} initialFocus={safeButton}>
      <form onSubmit={send} noValidate>
        <DialogBody>
          {failure ? <FailureNotice failure={failure} /> : null}
          <p>
            <span className="strong wrap-anywhere">{item.name}</span>: {words.lead}
          </p>
          {attachments?.length === 0 ? <p>{words.nobody}</p> : null}
          {isAttached ? <Losses attachments={attachments} /> : null}
          {hasDeny(item.document) ? <Banner tone="caution">{words.denies}</Banner> : null}
          {isAttached ? (
            <>
              <Choice checked={isUnderstood} onChange={(event) => setUnderstood(event.target.checked)}>
                {words.understand}
              </Choice>
              <Field label={words.typeLabel(item.name)} isRequired>
                {(control) => (
                  <input
                    {...control}
                    className="input"
                    autoComplete="off"
                    spellCheck={false}
                    value={typed}
                    onChange={(event) => setTyped(event.target.value)}
                  />
                )}
              </Field>
            </>
          ) : null}
        </DialogBody>
        <DialogFoot reason={reason}>
          <Button ref={safeButton} onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" kind="danger" reason={reason} isPending={isPending}>
            {common.yes}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

function Losses({ attachments }: { attachments: readonly NamedAttachment[] }) {
  const more = attachments.length - NAMED;
  return (
    <div>
      <p>{words.loses(attachments.length)}</p>
      <ul className="dense mt-1 ml-5 list-disc">
        {attachments.slice(0, NAMED).map(({ groupId, scope, projectId, groupName, projectName }) => (
          <li key={`${groupId} ${scope} ${projectId}`} className="wrap-anywhere">
            {words.where(groupName, scopeWords(scope, projectName))}
          </li>
        ))}
        {more > 0 ? <li>{words.more(more)}</li> : null}
      </ul>
    </div>
  );
}
