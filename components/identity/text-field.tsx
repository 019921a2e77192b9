"use client";
import { Field } from "#components/patterns/form/field";

type Props = {
  label: string;
  hint?: string;
  error: string | undefined;
  name: string;
  value: string;
  onChange: (value: string) => void;
  isRequired?: boolean;
  isLong?: boolean;
};

/** A field for a name or a description. */
export function TextField({ label, hint, error, name, value, onChange, isRequired = false, isLong = false }: Props) {
  return (
    <Field label={label} hint={hint} error={error} isRequired={isRequired}>
      {(control) => {
        const common = {
          ...control,
          name,
          dir: "auto",
          autoComplete: "off",
          value,
          onChange: (event: { target: { value: string } }) => onChange(event.target.value),
        };
        return isLong ? (
          <textarea {...common} className="input" rows={2} />
        ) : (
          <input {...common} className="input" autoCapitalize="none" spellCheck={false} />
        );
      }}
    </Field>
  );
}
