"use client";
import { ChevronLeft } from "lucide-react";
import { type FormEvent, useMemo } from "react";
import { Banner } from "#components/patterns/banner";
import { FailureNotice } from "#components/patterns/failure-notice";
import { RestoredNote } from "#components/patterns/form/restored-note";
import { useDraft } from "#components/patterns/form/use-draft";
import { useFormErrors } from "#components/patterns/form/use-form-errors";
import { useSubmission } from "#components/patterns/form/use-submission";
import { PolicyEditor } from "#components/policies/editor/policy-editor";
import { PolicyFields } from "#components/policies/editor/policy-fields";
import { useAssignments } from "#components/policies/use-policies";
import { Button } from "#components/ui/button";
import { useToasts } from "#components/ui/toasts";
import { checkDraft, draftOf, faultsOfNames, type PolicyDraft } from "#lib/console/browser/policy/policy-draft";
import type { PolicyItem } from "#lib/console/browser/policy/policy-items";
import { updatePolicy } from "#lib/console/server/actions/change-policies";
import { editorWords, faultWords } from "#lib/console/words/policies/editor-words";
import { policyWords } from "#lib/console/words/policies/policy-words";

/** A policy of one's own while it is changed. Its draft belongs to what the policy was when it was begun. */
export default function EditPolicy({ item, onClose }: { item: PolicyItem; onClose: () => void }) {
  const toasts = useToasts();
  const { submit, reset, isPending, failure } = useSubmission();
  const stored = useMemo(() => draftOf(item), [item]);
  const kept = useDraft<PolicyDraft>(`edit-policy:${item.id}:${item.changedAt}`, stored);
  const draft = kept.value;
  const { policy, faults } = useMemo(() => checkDraft(draft), [draft]);
  const found = faultWords(faultsOfNames(draft));
  const form = useFormErrors({ ...found, ...(policy === null && { policy: editorWords.mendPolicy }) });
  const groups = new Set(useAssignments({ policyId: item.id }).data?.map(({ groupId }) => groupId) ?? []).size;
  const isChanged =
    draft.name.trim() !== item.name ||
    draft.description.trim() !== item.description ||
    policy === null ||
    JSON.stringify(policy) !== JSON.stringify(item.document);
  const put = (part: Partial<PolicyDraft>) => {
    kept.change(part);
    reset();
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending || !isChanged) return;
    reset();
    if (!form.send(Object.keys(found).length === 0 && policy !== null) || policy === null) return;
    const saved = await submit(() => updatePolicy(item.id, { name: draft.name.trim(), description: draft.description.trim(), policy }));
    if (!saved) return;
    kept.discard();
    toasts.success({ text: editorWords.saved });
    onClose();
  };
  const { name, description } = form.shown as Partial<Record<string, string>>;
  return (
    <form onSubmit={send} {...form.form} noValidate aria-label={editorWords.editLabel}>
      <div className="head head-key">
        <div className="head-text">
          <p className="crumb">
            <Button look="link" onClick={onClose}>
              <ChevronLeft className="i i-s" aria-hidden />
              {editorWords.backToPolicy}
            </Button>
          </p>
          <div className="head-title">
            <h1 tabIndex={-1} className="wrap-anywhere">
              {item.name}
            </h1>
            <span className="badge">{policyWords.kinds[item.kind]}</span>
          </div>
        </div>
        <div className="head-actions">
          <Button
            onClick={() => {
              kept.discard();
              onClose();
            }}
          >
            {editorWords.discard}
          </Button>
          <Button type="submit" kind="primary" reason={isChanged ? null : editorWords.unchanged} isPending={isPending}>
            {editorWords.save}
          </Button>
        </div>
      </div>
      <div className="policy-notes">
        {kept.isRestored ? <RestoredNote onDiscard={kept.discard} /> : null}
        {failure ? <FailureNotice failure={failure} /> : null}
        {groups > 0 ? <Banner tone="caution">{editorWords.affects(groups)}</Banner> : null}
      </div>
      <div className="panes panes-page">
        <PolicyEditor
          draft={draft}
          onChange={put}
          faults={faults}
          isSent={form.isSent}
          fields={<PolicyFields draft={draft} errors={{ name, description }} onChange={put} />}
        />
      </div>
    </form>
  );
}
