"use client";
import { useId } from "react";
import { grantWords, OPERATION_MEANINGS } from "#lib/console/words/grant-words";
import { GRANT_OPERATION_NAMES, GRANT_OPERATIONS, type GrantOperation } from "#lib/domain/grant";

type Props = { chosen: readonly GrantOperation[]; error: string | null; onChange: (operations: GrantOperation[]) => void };

/** The operations that can be granted, in the guide's order, each with what it allows. */
export function GrantOperationFields({ chosen, error, onChange }: Props) {
  const id = useId();
  const errorId = `${id}-error`;
  return (
    <fieldset aria-describedby={error ? errorId : undefined}>
      <legend className="text-sm font-semibold">{grantWords.operations}</legend>
      <p className="text-xs text-muted">{grantWords.operationsHint}</p>
      <div className="mt-2 grid gap-x-4 gap-y-2 sm:grid-cols-2">
        {GRANT_OPERATION_NAMES.map((name) => (
          <div key={name} className="grid grid-cols-[auto_1fr] content-start gap-x-2 text-sm">
            <input
              id={`${id}-${name}`}
              type="checkbox"
              className="check mt-0.5"
              aria-describedby={`${id}-${name}-meaning`}
              aria-invalid={error ? true : undefined}
              checked={chosen.includes(name)}
              onChange={(event) =>
                onChange(GRANT_OPERATION_NAMES.filter((one) => (one === name ? event.target.checked : chosen.includes(one))))
              }
            />
            <label htmlFor={`${id}-${name}`} className="font-medium">
              {GRANT_OPERATIONS[name]}
            </label>
            <span id={`${id}-${name}-meaning`} className="col-start-2 text-xs text-muted">
              {OPERATION_MEANINGS[name]}
            </span>
          </div>
        ))}
      </div>
      {error ? (
        <p id={errorId} role="alert" className="mt-2 text-sm text-danger">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
