"use client";
import { X } from "lucide-react";
import { useState } from "react";
import { Choice } from "#components/patterns/form/choice";
import { Field } from "#components/patterns/form/field";
import { Select } from "#components/patterns/form/select";
import { Button } from "#components/ui/button";
import { CONDITION_CHOICES, choiceOf, rowOf, toValues, valuesToChoose, withKey } from "#lib/console/browser/policy/condition-rows";
import { CONDITION_LABELS, editorWords, OPERATOR_LABELS } from "#lib/console/words/policies/editor-words";
import type { BuilderCondition } from "#lib/domain/policy/builder";
import { TAG_PREFIX } from "#lib/domain/policy/condition-key";
import { type ConditionOperator, operatorsFor } from "#lib/domain/policy/condition-operator";

const words = editorWords.conditions;

type Props = {
  /** From 1, in its statement. */
  number: number;
  condition: BuilderCondition;
  error: string | null;
  onChange: (condition: BuilderCondition) => void;
  onRemove: () => void;
};

/** One condition: what is looked at, how it is compared, and with what. */
export function ConditionRow({ number, condition, error, onChange, onRemove }: Props) {
  const { key, operator, ifExists } = condition;
  const { choice, tag } = choiceOf(key);
  const isTag = choice === TAG_PREFIX;
  return (
    <fieldset className="condition-row">
      <legend className="sr">{words.row(number)}</legend>
      <Field label={words.key}>
        {(control) => (
          <Select
            {...control}
            options={CONDITION_CHOICES.map((value) => ({ value, label: labelOf(value) }))}
            value={choice}
            onChange={(chosen) => onChange(withKey(condition, chosen))}
          />
        )}
      </Field>
      <Field label={words.operator}>
        {(control) => (
          <Select
            {...control}
            options={operatorsFor(rowOf(key)?.type ?? "text").map((value) => ({ value, label: `${OPERATOR_LABELS[value]} · ${value}` }))}
            value={operator}
            onChange={(chosen) => onChange({ ...condition, operator: chosen as ConditionOperator })}
          />
        )}
      </Field>
      <Button look="icon" aria-label={words.remove(number)} onClick={onRemove}>
        <X className="i" aria-hidden />
      </Button>
      {isTag ? (
        <Field label={words.tag}>
          {(control) => (
            <input
              {...control}
              className="input"
              spellCheck={false}
              autoComplete="off"
              value={tag}
              onChange={(event) => onChange({ ...condition, key: TAG_PREFIX + event.target.value })}
            />
          )}
        </Field>
      ) : null}
      <ConditionValues condition={condition} error={error} isWide={!isTag} onChange={(next) => onChange({ ...condition, values: next })} />
      <div className="condition-wide dense">
        <Choice checked={ifExists} onChange={(event) => onChange({ ...condition, ifExists: event.target.checked })}>
          {words.ifExists}
        </Choice>
      </div>
    </fieldset>
  );
}

type ValuesProps = { condition: BuilderCondition; error: string | null; isWide: boolean; onChange: (values: readonly string[]) => void };

/** Boxes where the values are known, else a line for each. */
function ConditionValues({ condition: { key, operator, values }, error, isWide, onChange }: ValuesProps) {
  // The line that is being begun is no value yet, and must not be taken from below the caret.
  const [typed, setTyped] = useState<string | null>(null);
  const choices = valuesToChoose(key, operator);
  const className = isWide ? "condition-wide" : "";
  if (choices !== null) {
    return (
      <fieldset className={`condition-wide min-w-0 ${className}`}>
        <legend className="label">{words.values}</legend>
        <div className="flex flex-wrap gap-x-5 dense">
          {choices.map((value) => (
            <Choice
              key={value}
              checked={values.includes(value)}
              onChange={(event) => onChange(choices.filter((one) => (one === value ? event.target.checked : values.includes(one))))}
            >
              {value}
            </Choice>
          ))}
        </div>
        {error ? (
          <p role="alert" className="hint is-danger">
            {error}
          </p>
        ) : null}
      </fieldset>
    );
  }
  const joined = values.join("\n");
  const shown = typed !== null && toValues(typed).join("\n") === joined ? typed : joined;
  return (
    <div className={isWide ? "field condition-wide" : "field"}>
      <Field label={words.values} hint={words.valuesHint} error={error}>
        {(control) => (
          <textarea
            {...control}
            className="area area-values"
            rows={Math.max(1, shown.split("\n").length)}
            spellCheck={false}
            autoComplete="off"
            value={shown}
            onChange={(event) => {
              setTyped(event.target.value);
              onChange(toValues(event.target.value));
            }}
          />
        )}
      </Field>
    </div>
  );
}

function labelOf(value: string): string {
  return `${CONDITION_LABELS[value as keyof typeof CONDITION_LABELS]} · ${value}`;
}
