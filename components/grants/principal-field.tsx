import { Field } from "#components/patterns/field";

type Props = {
  label: string;
  hint: string;
  error: string | undefined;
  name: string;
  value: string;
  onChange: (value: string) => void;
  isRequired?: boolean;
};

/** A field for the ID of a user or an account. */
export function PrincipalField({ label, hint, error, name, value, onChange, isRequired = false }: Props) {
  return (
    <Field label={label} hint={hint} error={error} isRequired={isRequired}>
      {(control) => (
        <input
          {...control}
          name={name}
          className="input mono"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
