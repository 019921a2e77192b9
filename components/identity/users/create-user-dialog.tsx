"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { PasswordField } from "#components/identity/password-field";
import { TextField } from "#components/identity/text-field";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Field } from "#components/patterns/form/field";
import { RestoredNote } from "#components/patterns/form/restored-note";
import { SegmentedChoice } from "#components/patterns/form/segmented-choice";
import { Select } from "#components/patterns/form/select";
import { useDraft } from "#components/patterns/form/use-draft";
import { useFormErrors } from "#components/patterns/form/use-form-errors";
import { useSubmission } from "#components/patterns/form/use-submission";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { serviceFaults, type UserDraft, userFaults } from "#lib/console/browser/identity/user-input";
import { changeInAccount } from "#lib/console/server/actions/change-in-account";
import { identityWords } from "#lib/console/words/identity/identity-words";
import { serviceWords } from "#lib/console/words/identity/service-words";
import { userWords } from "#lib/console/words/identity/user-words";
import { words } from "#lib/console/words/words";
import { SERVICE_NAMES, type ServiceName } from "#lib/domain/identity/service";

type Kind = "person" | ServiceName;

const BEGINNING: { readonly name: string; readonly description: string; readonly kind: Kind } = {
  name: "",
  description: "",
  kind: "person",
};

const KINDS = (["person", "service"] as const).map((value) => ({ value, label: serviceWords.kinds[value] }));
const FIRST_SERVICE: ServiceName = "obs";

/** Create User: a person or a program with a password, or a cloud service, which has none. */
export default function CreateUserDialog({ onClose }: { onClose: () => void }) {
  const toasts = useToasts();
  const router = useRouter();
  const { submit, reset, isPending, failure } = useSubmission();
  const kept = useDraft("create-user", BEGINNING);
  const [password, setPassword] = useState("");
  const service = kept.value.kind === "person" ? null : kept.value.kind;
  const described = { name: kept.value.name.trim(), description: kept.value.description.trim() };
  const found = service ? serviceFaults(described) : userFaults({ ...described, password });
  const form = useFormErrors(found);
  const shown: Partial<Record<keyof UserDraft, string>> = form.shown;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    reset();
    if (!form.send(Object.keys(found).length === 0)) return;
    const created = await submit(() =>
      changeInAccount("createUserWithProfile", { user: { ...described, ...(service ? { service } : { password }) } }),
    );
    if (!created) return;
    kept.discard();
    const { id, name } = created.data.user;
    const href = `/identity/users/${id}`;
    toasts.success({ text: userWords.created, link: { href, text: name } });
    onClose();
    // Without an access key a service is of no use: that is made on its page.
    if (service) router.push(href);
  };
  return (
    <Dialog
      title={userWords.create}
      description={<p className="dense muted">{service ? serviceWords.createLead : userWords.createLead}</p>}
      onClose={onClose}
    >
      <form onSubmit={send} {...form.form} noValidate>
        <DialogBody>
          {kept.isRestored ? <RestoredNote onDiscard={kept.discard} /> : null}
          {failure ? <FailureNotice failure={failure} /> : null}
          <SegmentedChoice
            legend={serviceWords.kind}
            options={KINDS}
            value={service ? "service" : "person"}
            onChange={(chosen) => {
              reset();
              setPassword("");
              kept.change({ kind: chosen === "person" ? "person" : FIRST_SERVICE });
            }}
          />
          {service ? (
            <Field label={serviceWords.service} hint={serviceWords.serviceHint}>
              {(control) => (
                <Select
                  {...control}
                  value={service}
                  options={SERVICE_NAMES.map((value) => ({ value, label: serviceWords.option(value) }))}
                  onChange={(kind) => {
                    reset();
                    kept.change({ kind: kind as ServiceName });
                  }}
                />
              )}
            </Field>
          ) : null}
          <TextField
            label={userWords.name}
            hint={service ? serviceWords.nameHint : userWords.nameHint}
            error={shown.name}
            name="name"
            value={kept.value.name}
            onChange={(name) => {
              reset();
              kept.change({ name });
            }}
            isRequired
          />
          {service ? null : (
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
          )}
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
