"use client";
import { useState } from "react";
import { Field } from "#components/patterns/field";
import { useWorkplace } from "#components/shell/workplace";
import { FIRST_TAG, TagRows } from "#components/tags/tag-rows";
import { isBlank, type TagDraft, tagProblems } from "#lib/console/browser/inputs/tag-input";
import { createWords } from "#lib/console/words/create-words";
import { tagWords } from "#lib/console/words/tag-words";
import { KEY_SPEC_NAMES, KEY_SPECS, type KeySpec, type KeyUsage } from "#lib/domain/key-spec";

/** The guide's Tables 2-1 and 2-4. */
const SPECS = KEY_SPEC_NAMES.filter((name) => KEY_SPECS[name].isInGuide);

export type NewKey = { alias: string; spec: KeySpec; usage: KeyUsage; description: string; tags: readonly TagDraft[] };

/** What is entered of a key to be. */
export function useNewKey() {
  const [value, setValue] = useState<NewKey>({
    alias: "",
    spec: "AES_256",
    usage: KEY_SPECS.AES_256.defaultUsage,
    description: "",
    tags: FIRST_TAG,
  });
  const change = (part: Partial<NewKey>) => setValue((old) => ({ ...old, ...part }));
  const input = { key_alias: value.alias, key_spec: value.spec, key_usage: value.usage, key_description: value.description };
  // A row that was left blank is no tag: tags are optional here.
  const tags = value.tags.filter((draft) => !isBlank(draft));
  return {
    value,
    change,
    input,
    tags: tags.map(({ key, value: text }) => ({ key, value: text })),
    areTagsSound: tagProblems(tags, [], true).size === 0,
  };
}

type Props = {
  value: NewKey;
  onChange: (part: Partial<NewKey>) => void;
  errors: Record<string, string>;
  /** The form has been sent: what is missing is said too. */
  isSent: boolean;
};

/** Alias, algorithm, usage, description and tags of a new key (guide §2.2 and §2.3.2, steps 5 and 6). */
export function NewKeyFields({ value, onChange, errors, isSent }: Props) {
  const { mayDo } = useWorkplace();
  const { alias, spec, usage, description } = value;
  return (
    <>
      <Field label={createWords.alias} hint={createWords.aliasHint} error={errors.key_alias} isRequired>
        {(control) => (
          <input
            {...control}
            className="input"
            autoComplete="off"
            spellCheck={false}
            value={alias}
            onChange={(event) => onChange({ alias: event.target.value })}
          />
        )}
      </Field>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label={createWords.algorithm} hint={KEY_SPECS[spec].purpose} error={errors.key_spec}>
          {(control) => (
            <select
              {...control}
              className="input"
              value={spec}
              onChange={(event) => {
                const next = event.target.value as KeySpec;
                onChange({ spec: next, usage: KEY_SPECS[next].defaultUsage });
              }}
            >
              {SPECS.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </Field>
        <Field label={createWords.usage} hint={`${createWords.usagePurposes[usage]} ${createWords.usageHint}`} error={errors.key_usage}>
          {(control) => (
            <select {...control} className="input" value={usage} onChange={(event) => onChange({ usage: event.target.value as KeyUsage })}>
              {KEY_SPECS[spec].usages.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <Field label={createWords.description} hint={createWords.descriptionHint} error={errors.key_description}>
        {(control) => (
          <textarea
            {...control}
            className="input min-h-18"
            value={description}
            onChange={(event) => onChange({ description: event.target.value })}
          />
        )}
      </Field>
      {mayDo.includes("batchKeyTags") ? (
        <fieldset className="min-w-0">
          <legend className="mb-2 text-sm font-semibold">{tagWords.optional}</legend>
          <TagRows
            drafts={value.tags}
            onChange={(tags) => onChange({ tags })}
            problems={tagProblems(
              value.tags.filter((draft) => !isBlank(draft)),
              [],
              isSent,
            )}
          />
        </fieldset>
      ) : null}
    </>
  );
}
