"use client";
import { type FormEvent, useState } from "react";
import { PasswordField } from "#components/identity/password-field";
import { TextField } from "#components/identity/text-field";
import { FailureNotice } from "#components/patterns/failure-notice";
import { RestoredNote } from "#components/patterns/form/restored-note";
import { useDraft } from "#components/patterns/form/use-draft";
import { useFormErrors } from "#components/patterns/form/use-form-errors";
import { useSubmission } from "#components/patterns/form/use-submission";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { userFaults } from "#lib/console/browser/identity/user-input";
import { changeInAccount } from "#lib/console/server/actions/change-in-account";
import { identityWords } from "#lib/console/words/identity/identity-words";
import { userWords } from "#lib/console/words/identity/user-words";
import { words } from "#lib/console/words/words";

const BEGINNING = { name: "", description: "" };

/** Create User. */
export default function CreateUserDialog({ onClose }: { onClose: () => void }) {
  const toasts = useToasts();
  const { submit, reset, isPending, failure } = useSubmission();
  const kept = useDraft("create-user", BEGINNING);
  const [password, setPassword] = useState("");
  const draft = { name: kept.value.name.trim(), description: kept.value.description.trim(), password };
  const found = userFaults(draft);
  const form = useFormErrors(found);
  const shown: Partial<Record<keyof typeof draft, string>> = form.shown;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    reset();
    if (!form.send(Object.keys(found).length === 0)) return;
    const created = await submit(() => changeInAccount("createUserWithProfile", { user: draft }));
    if (!created) return;
    kept.discard();
    const { id, name } = created.data.user;
    toasts.success({ text: userWords.created, link: { href: `/identity/users/${id}`, text: name } });
    onClose();
  };
  return (
    <Dialog title={userWords.create} description={<p className="dense muted">{userWords.createLead}</p>} onClose={onClose}>
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
            onChange={(name) => {
              reset();
              kept.change({ name });
            }}
            isRequired
          />
          <PasswordField
            label={userWords.password}
            hint={userWords.passwordHint}
            error={shown.password}
            value={password}
            onChange={(next) => {
              reset();
              setPassword(next);
            }}
          />
          <TextField
            label={identityWords.description}
            hint={identityWords.descriptionHint}
            error={shown.description}
            name="description"
            value={kept.value.description}
            onChange={(description) => {
              reset();
              kept.change({ description });
            }}
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
