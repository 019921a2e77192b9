"use client";
import type { FormEvent } from "react";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Field } from "#components/patterns/field";
import { RestoredNote } from "#components/patterns/restored-note";
import { useDraft } from "#components/patterns/use-draft";
import { useFormErrors } from "#components/patterns/use-form-errors";
import { useSubmission } from "#components/patterns/use-submission";
import { useWorkplace } from "#components/shell/workplace";
import { TagField } from "#components/tags/tag-field";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { valueProblem } from "#lib/console/browser/inputs/tag-input";
import { putTags } from "#lib/console/server/actions/change-tags";
import { tagWords } from "#lib/console/words/tag-words";
import { words } from "#lib/console/words/words";
import type { Tag } from "#lib/domain/tag";
import type { KeyDetails } from "#lib/wire/kms/key-details";

/** Edit Tag (guide §2.6.3): another value for the same tag key. */
export default function EditTagDialog({ item, tag, onClose }: { item: KeyDetails; tag: Tag; onClose: () => void }) {
  const { project } = useWorkplace();
  const toasts = useToasts();
  const { submit, reset, isPending, failure } = useSubmission();
  const draft = useDraft(`edit-tag:${item.key_id}:${tag.key}`, { value: tag.value });
  const form = useFormErrors({});
  const { value } = draft.value;
  // A value that came over the API may hold what the console does not take: it is no mistake before it is touched.
  const problem = value === tag.value ? null : valueProblem(value);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending || !form.send(problem === null)) return;
    if (value !== tag.value && !(await submit(() => putTags(project.id, item.key_id, [{ key: tag.key, value }])))) return;
    draft.discard();
    toasts.success({ text: tagWords.edited });
    onClose();
  };
  return (
    <Dialog title={tagWords.editTitle} onClose={onClose}>
      <form onSubmit={send} {...form.form} noValidate>
        <DialogBody>
          {draft.isRestored ? <RestoredNote onDiscard={draft.discard} /> : null}
          {failure ? <FailureNotice failure={failure} /> : null}
          <Field label={tagWords.key}>{(control) => <input {...control} className="input" dir="auto" readOnly value={tag.key} />}</Field>
          <TagField
            label={tagWords.value}
            hint={tagWords.valueHint}
            error={problem}
            value={value}
            onChange={(next) => {
              draft.change({ value: next });
              reset();
            }}
            valuesOf={tag.key}
          />
        </DialogBody>
        <DialogFoot>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" kind="primary" isPending={isPending}>
            {words.ok}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
