"use client";
import type { FormEvent } from "react";
import { GrantOperationFields } from "#components/grants/grant-operation-fields";
import { GranteeNote } from "#components/grants/grantee-note";
import { PrincipalField } from "#components/grants/principal-field";
import { findPerson, type Person, PersonField, usePeople } from "#components/identity/person-field";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Choice } from "#components/patterns/form/choice";
import { RestoredNote } from "#components/patterns/form/restored-note";
import { useDraft } from "#components/patterns/form/use-draft";
import { useFormErrors } from "#components/patterns/form/use-form-errors";
import { useSubmission } from "#components/patterns/form/use-submission";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { type GrantDraft, grantFaults } from "#lib/console/browser/inputs/grant-input";
import { createGrant } from "#lib/console/server/actions/change-grants";
import { grantWords } from "#lib/console/words/grant-words";
import { words } from "#lib/console/words/words";
import { GRANTEE_TYPES, grantOperationsFor, PRINCIPAL_PATTERN } from "#lib/domain/grant";
import type { KeySpec, KeyUsage } from "#lib/domain/key-spec";
import type { KeyDetails } from "#lib/wire/kms/key-details";

const NOBODY: readonly Person[] = [];
const BEGINNING: GrantDraft = { type: "user", grantee: "", operations: [], retirer: "" };

/** Create Grant (guide §2.8.1, Table 2-13). */
export default function CreateGrantDialog({ item, onClose }: { item: KeyDetails; onClose: () => void }) {
  const { project, basePath } = useWorkplace();
  const toasts = useToasts();
  const { submit, reset, isPending, failure } = useSubmission();
  const kept = useDraft(`create-grant:${item.key_id}`, BEGINNING);
  const offered = grantOperationsFor({ spec: item.key_spec as KeySpec, usage: item.key_usage as KeyUsage });
  const people = usePeople();
  const isUser = kept.value.type === "user";
  const draft: GrantDraft = {
    type: kept.value.type,
    grantee: (isUser && findPerson(people ?? NOBODY, kept.value.grantee)?.id) || toId(kept.value.grantee),
    operations: offered.filter((name) => kept.value.operations.includes(name)),
    retirer: toId(kept.value.retirer),
  };
  const found = grantFaults(draft);
  const form = useFormErrors(found);
  const put = (part: Partial<GrantDraft>) => {
    kept.change(part);
    reset();
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    reset();
    if (!form.send(Object.keys(found).length === 0)) return;
    const created = await submit(() =>
      createGrant(project.id, {
        key_id: item.key_id,
        grantee_principal: draft.grantee,
        grantee_principal_type: draft.type,
        operations: [...draft.operations],
        retiring_principal: draft.retirer || undefined,
      }),
    );
    if (!created) return;
    kept.discard();
    const href = `${basePath}/keys/${item.key_id}?tab=grants&grant=${created.data}`;
    toasts.success({ text: grantWords.created, link: { href, text: grantWords.viewCreated } });
    onClose();
  };
  const labels = { grantee: grantWords.ids[draft.type], operations: grantWords.operations, retirer: grantWords.retiringPrincipal };
  const wrong = (Object.keys(labels) as (keyof typeof labels)[]).filter((name) => form.shown[name]).map((name) => labels[name]);
  return (
    <Dialog title={grantWords.create} size="wide" description={<p className="dense muted">{grantWords.createLead}</p>} onClose={onClose}>
      <form onSubmit={send} {...form.form} noValidate>
        <DialogBody>
          {kept.isRestored ? <RestoredNote onDiscard={kept.discard} /> : null}
          {failure ? <FailureNotice failure={failure} /> : null}
          <dl className="pairs">
            <dt>{grantWords.keyId}</dt>
            <dd>
              <code className="wrap-anywhere">{item.key_id}</code>
            </dd>
          </dl>
          <fieldset className="min-w-0">
            <legend className="label">{grantWords.granteeType}</legend>
            <div className="flex gap-6 dense">
              {GRANTEE_TYPES.map((type) => (
                <Choice key={type} type="radio" name="grantee-type" checked={draft.type === type} onChange={() => put({ type })}>
                  {grantWords.types[type]}
                </Choice>
              ))}
            </div>
          </fieldset>
          <div className="grid gap-2">
            {isUser ? (
              <PersonField
                label={grantWords.ids.user}
                hint={people ? grantWords.userHint : grantWords.idHints.user}
                error={form.shown.grantee}
                name="grantee"
                value={kept.value.grantee}
                onChange={(grantee) => put({ grantee })}
                people={people ?? NOBODY}
                takes="id"
              />
            ) : (
              <PrincipalField
                label={grantWords.ids.domain}
                hint={grantWords.idHints.domain}
                error={form.shown.grantee}
                name="grantee"
                value={kept.value.grantee}
                onChange={(grantee) => put({ grantee })}
                isRequired
              />
            )}
            <GranteeNote id={draft.grantee} type={draft.type} />
          </div>
          <GrantOperationFields
            offered={offered}
            chosen={draft.operations}
            error={form.shown.operations ?? null}
            onChange={(operations) => put({ operations })}
          />
          <PrincipalField
            label={grantWords.retiringPrincipal}
            hint={grantWords.retiringHint}
            error={form.shown.retirer}
            name="retirer"
            value={kept.value.retirer}
            onChange={(retirer) => put({ retirer })}
          />
        </DialogBody>
        <DialogFoot reason={wrong.length > 0 ? grantWords.mend(wrong) : null}>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" kind="primary" isPending={isPending}>
            {words.ok}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

/** An ID is the same in upper case. */
function toId(text: string): string {
  const typed = text.trim();
  return PRINCIPAL_PATTERN.test(typed) ? typed.toLowerCase() : typed;
}
