"use client";
import { type FormEvent, useState } from "react";
import { FailureNotice } from "#components/patterns/failure-notice";
import { useSubmission } from "#components/patterns/use-submission";
import { useWorkplace } from "#components/shell/workplace";
import { FIRST_TAG, TagRows } from "#components/tags/tag-rows";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { tagProblems } from "#lib/console/browser/inputs/tag-input";
import { TAGS_PER_KEY } from "#lib/console/browser/inputs/tag-limits";
import { putTags } from "#lib/console/server/actions/change-tags";
import { tagWords } from "#lib/console/words/tag-words";
import { words } from "#lib/console/words/words";
import type { Tag } from "#lib/domain/tag";
import type { KeyDetails } from "#lib/wire/kms/key-details";

type Props = { item: KeyDetails; existing: readonly Tag[]; onClose: () => void };

/** Add Tag (guide §2.6.1): one row or several, all of them or none. */
export default function AddTagDialog({ item, existing, onClose }: Props) {
  const { project } = useWorkplace();
  const toasts = useToasts();
  const { submit, isPending, failure } = useSubmission();
  const [drafts, setDrafts] = useState(FIRST_TAG);
  const [isSent, setSent] = useState(false);
  const taken = existing.map(({ key }) => key);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (drafts.length === 0 || tagProblems(drafts, taken, true).size > 0) return;
    const tags = drafts.map(({ key, value }) => ({ key, value }));
    if (!(await submit(() => putTags(project.id, item.key_id, tags)))) return;
    toasts.success({ text: tagWords.added(tags.length) });
    onClose();
  };
  return (
    <Dialog title={tagWords.add} description={tagWords.addLead} onClose={onClose}>
      <form onSubmit={send} noValidate>
        <div className="dialog-body">
          {failure ? <FailureNotice failure={failure} /> : null}
          <TagRows
            drafts={drafts}
            onChange={setDrafts}
            problems={tagProblems(drafts, taken, isSent)}
            room={TAGS_PER_KEY - existing.length}
          />
        </div>
        <div className="dialog-foot">
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" kind="primary" reason={drafts.length === 0 ? tagWords.search.nothing : null} isPending={isPending}>
            {words.ok}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
