"use client";
import type { FormEvent } from "react";
import { FailureNotice } from "#components/patterns/failure-notice";
import { RestoredNote } from "#components/patterns/restored-note";
import { useDraft } from "#components/patterns/use-draft";
import { useFormErrors } from "#components/patterns/use-form-errors";
import { useSubmission } from "#components/patterns/use-submission";
import { useWorkplace } from "#components/shell/workplace";
import { FIRST_TAG, TagRows } from "#components/tags/tag-rows";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { tagProblems } from "#lib/console/browser/inputs/tag-input";
import { TAGS_PER_KEY } from "#lib/console/browser/inputs/tag-limits";
import { putTags } from "#lib/console/server/actions/change-tags";
import { tagWords } from "#lib/console/words/tag-words";
import { words } from "#lib/console/words/words";
import type { Tag } from "#lib/domain/tag";
import type { KeyDetails } from "#lib/wire/kms/key-details";

const BEGINNING = { tags: FIRST_TAG };

type Props = { item: KeyDetails; existing: readonly Tag[]; onClose: () => void };

/** Add Tag (guide §2.6.1): one row or several, all of them or none. */
export default function AddTagDialog({ item, existing, onClose }: Props) {
  const { project } = useWorkplace();
  const toasts = useToasts();
  const { submit, reset, isPending, failure } = useSubmission();
  const draft = useDraft(`add-tags:${item.key_id}`, BEGINNING);
  const form = useFormErrors({});
  const drafts = draft.value.tags;
  const taken = existing.map(({ key }) => key);
  const problems = tagProblems(drafts, taken, form.isSent);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending || drafts.length === 0) return;
    reset();
    if (!form.send(tagProblems(drafts, taken, true).size === 0)) return;
    const tags = drafts.map(({ key, value }) => ({ key, value }));
    if (!(await submit(() => putTags(project.id, item.key_id, tags)))) return;
    draft.discard();
    toasts.success({ text: tagWords.added(tags.length) });
    onClose();
  };
  return (
    <Dialog title={tagWords.add} description={<p className="dense muted">{tagWords.addLead}</p>} onClose={onClose}>
      <form onSubmit={send} {...form.form} noValidate>
        <DialogBody>
          {draft.isRestored ? <RestoredNote onDiscard={draft.discard} /> : null}
          {failure ? <FailureNotice failure={failure} /> : null}
          <TagRows
            drafts={drafts}
            onChange={(tags) => {
              draft.change({ tags });
              reset();
            }}
            problems={problems}
            room={TAGS_PER_KEY - existing.length}
          />
        </DialogBody>
        <DialogFoot reason={drafts.length === 0 ? tagWords.search.nothing : problems.size > 0 ? tagWords.mend(problems.size) : null}>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" kind="primary" reason={drafts.length === 0 ? tagWords.search.nothing : null} isPending={isPending}>
            {words.ok}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
