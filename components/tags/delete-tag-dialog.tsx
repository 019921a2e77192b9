"use client";
import { type FormEvent, type RefObject, useRef } from "react";
import { FailureNotice } from "#components/patterns/failure-notice";
import { useSubmission } from "#components/patterns/use-submission";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { deleteTag } from "#lib/console/server/actions/change-tags";
import { tagWords } from "#lib/console/words/tag-words";
import { words } from "#lib/console/words/words";
import type { Tag } from "#lib/domain/tag";
import type { KeyDetails } from "#lib/wire/kms/key-details";

type Props = {
  item: KeyDetails;
  tag: Tag;
  /** What has the focus when the tag is gone. */
  nextFocus: RefObject<HTMLElement | null>;
  onClose: () => void;
};

/** Delete Tag (guide §2.6.4). */
export default function DeleteTagDialog({ item, tag, nextFocus, onClose }: Props) {
  const { project } = useWorkplace();
  const toasts = useToasts();
  const { submit, isPending, failure } = useSubmission();
  const safeButton = useRef<HTMLButtonElement>(null);
  // Set only after success: what opened the dialog goes with the row.
  const finalFocus = useRef<HTMLElement>(null);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await submit(() => deleteTag(project.id, item.key_id, tag.key)))) return;
    toasts.success({ text: tagWords.removed });
    finalFocus.current = nextFocus.current;
    onClose();
  };
  return (
    <Dialog title={tagWords.removeTitle} onClose={onClose} initialFocus={safeButton} finalFocus={finalFocus}>
      <form onSubmit={send} noValidate>
        <DialogBody>
          {failure ? <FailureNotice failure={failure} /> : null}
          <p>{tagWords.removeLead}</p>
          <dl className="pairs stake">
            <dt>{tagWords.key}</dt>
            <dd className="strong">
              <bdi className="min-w-0 wrap-anywhere">{tag.key}</bdi>
            </dd>
            <dt>{tagWords.value}</dt>
            <dd>
              {tag.value === "" ? (
                <span className="faint">{tagWords.noValue}</span>
              ) : (
                <bdi className="min-w-0 wrap-anywhere">{tag.value}</bdi>
              )}
            </dd>
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
