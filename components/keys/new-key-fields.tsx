"use client";
import { useState } from "react";
import { Field } from "#components/patterns/field";
import { words } from "#lib/console/words";
import { KEY_SPEC_NAMES, KEY_SPECS, type KeySpec, type KeyUsage } from "#lib/domain/key-spec";

/** The guide's Tables 2-1 and 2-4. */
const SPECS = KEY_SPEC_NAMES.filter((name) => KEY_SPECS[name].isInGuide);

export type NewKey = { alias: string; spec: KeySpec; usage: KeyUsage; description: string };

/** What is entered of a key to be. */
export function useNewKey() {
  const [value, setValue] = useState<NewKey>({ alias: "", spec: "AES_256", usage: KEY_SPECS.AES_256.defaultUsage, description: "" });
  const change = (part: Partial<NewKey>) => setValue((old) => ({ ...old, ...part }));
  const input = { key_alias: value.alias, key_spec: value.spec, key_usage: value.usage, key_description: value.description };
  return { value, change, input };
}

type Props = { value: NewKey; onChange: (part: Partial<NewKey>) => void; errors: Record<string, string> };

/** Alias, algorithm, usage and description of a new key (guide §2.2 and §2.3.2, step 5). */
export function NewKeyFields({ value, onChange, errors }: Props) {
  const { alias, spec, usage, description } = value;
  return (
    <>
      <Field label={words.create.alias} hint={words.create.aliasHint} error={errors.key_alias} isRequired>
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
        <Field label={words.create.algorithm} hint={KEY_SPECS[spec].purpose} error={errors.key_spec}>
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
        <Field label={words.create.usage} hint={`${words.create.usagePurposes[usage]} ${words.create.usageHint}`} error={errors.key_usage}>
          {(control) => (
            <select {...control} className="input" value={usage} onChange={(event) => onChange({ usage: event.target.value as KeyUsage })}>
              {KEY_SPECS[spec].usages.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <Field label={words.create.description} hint={words.create.descriptionHint} error={errors.key_description}>
        {(control) => (
          <textarea
            {...control}
            className="input min-h-18"
            value={description}
            onChange={(event) => onChange({ description: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}
