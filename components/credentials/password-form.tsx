"use client";
import { type FormEvent, useState } from "react";
import { Pane } from "#components/credentials/pane";
import { useOwnSubmission } from "#components/credentials/use-own-submission";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Field } from "#components/patterns/form/field";
import { useFormErrors } from "#components/patterns/form/use-form-errors";
import { Button } from "#components/ui/button";
import { useToasts } from "#components/ui/toasts";
import { type PasswordChange, passwordProblems, passwordRefusal } from "#lib/console/browser/inputs/password-problems";
import { changeOwnPassword } from "#lib/console/server/actions/own-password";
import { passwordWords } from "#lib/console/words/credentials-words";

const BLANK: PasswordChange = { current: "", next: "", confirm: "" };
const FIELDS = [
  { name: "current", autoComplete: "current-password", hint: undefined },
  { name: "next", autoComplete: "new-password", hint: passwordWords.hint },
  { name: "confirm", autoComplete: "new-password", hint: undefined },
] as const;

/** Changes the person's password. */
export function PasswordPane({ id, userName }: { id: string; userName: string }) {
  // A form that has done its work is put away, with what was typed and which faults were shown.
  const [round, setRound] = useState(0);
  return (
    <Pane id={id} title={passwordWords.title} lead={passwordWords.lead}>
      {() => <PasswordForm key={round} userName={userName} onChanged={() => setRound(round + 1)} />}
    </Pane>
  );
}

/** What is typed is in this form's state only. */
function PasswordForm({ userName, onChanged }: { userName: string; onChanged: () => void }) {
  const toasts = useToasts();
  const [typed, setTyped] = useState(BLANK);
  const { submit, reset, isPending, failure } = useOwnSubmission();
  const problems = passwordProblems(typed, userName);
  const refusal = passwordRefusal(failure);
  const form = useFormErrors(problems);
  const errors: Readonly<Record<string, string>> = { ...form.shown, ...refusal.fields };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending || !form.send(Object.keys(problems).length === 0)) return;
    const result = await submit(() => changeOwnPassword(typed.current, typed.next), form.refused);
    if (!result) return;
    toasts.success({ text: passwordWords.changed });
    onChanged();
  };
  return (
    <form onSubmit={send} {...form.form} className="cred-form" noValidate>
      {refusal.whole ? <FailureNotice failure={refusal.whole} /> : null}
      {/* For programs that keep passwords: whose this is. */}
      <input type="text" autoComplete="username" value={userName} readOnly hidden />
      {FIELDS.map(({ name, autoComplete, hint }) => (
        <Field key={name} label={passwordWords[name]} hint={hint} error={errors[name]} isRequired>
          {(control) => (
            <input
              {...control}
              className="input"
              type="password"
              name={name}
              autoComplete={autoComplete}
              value={typed[name]}
              onChange={(event) => {
                setTyped({ ...typed, [name]: event.target.value });
                reset();
              }}
            />
          )}
        </Field>
      ))}
      <div className="btn-row">
        <Button type="submit" isPending={isPending}>
          {passwordWords.change}
        </Button>
      </div>
    </form>
  );
}
