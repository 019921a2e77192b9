"use client";
import { type FormEvent, useState } from "react";
import { findPerson, PersonField, usePeople } from "#components/identity/person-field";
import { FailureNotice } from "#components/patterns/failure-notice";
import { useFormErrors } from "#components/patterns/form/use-form-errors";
import { useSubmission } from "#components/patterns/form/use-submission";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { changeInAccount } from "#lib/console/server/actions/change-in-account";
import { groupPageWords } from "#lib/console/words/identity/group-words";
import { words } from "#lib/console/words/words";

type Props = {
  group: { readonly id: string; readonly name: string };
  /** IDs of those who are in it. */
  members: ReadonlySet<string>;
  onClose: () => void;
};

/** Add Member. */
export default function AddMemberDialog({ group, members, onClose }: Props) {
  const toasts = useToasts();
  const { submit, reset, isPending, failure } = useSubmission();
  const people = usePeople();
  const [typed, setTyped] = useState("");
  const person = findPerson(people ?? [], typed);
  const fault = faultOf(typed, person, members, people !== undefined);
  const form = useFormErrors(fault === null ? {} : { user: fault });
  const shown: { user?: string } = form.shown;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    reset();
    if (!form.send(fault === null) || !person) return;
    if (!(await submit(() => changeInAccount("addUserToGroup", { group_id: group.id, user_id: person.id })))) return;
    toasts.success({ text: groupPageWords.added, link: { href: `/identity/users/${person.id}`, text: person.name } });
    onClose();
  };
  return (
    <Dialog title={groupPageWords.addMember} onClose={onClose}>
      <form onSubmit={send} {...form.form} noValidate>
        <DialogBody>
          {failure ? <FailureNotice failure={failure} /> : null}
          <PersonField
            label={groupPageWords.user}
            hint={groupPageWords.userHint}
            error={shown.user}
            name="user"
            value={typed}
            onChange={(next) => {
              reset();
              setTyped(next);
            }}
            people={(people ?? []).filter(({ id }) => !members.has(id))}
            takes="name"
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

/** Why this person cannot be added, or null. */
function faultOf(typed: string, person: { id: string; name: string } | undefined, members: ReadonlySet<string>, isKnown: boolean) {
  if (typed.trim() === "" || !isKnown) return groupPageWords.userMissing;
  if (!person) return groupPageWords.userUnknown;
  return members.has(person.id) ? groupPageWords.isMember(person.name) : null;
}
