"use client";
import { useQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { Banner } from "#components/patterns/banner";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Field } from "#components/patterns/field";
import { RestoredNote } from "#components/patterns/restored-note";
import { useDraft } from "#components/patterns/use-draft";
import { useFormErrors } from "#components/patterns/use-form-errors";
import { useSubmission } from "#components/patterns/use-submission";
import { InheritanceFields } from "#components/rotation/inheritance-fields";
import { useInheritance } from "#components/rotation/use-inheritance";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { asFailure } from "#lib/console/browser/as-failure";
import { aliasProblem } from "#lib/console/browser/inputs/alias-problem";
import { placeFailure } from "#lib/console/browser/inputs/failure-fields";
import { nextAlias } from "#lib/console/browser/inputs/next-alias";
import { freeAlias } from "#lib/console/browser/queries/free-alias";
import { aliasQueries } from "#lib/console/browser/queries/query-keys";
import { replaceKey } from "#lib/console/server/actions/rotate-key";
import { createWords } from "#lib/console/words/create-words";
import { rotationWords } from "#lib/console/words/rotation-words";
import { words } from "#lib/console/words/words";
import { isKeyPair, type KeySpec, type KeyUsage } from "#lib/domain/key-spec";
import type { KeyDetails } from "#lib/wire/kms/key-details";

type Props = { item: KeyDetails; rotationDays: number | null; onClose: () => void };
type Draft = {
  alias: string;
  /** The alias was typed; else it is the one that is offered. */
  isTyped: boolean;
  /** Names of what is not taken over. */
  left: readonly string[];
};

const BEGINNING: Draft = { alias: "", isTyped: false, left: [] };

/** Manual rotation (guide Figure 2-2): a new key takes this one's place. */
export default function ReplaceDialog({ item, rotationDays, onClose }: Props) {
  const { project, basePath } = useWorkplace();
  const toasts = useToasts();
  const isExternal = item.origin === "external";
  const draft = useDraft(`replace:${item.key_id}`, BEGINNING);
  const { isTyped, left } = draft.value;
  const offered = useOfferedAlias(item.key_alias);
  const alias = isTyped ? draft.value.alias : (offered ?? "");
  const { query, inheritables, chosen, hint } = useInheritance(item.key_id, rotationDays, !isExternal, left);
  const { submit, reset, isPending, failure } = useSubmission();
  const fault = aliasProblem(alias);
  const form = useFormErrors(fault ? { key_alias: fault } : {});
  const { fields, whole } = placeFailure(failure);
  const replace = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending || !query.data || (offered === null && !isTyped)) return;
    reset();
    if (!form.send(fault === null)) return;
    const input = {
      key_id: item.key_id,
      key_alias: alias,
      tag_keys: chosen("tag"),
      grant_ids: chosen("grant"),
      aliases: chosen("alias"),
      rotation: chosen("policy").length > 0,
    };
    const replaced = await submit(() => replaceKey(project.id, input), form.refused);
    if (!replaced) return;
    draft.discard();
    const href = `${basePath}/keys/${replaced.data.key_info.key_id}?tab=rotation`;
    toasts.success({ text: rotationWords.replaced, link: { href, text: alias } });
    onClose();
  };
  return (
    <Dialog title={rotationWords.replaceTitle} onClose={onClose}>
      <form onSubmit={replace} {...form.form} noValidate>
        <DialogBody>
          {draft.isRestored ? <RestoredNote onDiscard={draft.discard} /> : null}
          {whole ? <FailureNotice failure={whole} /> : null}
          <p>{rotationWords.replaceLead(item.key_usage as KeyUsage)}</p>
          {isExternal ? <Banner>{rotationWords.replaceExternal}</Banner> : null}
          <Field
            label={rotationWords.newAlias}
            hint={createWords.aliasHint}
            error={form.shown.key_alias ?? fields.key_alias}
            aside={offered === null && !isTyped ? rotationWords.findingAlias : null}
            isRequired
          >
            {(control) => (
              <input
                {...control}
                name="key_alias"
                className="input"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                value={alias}
                onChange={(event) => {
                  draft.change({ alias: event.target.value, isTyped: true });
                  reset();
                }}
              />
            )}
          </Field>
          {query.error ? <FailureNotice failure={asFailure(query.error)} /> : null}
          {query.data ? (
            <InheritanceFields
              inheritables={inheritables}
              left={left}
              onToggle={(name) => draft.change({ left: left.includes(name) ? left.filter((one) => one !== name) : [...left, name] })}
              hint={hint}
            />
          ) : null}
          {isPending && isKeyPair(item.key_spec as KeySpec) ? (
            <div role="progressbar" aria-label={createWords.making(item.key_spec as KeySpec)} className="progress" data-open />
          ) : null}
        </DialogBody>
        <DialogFoot reason={query.isPending ? rotationWords.loadingSettings : null}>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" kind="primary" isPending={isPending || query.isPending}>
            {words.ok}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

/** The next alias that no key has, or, where that cannot be asked, the next one; null until it is known. */
function useOfferedAlias(alias: string): string | null {
  const { project, mayDo } = useWorkplace();
  const mayAsk = mayDo.includes("searchKeys");
  const { data, error } = useQuery({
    queryKey: aliasQueries.free(project.id, alias),
    queryFn: ({ signal }) => freeAlias(project.id, alias, signal),
    enabled: mayAsk,
    // What was free a moment ago may be taken: each opening asks.
    gcTime: 0,
    staleTime: 60_000,
  });
  return data ?? (error || !mayAsk ? nextAlias(alias) : null);
}
