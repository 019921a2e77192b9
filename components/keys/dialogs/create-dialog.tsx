"use client";
import type { FormEvent } from "react";
import { NewKeyFields, useNewKey } from "#components/keys/dialogs/new-key-fields";
import { FailureNotice } from "#components/patterns/failure-notice";
import { RestoredNote } from "#components/patterns/restored-note";
import { useFormErrors } from "#components/patterns/use-form-errors";
import { useSubmission } from "#components/patterns/use-submission";
import { useWorkplace } from "#components/shell/workplace";
import { announceTagFailure } from "#components/tags/announce-tag-failure";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { placeFailure } from "#lib/console/browser/inputs/failure-fields";
import { createKey } from "#lib/console/server/actions/create-key";
import { createWords } from "#lib/console/words/create-words";
import { words } from "#lib/console/words/words";
import { isKeyPair, type KeySpec } from "#lib/domain/key-spec";

/** Create Key (guide §2.2). The same schema checks here and in the API; the API adds what only it can know. */
export default function CreateDialog({ onCreated, onClose }: { onCreated: () => void; onClose: () => void }) {
  const { project, basePath } = useWorkplace();
  const toasts = useToasts();
  const newKey = useNewKey("create-key");
  const { value, input, tags } = newKey;
  const form = useFormErrors(newKey.found);
  const { submit, reset, isPending, failure } = useSubmission();
  const { fields, whole } = placeFailure(failure);

  const create = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    reset();
    if (!form.send(Object.keys(newKey.found).length === 0 && newKey.areTagsSound)) return;
    const created = await submit(() => createKey(project.id, input, tags), form.refused);
    if (!created) return;
    newKey.discard();
    const keyPath = `${basePath}/keys/${created.data.key_info.key_id}`;
    toasts.success({ text: createWords.created, link: { href: `${keyPath}?tab=tool`, text: value.alias } });
    announceTagFailure(toasts, created.data.tagFailure, { href: `${keyPath}?tab=tags`, text: value.alias });
    onClose();
    onCreated();
  };

  return (
    <Dialog title={createWords.title} description={<p className="dense muted">{createWords.lead}</p>} onClose={onClose}>
      <form onSubmit={create} {...form.form} noValidate>
        <DialogBody>
          {newKey.isRestored ? <RestoredNote onDiscard={newKey.discard} /> : null}
          <NewKeyFields
            value={value}
            onChange={(part) => {
              newKey.change(part);
              // A refusal of the alias is true as long as the alias is the same.
              if (!fields.key_alias || "alias" in part) reset();
            }}
            errors={{ ...form.shown, ...fields }}
            isSent={form.isSent}
          />
          {isPending && isKeyPair(value.spec) ? <Making spec={value.spec} /> : null}
        </DialogBody>
        {whole ? <FailureNotice failure={whole} /> : null}
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

/** A pair of large numbers takes the HSM seconds, and nobody knows how many. */
function Making({ spec }: { spec: KeySpec }) {
  return (
    <div className="grid gap-2">
      <p role="status" className="dense muted">
        {createWords.making(spec)}
      </p>
      <div role="progressbar" aria-label={createWords.making(spec)} className="progress" data-open />
    </div>
  );
}
