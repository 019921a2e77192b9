"use client";
import { Trash2 } from "lucide-react";
import { useId } from "react";
import { SegmentedChoice } from "#components/patterns/form/segmented-choice";
import { ActionFields } from "#components/policies/editor/action-fields";
import { ConditionFields } from "#components/policies/editor/condition-fields";
import { KeyFields } from "#components/policies/editor/key-fields";
import { Button } from "#components/ui/button";
import { faultsAt } from "#lib/console/browser/policy/policy-draft";
import { editorWords } from "#lib/console/words/policies/editor-words";
import type { BuilderStatement } from "#lib/domain/policy/builder";
import type { PolicyFault } from "#lib/domain/policy/faults";

type Props = {
  /** From 0. */
  index: number;
  statement: BuilderStatement;
  faults: readonly PolicyFault[];
  onChange: (statement: BuilderStatement) => void;
  /** null for the only one. */
  onRemove: (() => void) | null;
};

const EFFECTS = [
  { value: "Allow", label: editorWords.statement.Allow },
  { value: "Deny", label: editorWords.statement.Deny },
] as const;

/** One statement: what it does, with what, to which keys, and when. */
export function StatementFields({ index, statement, faults, onChange, onRemove }: Props) {
  const titleId = useId();
  const number = index + 1;
  const put = (part: Partial<BuilderStatement>) => onChange({ ...statement, ...part });
  return (
    <section className="statement" aria-labelledby={titleId}>
      <div className="statement-head">
        <h2 id={titleId}>{editorWords.statement.title(number)}</h2>
        <SegmentedChoice
          legend={editorWords.statement.effect(number)}
          options={EFFECTS}
          value={statement.effect}
          isSmall
          onChange={(effect) => put({ effect })}
        />
        {onRemove ? (
          <Button look="icon" aria-label={editorWords.statement.remove(number)} onClick={onRemove}>
            <Trash2 className="i" aria-hidden />
          </Button>
        ) : null}
      </div>
      <ActionFields
        number={number}
        chosen={statement.actions}
        faults={faultsAt(faults, index, "Action")}
        onChange={(actions) => put({ actions })}
      />
      <KeyFields keys={statement.keys} faults={faultsAt(faults, index, "Resource")} place={index} onChange={(keys) => put({ keys })} />
      <ConditionFields
        conditions={statement.conditions}
        faults={faultsAt(faults, index, "Condition")}
        place={index}
        onChange={(conditions) => put({ conditions })}
      />
    </section>
  );
}
