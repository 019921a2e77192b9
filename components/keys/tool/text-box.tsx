"use client";
import type { ReactNode, Ref } from "react";
import { Field } from "#components/patterns/field";

type Props = {
  label: string;
  value: string;
  /** Absent where the box shows what came out. */
  onChange?: (value: string) => void;
  isTall?: boolean;
  hint?: ReactNode;
  error?: string | null;
  /** A counter at the right end of the label's line. */
  counter?: string;
  placeholder?: string;
  inputRef?: Ref<HTMLTextAreaElement>;
};

/** A box of the Tool for text to the letter: nothing is completed, corrected or capitalised in it. */
export function TextBox({ label, value, onChange, isTall = false, hint, error, counter = "", placeholder, inputRef }: Props) {
  return (
    <Field label={label} hint={hint} error={error ?? null} aside={<span className="text-xs text-muted">{counter}</span>}>
      {(control) => (
        <textarea
          {...control}
          ref={inputRef}
          className={`input mono ${isTall ? "h-64" : "h-40"} resize-y text-xs!`}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          readOnly={onChange === undefined}
          placeholder={placeholder}
          value={value}
          onChange={onChange && ((event) => onChange(event.target.value))}
        />
      )}
    </Field>
  );
}
