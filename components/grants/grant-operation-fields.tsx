"use client";
import { useId } from "react";
import { Mark } from "#components/patterns/mark";
import { grantWords, OPERATION_MEANINGS } from "#lib/console/words/grant-words";
import { GRANT_OPERATIONS, type GrantOperation } from "#lib/domain/grant";

type Props = {
  /** What is worth granting on this key, in order. */
  offered: readonly GrantOperation[];
  chosen: readonly GrantOperation[];
  error: string | null;
  onChange: (operations: GrantOperation[]) => void;
};

/** The operations that can be granted, in the guide's order, each with what it allows. */
export function GrantOperationFields({ offered, chosen, error, onChange }: Props) {
  const id = useId();
  const errorId = `${id}-error`;
  return (
    <fieldset className="min-w-0" aria-describedby={error ? errorId : undefined}>
      <legend className="label">{grantWords.operations}</legend>
      {error ? (
        <p id={errorId} role="alert" className="hint is-danger">
          <Mark shape="danger" tone="danger" />
          <span>{error}</span>
        </p>
      ) : (
        <p className="hint">{grantWords.operationsHint}</p>
      )}
      <div className="grant-operations mt-2">
        {offered.map((name) => (
          <div key={name} className="choice">
            <input
              id={`${id}-${name}`}
              type="checkbox"
              className="check"
              aria-describedby={error ? `${errorId} ${id}-${name}-meaning` : `${id}-${name}-meaning`}
              aria-invalid={error ? true : undefined}
              checked={chosen.includes(name)}
              onChange={(event) => onChange(offered.filter((one) => (one === name ? event.target.checked : chosen.includes(one))))}
            />
            <div className="dense min-w-0">
              <label htmlFor={`${id}-${name}`} className="strong cursor-pointer">
                {GRANT_OPERATIONS[name]}
              </label>
              <p id={`${id}-${name}-meaning`} className="hint">
                {OPERATION_MEANINGS[name]}
              </p>
            </div>
          </div>
        ))}
      </div>
    </fieldset>
  );
}
