"use client";
import { type FormEvent, useState } from "react";
import { useAccountQuery } from "#components/identity/use-account-query";
import { Banner } from "#components/patterns/banner";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Field } from "#components/patterns/form/field";
import { Select } from "#components/patterns/form/select";
import { useFormErrors } from "#components/patterns/form/use-form-errors";
import { useSubmission } from "#components/patterns/form/use-submission";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { asFailure } from "#lib/console/browser/as-failure";
import { changeInAccount } from "#lib/console/server/actions/change-in-account";
import { userPageWords } from "#lib/console/words/identity/user-words";
import { words } from "#lib/console/words/words";

type Props = {
  user: { readonly id: string; readonly name: string };
  /** IDs of the groups that the user is in. */
  isIn: ReadonlySet<string>;
  onClose: () => void;
};

/** Puts a user into one more group. */
export default function AddToGroupDialog({ user, isIn, onClose }: Props) {
  const toasts = useToasts();
  const { submit, reset, isPending, failure } = useSubmission();
  const { data, error } = useAccountQuery("listGroups", {});
  const [chosen, setChosen] = useState("");
  const groups = (data?.groups ?? []).filter(({ id }) => !isIn.has(id));
  const form = useFormErrors(chosen === "" ? { group: userPageWords.groupMissing } : {});
  const shown: { group?: string } = form.shown;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    reset();
    const group = groups.find(({ id }) => id === chosen);
    if (!form.send(group !== undefined) || !group) return;
    if (!(await submit(() => changeInAccount("addUserToGroup", { group_id: group.id, user_id: user.id })))) return;
    toasts.success({ text: userPageWords.added, link: { href: `/identity/groups/${group.id}`, text: group.name } });
    onClose();
  };
  const nothing = !data ? null : data.groups.length === 0 ? userPageWords.noGroups : groups.length === 0 ? userPageWords.inAll : null;
  return (
    <Dialog title={userPageWords.addToGroup} onClose={onClose}>
      <form onSubmit={send} {...form.form} noValidate>
        <DialogBody>
          {failure ? <FailureNotice failure={failure} /> : null}
          {error && !data ? <FailureNotice failure={asFailure(error)} /> : null}
          {nothing ? <Banner>{nothing}</Banner> : null}
          <Field label={userPageWords.group} hint={userPageWords.groupHint} error={shown.group} isRequired>
            {(control) => (
              <Select
                {...control}
                name="group"
                options={[{ value: "", label: userPageWords.chooseGroup }, ...groups.map(({ id, name }) => ({ value: id, label: name }))]}
                value={chosen}
                onChange={(id) => {
                  reset();
                  setChosen(id);
                }}
              />
            )}
          </Field>
        </DialogBody>
        <DialogFoot reason={nothing}>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" kind="primary" reason={nothing} isPending={isPending}>
            {words.ok}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
