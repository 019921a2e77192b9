"use client";
import { type FormEvent, useMemo } from "react";
import { FailureNotice } from "#components/patterns/failure-notice";
import { RestoredNote } from "#components/patterns/form/restored-note";
import { useDraft } from "#components/patterns/form/use-draft";
import { useFormErrors } from "#components/patterns/form/use-form-errors";
import { useSubmission } from "#components/patterns/form/use-submission";
import { PolicyEditor } from "#components/policies/editor/policy-editor";
import { PolicyFields } from "#components/policies/editor/policy-fields";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { BLANK_DRAFT, checkDraft, faultsOfNames, type PolicyDraft } from "#lib/console/browser/policy/policy-draft";
import { policyPath } from "#lib/console/browser/policy/policy-items";
import { createPolicy } from "#lib/console/server/actions/change-policies";
import { editorWords, faultWords } from "#lib/console/words/policies/editor-words";
import { policyWords } from "#lib/console/words/policies/policy-words";
import { words } from "#lib/console/words/words";

/** Create Policy: a name, and what it says, as rows or as JSON. */
export default function CreatePolicyDialog({ onClose }: { onClose: () => void }) {
  const toasts = useToasts();
  const { submit, reset, isPending, failure } = useSubmission();
  const kept = useDraft<PolicyDraft>("create-policy", BLANK_DRAFT);
  const draft = kept.value;
  const { policy, faults } = useMemo(() => checkDraft(draft), [draft]);
  const found = faultWords(faultsOfNames(draft));
  const form = useFormErrors({ ...found, ...(policy === null && { policy: editorWords.mendPolicy }) });
  const put = (part: Partial<PolicyDraft>) => {
    kept.change(part);
    reset();
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    reset();
    if (!form.send(Object.keys(found).length === 0 && policy !== null) || policy === null) return;
    const created = await submit(() => createPolicy({ name: draft.name.trim(), description: draft.description.trim(), policy }));
    if (!created) return;
    kept.discard();
    toasts.success({ text: editorWords.created, link: { href: policyPath(created.data), text: draft.name.trim() } });
    onClose();
  };
  const { name, description, policy: ofPolicy } = form.shown;
  const wrong = [name && editorWords.mendName, description && editorWords.mendDescription, form.isSent && ofPolicy].filter(
    Boolean,
  ) as string[];
  return (
    <Dialog title={policyWords.create} size="editor" description={<p className="dense muted">{editorWords.lead}</p>} onClose={onClose}>
      <form onSubmit={send} {...form.form} noValidate>
        <DialogBody>
          {kept.isRestored || failure ? (
            <div className="policy-notes">
              {kept.isRestored ? <RestoredNote onDiscard={kept.discard} /> : null}
              {failure ? <FailureNotice failure={failure} /> : null}
            </div>
          ) : null}
          <div className="panes">
            <PolicyEditor
              draft={draft}
              onChange={put}
              faults={faults}
              isSent={form.isSent}
              fields={<PolicyFields draft={draft} errors={{ name, description }} onChange={put} />}
            />
          </div>
        </DialogBody>
        <DialogFoot reason={wrong.length > 0 ? editorWords.mend(wrong) : null}>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" kind="primary" isPending={isPending}>
            {words.ok}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
