"use client";
import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { Field } from "#components/patterns/form/field";
import { Button } from "#components/ui/button";
import { userWords } from "#lib/console/words/identity/user-words";

type Props = {
  label: string;
  hint: string;
  error: string | undefined;
  value: string;
  onChange: (value: string) => void;
};

/** A new password for somebody else, who must be told it: it can be looked at. It is never kept as a draft. */
export function PasswordField({ label, hint, error, value, onChange }: Props) {
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <Field label={label} hint={hint} error={error} isRequired>
      {(control) => (
        <span className="password-box">
          <input
            {...control}
            name="password"
            type={isShown ? "text" : "password"}
            className={isShown ? "input mono" : "input"}
            autoComplete="new-password"
            autoCapitalize="none"
            spellCheck={false}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <Button look="icon" aria-label={userWords.showPassword} aria-pressed={isShown} onClick={() => setShown(!isShown)}>
            <Icon className="i" aria-hidden />
          </Button>
        </span>
      )}
    </Field>
  );
}
