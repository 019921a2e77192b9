"use client";
import type { ReactNode, Ref } from "react";
import { Field } from "#components/patterns/field";

type Props = {
  label: string;
  value: string;
  /** Absent where the box shows what came out: it is sunken, and cannot be typed into. */
  onChange?: (value: string) => void;
  hint?: ReactNode;
  error?: string | null;
  /** What stands at the right end of the label's line: a choice, a counter. */
  aside?: ReactNode;
  placeholder?: string;
  inputRef?: Ref<HTMLTextAreaElement>;
};

/** A box of the Tool for text to the letter: nothing is completed, corrected or capitalised in it. */
export function TextBox({ label, value, onChange, hint, error, aside, placeholder, inputRef }: Props) {
  return (
    <Field label={label} hint={hint} error={error ?? null} aside={aside}>
      {(control) => (
        <textarea
          {...control}
          ref={inputRef}
          className={onChange === undefined ? "area area-result" : "area"}
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
