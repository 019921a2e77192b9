"use client";
import { Field } from "#components/patterns/form/field";
import type { PolicyDraft } from "#lib/console/browser/policy/policy-draft";
import { editorWords } from "#lib/console/words/policies/editor-words";

type Props = {
  draft: Pick<PolicyDraft, "name" | "description">;
  errors: { readonly name?: string | undefined; readonly description?: string | undefined };
  onChange: (part: Partial<Pick<PolicyDraft, "name" | "description">>) => void;
};

/** What a policy is called, and what it is for. */
export function PolicyFields({ draft, errors, onChange }: Props) {
  return (
    <>
      <Field label={editorWords.name} hint={editorWords.nameHint} error={errors.name} isRequired>
        {(control) => (
          <input
            {...control}
            name="name"
            className="input"
            autoComplete="off"
            spellCheck={false}
            value={draft.name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label={editorWords.description} error={errors.description}>
        {(control) => (
          <input
            {...control}
            name="description"
            className="input"
            autoComplete="off"
            value={draft.description}
            onChange={(event) => onChange({ description: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}
