"use client";
import { type FormEvent, useMemo, useState } from "react";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Choice } from "#components/patterns/form/choice";
import { Field } from "#components/patterns/form/field";
import { Select } from "#components/patterns/form/select";
import { SuggestField } from "#components/patterns/form/suggest-field";
import { useFormErrors } from "#components/patterns/form/use-form-errors";
import { useSubmission } from "#components/patterns/form/use-submission";
import { OperationSelect } from "#components/policies/try/operation-select";
import { TryAnswer } from "#components/policies/try/try-answer";
import { useProjectKeys } from "#components/policies/try/use-project-keys";
import { useProjects, useUsers } from "#components/policies/use-policies";
import { Button } from "#components/ui/button";
import { findKeyId, findPerson, NEW_TRY, type TryDraft, tryFaults } from "#lib/console/browser/policy/try-input";
import { type Tried, tryAccess } from "#lib/console/server/actions/try-access";
import { tryWords } from "#lib/console/words/policies/try-words";
import { parseInstant } from "#lib/domain/policy/instant";

type Props = {
  /** The policy beside which one tries: where it decides, its statement is said to be marked. */
  policyId?: string;
  /** What was decided, or null once it no longer belongs to what is entered. */
  onAnswer?: (tried: Tried | null) => void;
};

const NONE: readonly { readonly id: string; readonly name: string }[] = [];

/** A person, an operation, a key: allowed or not, and by which statement, as the service itself decides. */
export function TryIt({ policyId, onAnswer }: Props) {
  const users = useUsers().data ?? NONE;
  const projects = useProjects().data ?? NONE;
  const [draft, setDraft] = useState<TryDraft>(NEW_TRY);
  const project = draft.project === "" ? (projects[0]?.id ?? "") : draft.project;
  const keys = useProjectKeys(project, draft.key);
  const keyId = findKeyId(keys.found, draft.key);
  const faults = tryFaults({ ...draft, project }, users, keyId);
  const form = useFormErrors(Object.fromEntries(Object.entries(faults).map(([field, fault]) => [field, tryWords[fault]])));
  const { submit, reset, isPending, failure } = useSubmission({ isReading: true });
  const [answer, setAnswer] = useState<Tried | null>(null);
  const put = (part: Partial<TryDraft>) => {
    setDraft({ ...draft, ...part });
    // An answer lives as long as what it answers.
    setAnswer(null);
    onAnswer?.(null);
    reset();
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    const person = findPerson(users, draft.person);
    if (!form.send(Object.keys(faults).length === 0) || person === null) return;
    const tried = await submit(() =>
      tryAccess({
        userId: person.id,
        projectId: project,
        operation: draft.operation,
        keyId,
        source: draft.source,
        sourceIp: draft.address.trim() || null,
        isMfaPresent: draft.hasSecondFactor,
        at: parseInstant(draft.at.trim()),
      }),
    );
    if (!tried) return;
    setAnswer(tried.data);
    onAnswer?.(tried.data);
  };
  const names = useMemo(() => users.map(({ name }) => name), [users]);
  const aliases = useMemo(() => keys.found.flatMap((key) => key.aliases.slice(0, 1)), [keys.found]);
  const shown: Partial<Record<keyof TryDraft, string>> = form.shown;
  return (
    <form className="try" onSubmit={send} {...form.form} noValidate aria-label={tryWords.title}>
      <p className="hint try-wide">{tryWords.lead}</p>
      <SuggestField
        label={tryWords.person}
        error={form.isSent ? shown.person : null}
        isRequired
        side="below"
        value={draft.person}
        onChange={(person) => put({ person })}
        suggestions={names}
      />
      <Field label={tryWords.operation}>
        {(control) => <OperationSelect {...control} value={draft.operation} onChange={(operation) => put({ operation })} />}
      </Field>
      <Field label={tryWords.project} error={form.isSent ? shown.project : null}>
        {(control) => (
          <Select
            {...control}
            options={projects.map(({ id, name }) => ({ value: id, label: name }))}
            value={project}
            onChange={(chosen) => put({ project: chosen })}
          />
        )}
      </Field>
      <SuggestField
        label={tryWords.key}
        hint={keys.isUnseen ? tryWords.keysUnseen : tryWords.keyHint}
        error={form.isSent && !keys.isWaiting ? shown.key : null}
        side="below"
        value={draft.key}
        onChange={(key) => put({ key })}
        suggestions={aliases}
      />
      <details className="try-wide">
        <summary>{tryWords.more}</summary>
        <div className="try mt-2">
          <Field label={tryWords.source}>
            {(control) => (
              <Select
                {...control}
                options={(["api", "console"] as const).map((value) => ({ value, label: tryWords.sources[value] }))}
                value={draft.source}
                onChange={(source) => put({ source: source as TryDraft["source"] })}
              />
            )}
          </Field>
          <Field label={tryWords.address} hint={tryWords.addressHint} error={shown.address}>
            {(control) => (
              <input
                {...control}
                name="address"
                className="input mono"
                autoComplete="off"
                value={draft.address}
                onChange={(event) => put({ address: event.target.value })}
              />
            )}
          </Field>
          <Field label={tryWords.at} hint={tryWords.atHint} error={shown.at}>
            {(control) => (
              <input
                {...control}
                name="at"
                className="input mono"
                autoComplete="off"
                value={draft.at}
                onChange={(event) => put({ at: event.target.value })}
              />
            )}
          </Field>
          <div className="dense self-end">
            <Choice checked={draft.hasSecondFactor} onChange={(event) => put({ hasSecondFactor: event.target.checked })}>
              {tryWords.secondFactor}
            </Choice>
          </div>
        </div>
      </details>
      <div className="try-wide">
        <Button type="submit" isPending={isPending}>
          {tryWords.act}
        </Button>
      </div>
      <div className="try-wide grid gap-2" aria-live="polite">
        {failure ? <FailureNotice failure={failure} /> : null}
        {answer ? <TryAnswer tried={answer} policyId={policyId} /> : null}
      </div>
    </form>
  );
}
