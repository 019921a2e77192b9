"use client";
import { type FormEvent, useState } from "react";
import { TextField } from "#components/identity/text-field";
import { FailureNotice } from "#components/patterns/failure-notice";
import { RestoredNote } from "#components/patterns/form/restored-note";
import { useDraft } from "#components/patterns/form/use-draft";
import { useFormErrors } from "#components/patterns/form/use-form-errors";
import { useSubmission } from "#components/patterns/form/use-submission";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { type GroupDraft, groupFaults } from "#lib/console/browser/identity/group-input";
import { changeInAccount } from "#lib/console/server/actions/change-in-account";
import { groupPageWords, groupWords } from "#lib/console/words/identity/group-words";
import { identityWords } from "#lib/console/words/identity/identity-words";
import { words } from "#lib/console/words/words";

type Props = {
  /** The one that is changed; absent where one is made. */
  group?: GroupDraft & { readonly id: string };
  onClose: () => void;
};

/** Create Group, and the change of its name and description. */
export default function GroupDialog({ group, onClose }: Props) {
  const toasts = useToasts();
  const { submit, reset, isPending, failure } = useSubmission();
  const [beginning] = useState<GroupDraft>({ name: group?.name ?? "", description: group?.description ?? "" });
  const kept = useDraft(group ? `edit-group:${group.id}` : "create-group", beginning);
  const draft = { name: kept.value.name.trim(), description: kept.value.description.trim() };
  const found = groupFaults(draft);
  const form = useFormErrors(found);
  const shown: Partial<Record<keyof GroupDraft, string>> = form.shown;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    reset();
    if (!form.send(Object.keys(found).length === 0)) return;
    const done = await submit(() =>
      group ? changeInAccount("updateGroup", { group_id: group.id, group: draft }) : changeInAccount("createGroup", { group: draft }),
    );
    if (!done) return;
    kept.discard();
    const { id, name } = done.data.group;
    toasts.success({ text: group ? groupPageWords.edited : groupWords.created, link: { href: `/identity/groups/${id}`, text: name } });
    onClose();
  };
  const put = (part: Partial<GroupDraft>) => {
    reset();
    kept.change(part);
  };
  return (
    <Dialog
      title={group ? groupPageWords.editTitle : groupWords.create}
      description={group ? undefined : <p className="dense muted">{groupWords.createLead}</p>}
      onClose={onClose}
    >
      <form onSubmit={send} {...form.form} noValidate>
        <DialogBody>
          {kept.isRestored ? <RestoredNote onDiscard={kept.discard} /> : null}
          {failure ? <FailureNotice failure={failure} /> : null}
          <TextField
            label={groupWords.name}
            error={shown.name}
            name="name"
            value={kept.value.name}
            onChange={(name) => put({ name })}
            isRequired
          />
          <TextField
            label={identityWords.description}
            hint={identityWords.descriptionHint}
            error={shown.description}
            name="description"
            value={kept.value.description}
            onChange={(description) => put({ description })}
            isLong
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
