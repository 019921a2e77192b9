"use client";
import { type ReactNode, type Ref, useImperativeHandle, useRef } from "react";
import { Field } from "#components/patterns/form/field";
import { useTypedEarly } from "#components/ui/use-typed-early";

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
  const box = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(inputRef, () => box.current as HTMLTextAreaElement);
  useTypedEarly(box, value, (typed) => onChange?.(typed));
  return (
    <Field label={label} hint={hint} error={error ?? null} aside={aside}>
      {(control) => (
        <textarea
          {...control}
          ref={box}
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
