"use client";
import { type FormEvent, useState } from "react";
import { PasswordField } from "#components/identity/password-field";
import { FailureNotice } from "#components/patterns/failure-notice";
import { useFormErrors } from "#components/patterns/form/use-form-errors";
import { useSubmission } from "#components/patterns/form/use-submission";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { passwordFault } from "#lib/console/browser/identity/user-input";
import { changeInAccount } from "#lib/console/server/actions/change-in-account";
import { userPageWords, userWords } from "#lib/console/words/identity/user-words";
import { words } from "#lib/console/words/words";

type Props = { user: { readonly id: string; readonly name: string }; onClose: () => void };

/** Gives a user another password. */
export default function ResetPasswordDialog({ user, onClose }: Props) {
  const toasts = useToasts();
  const { submit, reset, isPending, failure } = useSubmission();
  const [password, setPassword] = useState("");
  const fault = passwordFault(password, user.name);
  const form = useFormErrors(fault === null ? {} : { password: fault });
  const shown: { password?: string } = form.shown;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    reset();
    if (!form.send(fault === null)) return;
    if (!(await submit(() => changeInAccount("updateUser", { user_id: user.id, user: { password } })))) return;
    toasts.success({ text: userPageWords.resetDone, link: { href: `/identity/users/${user.id}`, text: user.name } });
    onClose();
  };
  return (
    <Dialog title={userPageWords.resetTitle} onClose={onClose}>
      <form onSubmit={send} {...form.form} noValidate>
        <DialogBody>
          {failure ? <FailureNotice failure={failure} /> : null}
          <p className="strong wrap-anywhere">
            <bdi>{user.name}</bdi>
          </p>
          <p>{userPageWords.resetLead}</p>
          <PasswordField
            label={userPageWords.newPassword}
            hint={userWords.passwordHint}
            error={shown.password}
            value={password}
            onChange={(next) => {
              reset();
              setPassword(next);
            }}
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
