"use client";
import { Plus } from "lucide-react";
import { ConditionRow } from "#components/policies/editor/condition-row";
import { FaultLines } from "#components/policies/editor/fault-lines";
import { Button } from "#components/ui/button";
import { NEW_CONDITION } from "#lib/console/browser/policy/condition-rows";
import { editorWords } from "#lib/console/words/policies/editor-words";
import type { BuilderCondition } from "#lib/domain/policy/builder";
import { formatOperator } from "#lib/domain/policy/condition-operator";
import { CONDITIONS_MAX, type PolicyFault } from "#lib/domain/policy/faults";
import { formatPath } from "#lib/domain/policy/json-tree";

type Props = {
  conditions: readonly BuilderCondition[];
  faults: readonly PolicyFault[];
  /** Of the statement, from 0. */
  place: number;
  onChange: (conditions: readonly BuilderCondition[]) => void;
};

/** When: each row a condition. */
export function ConditionFields({ conditions, faults, place, onChange }: Props) {
  const words = editorWords.conditions;
  // A fault is shown in the row that it is about; what is about none, below them all.
  const own = conditions.map(({ key, operator, ifExists }) => {
    const condition = ["Statement", place, "Condition", formatOperator({ name: operator, ifExists })];
    const path = formatPath([...condition, key]);
    return faults.filter((fault) => fault.path === path || fault.path.startsWith(`${path}[`));
  });
  const rest = faults.filter((fault) => !own.some((ofRow) => ofRow.includes(fault)));
  return (
    <fieldset className="statement-part">
      <legend className="label">{words.title}</legend>
      {conditions.length > 0 ? <p className="hint">{words.hint}</p> : null}
      {conditions.map((condition, index) => (
        <ConditionRow
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are told apart by their places
          key={index}
          number={index + 1}
          condition={condition}
          error={own[index]?.[0]?.message ?? null}
          onChange={(changed) => onChange(conditions.map((one, at) => (at === index ? changed : one)))}
          onRemove={() => onChange(conditions.filter((_, at) => at !== index))}
        />
      ))}
      <FaultLines faults={rest} />
      <div>
        <Button
          kind="quiet"
          size="s"
          reason={conditions.length >= CONDITIONS_MAX ? words.full : null}
          onClick={() => onChange([...conditions, NEW_CONDITION])}
        >
          <Plus className="i" aria-hidden />
          {words.add}
        </Button>
      </div>
    </fieldset>
  );
}
