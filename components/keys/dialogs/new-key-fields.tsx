"use client";
import { Field } from "#components/patterns/field";
import { Select } from "#components/patterns/select";
import { useDraft } from "#components/patterns/use-draft";
import { useWorkplace } from "#components/shell/workplace";
import { FIRST_TAG, TagRows } from "#components/tags/tag-rows";
import { aliasProblem } from "#lib/console/browser/inputs/alias-problem";
import { descriptionProblem } from "#lib/console/browser/inputs/description-problem";
import { isBlank, type TagDraft, tagProblems } from "#lib/console/browser/inputs/tag-input";
import { createWords } from "#lib/console/words/create-words";
import { tagWords } from "#lib/console/words/tag-words";
import { KEY_SPEC_NAMES, KEY_SPECS, type KeySpec, type KeyUsage } from "#lib/domain/key-spec";
import { characterCount } from "#lib/domain/text";

/** The guide's Tables 2-1 and 2-4. */
const SPECS = KEY_SPEC_NAMES.filter((name) => KEY_SPECS[name].isInGuide);

export type NewKey = { alias: string; spec: KeySpec; usage: KeyUsage; description: string; tags: readonly TagDraft[] };

const BEGINNING: NewKey = { alias: "", spec: "AES_256", usage: KEY_SPECS.AES_256.defaultUsage, description: "", tags: FIRST_TAG };

/** What is entered of a key to be. It is no secret, so that it is kept when the form is left. @param form whose draft it is */
export function useNewKey(form: string) {
  const { value, change, isRestored, discard } = useDraft<NewKey>(form, BEGINNING);
  // A draft of another version of the product may name what this one does not know.
  const spec = SPECS.includes(value.spec) ? value.spec : BEGINNING.spec;
  const usage = (KEY_SPECS[spec].usages as readonly KeyUsage[]).includes(value.usage) ? value.usage : KEY_SPECS[spec].defaultUsage;
  const sound: NewKey = { ...value, spec, usage };
  // A row that was left blank is no tag: tags are optional here.
  const tags = value.tags.filter((draft) => !isBlank(draft));
  return {
    value: sound,
    change,
    isRestored,
    discard,
    input: { key_alias: value.alias, key_spec: spec, key_usage: usage, key_description: value.description },
    tags: tags.map(({ key, value: text }) => ({ key, value: text })),
    areTagsSound: tagProblems(tags, [], true).size === 0,
    /** Faults by field name. */
    found: newKeyProblems(sound),
  };
}

function newKeyProblems({ alias, description }: NewKey): Record<string, string> {
  const aliasFault = aliasProblem(alias);
  const descriptionFault = descriptionProblem(description);
  return { ...(aliasFault && { key_alias: aliasFault }), ...(descriptionFault && { key_description: descriptionFault }) };
}

type Props = {
  value: NewKey;
  onChange: (part: Partial<NewKey>) => void;
  /** Faults to show, by field name. */
  errors: Readonly<Record<string, string>>;
  /** The form has been sent: what is missing is said too. */
  isSent: boolean;
};

/** Alias, algorithm, usage, description and tags of a new key (guide §2.2 and §2.3.2, steps 5 and 6). */
export function NewKeyFields({ value, onChange, errors, isSent }: Props) {
  const { mayDo } = useWorkplace();
  const { alias, spec, usage, description } = value;
  const filled = value.tags.filter((draft) => !isBlank(draft));
  return (
    <>
      <Field label={createWords.alias} hint={createWords.aliasHint} error={errors.key_alias} isRequired>
        {(control) => (
          <input
            {...control}
            name="key_alias"
            className="input"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={alias}
            onChange={(event) => onChange({ alias: event.target.value })}
          />
        )}
      </Field>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label={createWords.algorithm} hint={KEY_SPECS[spec].purpose} error={errors.key_spec}>
          {(control) => (
            <Select
              {...control}
              options={SPECS}
              value={spec}
              onChange={(next) => onChange({ spec: next as KeySpec, usage: KEY_SPECS[next as KeySpec].defaultUsage })}
            />
          )}
        </Field>
        <Field label={createWords.usage} hint={`${createWords.usagePurposes[usage]} ${createWords.usageHint}`} error={errors.key_usage}>
          {(control) => (
            <Select
              {...control}
              options={KEY_SPECS[spec].usages}
              value={usage}
              onChange={(next) => onChange({ usage: next as KeyUsage })}
            />
          )}
        </Field>
      </div>
      <Field
        label={createWords.description}
        hint={createWords.descriptionHint}
        error={errors.key_description}
        aside={description ? <span className="num">{createWords.characters(characterCount(description))}</span> : null}
      >
        {(control) => (
          <textarea
            {...control}
            name="key_description"
            className="area area-text"
            rows={2}
            dir="auto"
            value={description}
            onChange={(event) => onChange({ description: event.target.value })}
          />
        )}
      </Field>
      {mayDo.includes("batchKeyTags") ? (
        <fieldset className="min-w-0">
          <legend className="label">{tagWords.optional}</legend>
          <TagRows drafts={value.tags} onChange={(tags) => onChange({ tags })} problems={tagProblems(filled, [], isSent)} />
        </fieldset>
      ) : null}
    </>
  );
}
