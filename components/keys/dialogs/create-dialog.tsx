"use client";
import { type FormEvent, useState } from "react";
import { NewKeyFields, useNewKey } from "#components/keys/dialogs/new-key-fields";
import { FailureNotice } from "#components/patterns/failure-notice";
import { useSubmission } from "#components/patterns/use-submission";
import { useWorkplace } from "#components/shell/workplace";
import { announceTagFailure } from "#components/tags/announce-tag-failure";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { placeFailure } from "#lib/console/browser/inputs/failure-fields";
import { schemaErrors } from "#lib/console/browser/inputs/schema-errors";
import { createKey } from "#lib/console/server/actions/create-key";
import { createWords } from "#lib/console/words/create-words";
import { words } from "#lib/console/words/words";
import { isKeyPair, type KeySpec } from "#lib/domain/key-spec";

/** Create Key (guide §2.2). The same schema checks here and in the API; the API adds what only it can know. */
export default function CreateDialog({ onCreated, onClose }: { onCreated: () => void; onClose: () => void }) {
  const { project, basePath } = useWorkplace();
  const toasts = useToasts();
  const { value, change, input, tags, areTagsSound } = useNewKey();
  const [isSent, setSent] = useState(false);
  const { alias, spec } = value;
  const [errors, setErrors] = useState<Record<string, string>>({});
  const { submit, reset, isPending, failure } = useSubmission();
  const { fields, whole } = placeFailure(failure);

  const create = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    const found = schemaErrors("createKey", input);
    setErrors(found);
    setSent(true);
    reset();
    if (Object.keys(found).length > 0 || !areTagsSound) return;
    const created = await submit(() => createKey(project.id, input, tags));
    if (!created) return;
    const keyPath = `${basePath}/keys/${created.data.key_info.key_id}`;
    toasts.success({ text: createWords.created, link: { href: `${keyPath}?tab=tool`, text: alias } });
    announceTagFailure(toasts, created.data.tagFailure, { href: `${keyPath}?tab=tags`, text: alias });
    onClose();
    onCreated();
  };

  return (
    <Dialog title={createWords.title} description={createWords.lead} onClose={onClose}>
      <form onSubmit={create} noValidate>
        <div className="dialog-body">
          {whole ? <FailureNotice failure={whole} /> : null}
          <NewKeyFields value={value} onChange={change} errors={{ ...errors, ...fields }} isSent={isSent} />
          {isPending && isKeyPair(spec) ? <Making spec={spec} /> : null}
        </div>
        <div className="dialog-foot">
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" kind="primary" isPending={isPending}>
            {words.ok}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** A pair of large numbers takes the HSM seconds, and nobody knows how many. */
function Making({ spec }: { spec: KeySpec }) {
  return (
    <div className="grid gap-2">
      <p role="status" className="text-sm text-muted">
        {createWords.making(spec)}
      </p>
      <div role="progressbar" aria-label={createWords.making(spec)} className="progress" data-open />
    </div>
  );
}
