"use client";
import { type FormEvent, useState } from "react";
import { GrantOperationFields } from "#components/grants/grant-operation-fields";
import { GranteeNote } from "#components/grants/grantee-note";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Field } from "#components/patterns/field";
import { useSubmission } from "#components/patterns/use-submission";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { type GrantDraft, grantProblems, isSound } from "#lib/console/browser/inputs/grant-input";
import { createGrant } from "#lib/console/server/actions/change-grants";
import { grantWords } from "#lib/console/words/grant-words";
import { words } from "#lib/console/words/words";
import { GRANTEE_TYPES } from "#lib/domain/grant";
import type { KeyDetails } from "#lib/wire/kms/key-details";

const EMPTY: GrantDraft = { type: "user", grantee: "", operations: [], retirer: "" };

/** Create Grant (guide §2.8.1, Table 2-13). */
export default function CreateGrantDialog({ item, onClose }: { item: KeyDetails; onClose: () => void }) {
  const { project, basePath } = useWorkplace();
  const toasts = useToasts();
  const { submit, isPending, failure } = useSubmission();
  const [draft, setDraft] = useState(EMPTY);
  const [isSent, setSent] = useState(false);
  const problems = grantProblems(draft, isSent);
  const put = (part: Partial<GrantDraft>) => setDraft((old) => ({ ...old, ...part }));
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (!isSound(grantProblems(draft, true))) return;
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
    const href = `${basePath}/keys/${item.key_id}?tab=grants&grant=${created.data}`;
    toasts.success({ text: grantWords.created, link: { href, text: grantWords.viewCreated } });
    onClose();
  };
  return (
    <Dialog title={grantWords.create} description={grantWords.createLead} onClose={onClose}>
      <form onSubmit={send} noValidate>
        <div className="dialog-body">
          {failure ? <FailureNotice failure={failure} /> : null}
          <dl className="text-sm">
            <dt className="font-semibold">{grantWords.keyId}</dt>
            <dd className="mono text-xs wrap-anywhere text-muted">
              {item.key_alias} · {item.key_id}
            </dd>
          </dl>
          <fieldset>
            <legend className="text-sm font-semibold">{grantWords.granteeType}</legend>
            <div className="mt-1.5 flex gap-6">
              {GRANTEE_TYPES.map((type) => (
                <label key={type} className="flex items-center gap-2 text-sm">
                  <input type="radio" className="check" name="grantee-type" checked={draft.type === type} onChange={() => put({ type })} />
                  {grantWords.types[type]}
                </label>
              ))}
            </div>
          </fieldset>
          <div className="grid gap-2">
            <Field label={grantWords.ids[draft.type]} hint={grantWords.idHints[draft.type]} error={problems.grantee} isRequired>
              {(control) => (
                <input
                  {...control}
                  className="input mono"
                  autoComplete="off"
                  spellCheck={false}
                  value={draft.grantee}
                  onChange={(event) => put({ grantee: event.target.value.trim() })}
                />
              )}
            </Field>
            <GranteeNote id={draft.grantee} type={draft.type} />
          </div>
          <GrantOperationFields
            chosen={draft.operations}
            error={problems.operations ?? null}
            onChange={(operations) => put({ operations })}
          />
          <Field label={grantWords.retiringPrincipal} hint={grantWords.retiringHint} error={problems.retirer}>
            {(control) => (
              <input
                {...control}
                className="input mono"
                data-size="small"
                autoComplete="off"
                spellCheck={false}
                value={draft.retirer}
                onChange={(event) => put({ retirer: event.target.value.trim() })}
              />
            )}
          </Field>
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
