"use client";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Field } from "#components/patterns/form/field";
import { RestoredNote } from "#components/patterns/form/restored-note";
import { useDraft } from "#components/patterns/form/use-draft";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import type { Failure } from "#lib/console/api-failure";
import { passkeyWords } from "#lib/console/words/credentials-words";
import { words } from "#lib/console/words/words";
import { isFactorName } from "#lib/domain/identity/factor";

type Props = {
  /** Unique name of the form, by which what was typed in it is kept. */
  form: string;
  title: string;
  lead?: ReactNode;
  beginning: string;
  isPending: boolean;
  failure: Failure | null;
  /** Called with a name that may be given. @returns whether it was */
  onSend: (name: string) => Promise<boolean>;
  /** What is typed has changed: a refusal is no longer true. */
  onTyped: () => void;
  onClose: () => void;
};

/** Asks what a passkey is to be called. */
export function PasskeyNameDialog({ form, title, lead, beginning, isPending, failure, onSend, onTyped, onClose }: Props) {
  const kept = useDraft(form, { name: beginning });
  const { name } = kept.value;
  const [isSent, setSent] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const trimmed = name.trim();
  const problem = trimmed === "" ? passkeyWords.noName : isFactorName(trimmed) ? null : passkeyWords.wrongName;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (problem) return field.current?.focus();
    if (isPending || !(await onSend(trimmed))) return;
    kept.discard();
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={send} noValidate>
        <DialogBody>
          {kept.isRestored ? <RestoredNote onDiscard={kept.discard} /> : null}
          {failure ? <FailureNotice failure={failure} /> : null}
          {lead ? <p>{lead}</p> : null}
          <Field label={passkeyWords.name} hint={passkeyWords.nameHint} error={isSent ? problem : null} isRequired>
            {(control) => (
              <input
                {...control}
                ref={field}
                className="input"
                dir="auto"
                autoComplete="off"
                value={name}
                onChange={(event) => {
                  kept.change({ name: event.target.value });
                  onTyped();
                }}
              />
            )}
          </Field>
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
