"use client";
import { type ReactNode, useId } from "react";
import { Mark } from "#components/patterns/mark";

export type FieldControl = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  "aria-required": true | undefined;
};

type Props = {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | null;
  isRequired?: boolean;
  /** Right end of the label's line: a counter, for instance. */
  aside?: ReactNode;
  children: (control: FieldControl) => ReactNode;
};

/** Wires a control to its label, its hint and its error, so that no form does it by hand. */
export function Field({ label, hint, error, isRequired = false, aside, children }: Props) {
  const id = useId();
  const hintId = hint && !error ? `${id}-hint` : undefined;
  const errorId = error ? `${id}-error` : undefined;
  return (
    <div className="field">
      <div className="label-row">
        <label htmlFor={id} className="label">
          {label}
        </label>
        {aside ? <span className="hint">{aside}</span> : null}
      </div>
      {children({
        id,
        "aria-describedby": [errorId, hintId].filter(Boolean).join(" ") || undefined,
        "aria-invalid": error ? true : undefined,
        "aria-required": isRequired || undefined,
      })}
      {error ? (
        <p id={errorId} role="alert" className="hint is-danger">
          <Mark shape="danger" tone="danger" />
          <span className="min-w-0 wrap-anywhere">{error}</span>
        </p>
      ) : null}
      {hint && !error ? (
        <p id={hintId} className="hint">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
