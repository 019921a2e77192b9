"use client";
import { Plus } from "lucide-react";
import { useRef } from "react";
import { StatementFields } from "#components/policies/editor/statement-fields";
import { Button } from "#components/ui/button";
import { BLANK_STATEMENT } from "#lib/console/browser/policy/policy-draft";
import { editorWords } from "#lib/console/words/policies/editor-words";
import type { BuilderStatement } from "#lib/domain/policy/builder";
import { type PolicyFault, STATEMENTS_MAX } from "#lib/domain/policy/faults";

type Props = {
  statements: readonly BuilderStatement[];
  onChange: (statements: readonly BuilderStatement[]) => void;
  /** What is wrong, to be shown beside the rows: empty until it is time. */
  faults: readonly PolicyFault[];
};

/** A policy as rows, for those who write no JSON. */
export function VisualEditor({ statements, onChange, faults }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const put = (index: number, statement: BuilderStatement) => onChange(statements.map((one, place) => (place === index ? statement : one)));
  const remove = (index: number) => {
    onChange(statements.filter((_, place) => place !== index));
    list.current?.querySelector<HTMLElement>("[data-add-statement]")?.focus();
  };
  return (
    <div ref={list} className="statements">
      {statements.map((statement, index) => (
        <StatementFields
          // biome-ignore lint/suspicious/noArrayIndexKey: statements are told apart by their numbers
          key={index}
          index={index}
          statement={statement}
          faults={faults}
          onChange={(changed) => put(index, changed)}
          onRemove={statements.length > 1 ? () => remove(index) : null}
        />
      ))}
      <div className="statement-foot">
        <Button
          data-add-statement
          reason={statements.length >= STATEMENTS_MAX ? editorWords.statement.full : null}
          onClick={() => onChange([...statements, BLANK_STATEMENT])}
        >
          <Plus className="i" aria-hidden />
          {editorWords.statement.add}
        </Button>
      </div>
    </div>
  );
}
