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
import { profileFaults } from "#lib/console/browser/identity/user-input";
import { changeInAccount } from "#lib/console/server/actions/change-in-account";
import { identityWords } from "#lib/console/words/identity/identity-words";
import { userPageWords, userWords } from "#lib/console/words/identity/user-words";
import { words } from "#lib/console/words/words";

type Props = {
  user: { readonly id: string; readonly name: string; readonly email: string; readonly description: string };
  onClose: () => void;
};

/** Changes what is known of a user: name, e-mail address, description. */
export default function EditUserDialog({ user, onClose }: Props) {
  const toasts = useToasts();
  const { submit, reset, isPending, failure } = useSubmission();
  const [beginning] = useState({ name: user.name, email: user.email, description: user.description });
  const kept = useDraft(`edit-user:${user.id}`, beginning);
  const draft = { name: kept.value.name.trim(), email: kept.value.email.trim(), description: kept.value.description.trim() };
  const found = profileFaults(draft);
  const form = useFormErrors(found);
  const shown: Partial<Record<keyof typeof draft, string>> = form.shown;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    reset();
    if (!form.send(Object.keys(found).length === 0)) return;
    if (!(await submit(() => changeInAccount("updateUser", { user_id: user.id, user: draft })))) return;
    kept.discard();
    toasts.success({ text: userPageWords.edited, link: { href: `/identity/users/${user.id}`, text: draft.name } });
    onClose();
  };
  const put = (part: Partial<typeof draft>) => {
    reset();
    kept.change(part);
  };
  return (
    <Dialog title={userPageWords.editTitle} onClose={onClose}>
      <form onSubmit={send} {...form.form} noValidate>
        <DialogBody>
          {kept.isRestored ? <RestoredNote onDiscard={kept.discard} /> : null}
          {failure ? <FailureNotice failure={failure} /> : null}
          <TextField
            label={userWords.name}
            hint={userWords.nameHint}
            error={shown.name}
            name="name"
            value={kept.value.name}
            onChange={(name) => put({ name })}
            isRequired
          />
          <TextField
            label={userWords.columns.email}
            error={shown.email}
            name="email"
            value={kept.value.email}
            onChange={(email) => put({ email })}
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
