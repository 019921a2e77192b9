"use client";
import { type FormEvent, useState } from "react";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Field } from "#components/patterns/field";
import { useSubmission } from "#components/patterns/use-submission";
import { InheritanceFields } from "#components/rotation/inheritance-fields";
import { useInheritance } from "#components/rotation/use-inheritance";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { asFailure } from "#lib/console/browser/as-failure";
import { placeFailure } from "#lib/console/browser/inputs/failure-fields";
import { nextAlias } from "#lib/console/browser/inputs/next-alias";
import { schemaErrors } from "#lib/console/browser/inputs/schema-errors";
import { replaceKey } from "#lib/console/server/actions/rotate-key";
import { createWords } from "#lib/console/words/create-words";
import { rotationWords } from "#lib/console/words/rotation-words";
import { words } from "#lib/console/words/words";
import { isKeyPair, type KeySpec } from "#lib/domain/key-spec";
import type { KeyDetails } from "#lib/wire/kms/key-details";

type Props = { item: KeyDetails; rotationDays: number | null; onClose: () => void };

/** Manual rotation (guide Figure 2-2): a new key takes this one's place. */
export default function ReplaceDialog({ item, rotationDays, onClose }: Props) {
  const { project, basePath } = useWorkplace();
  const toasts = useToasts();
  const isExternal = item.origin === "external";
  const [alias, setAlias] = useState(nextAlias(item.key_alias));
  const [error, setError] = useState<string | null>(null);
  const { query, inheritables, left, toggle, chosen, hint } = useInheritance(item.key_id, rotationDays, !isExternal);
  const { submit, isPending, failure } = useSubmission();
  const aliasError = error ?? placeFailure(failure).fields.key_alias ?? null;
  const replace = async (event: FormEvent) => {
    event.preventDefault();
    const wrong = schemaErrors("createKey", { key_alias: alias }).key_alias ?? null;
    setError(wrong);
    if (wrong || !query.data) return;
    const input = {
      key_id: item.key_id,
      key_alias: alias,
      tag_keys: chosen("tag"),
      grant_ids: chosen("grant"),
      aliases: chosen("alias"),
      rotation: chosen("policy").length > 0,
    };
    const replaced = await submit(() => replaceKey(project.id, input));
    if (!replaced) return;
    const href = `${basePath}/keys/${replaced.data.key_info.key_id}?tab=rotation`;
    toasts.success({ text: rotationWords.replaced, link: { href, text: alias } });
    onClose();
  };
  return (
    <Dialog title={rotationWords.replaceTitle} description={rotationWords.replaceLead} onClose={onClose}>
      <form onSubmit={replace} noValidate>
        <div className="dialog-body">
          {failure && !aliasError ? <FailureNotice failure={failure} /> : null}
          {isExternal ? (
            <p className="notice" data-tone="info">
              {rotationWords.replaceExternal}
            </p>
          ) : null}
          <Field label={rotationWords.newAlias} hint={createWords.aliasHint} error={aliasError} isRequired>
            {(control) => (
              <input
                {...control}
                className="input"
                autoComplete="off"
                spellCheck={false}
                value={alias}
                onChange={(event) => {
                  setAlias(event.target.value);
                  setError(null);
                }}
              />
            )}
          </Field>
          {query.error ? <FailureNotice failure={asFailure(query.error)} /> : null}
          {query.data ? <InheritanceFields inheritables={inheritables} left={left} onToggle={toggle} hint={hint} /> : null}
          {query.isPending ? <div className="skeleton h-24" role="status" aria-label={rotationWords.loadingSettings} /> : null}
          {isPending && isKeyPair(item.key_spec as KeySpec) ? (
            <div role="progressbar" aria-label={createWords.making(item.key_spec as KeySpec)} className="progress" data-open />
          ) : null}
        </div>
        <div className="dialog-foot">
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" kind="primary" isPending={isPending || query.isPending}>
            {words.ok}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
