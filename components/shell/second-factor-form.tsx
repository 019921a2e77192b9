"use client";
import { Fingerprint } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { Banner } from "#components/patterns/banner";
import { Field } from "#components/patterns/form/field";
import { Button } from "#components/ui/button";
import { asFailure } from "#lib/console/browser/as-failure";
import { passkeyRefusal, showPasskey } from "#lib/console/browser/passkeys";
import { type Credentials, trySignIn } from "#lib/console/browser/try-sign-in";
import { readSecondFactorError, type SecondFactorMethod } from "#lib/console/second-factor";
import { beginPasskeySignIn } from "#lib/console/server/actions/begin-passkey-sign-in";
import { signInWords } from "#lib/console/words/sign-in-words";
import { words } from "#lib/console/words/words";

type Props = {
  credentials: Credentials;
  /** What would do. A recovery code is entered in the field of a one-time code. */
  methods: readonly SecondFactorMethod[];
  /** What next-auth's error words mean. */
  sentences: Readonly<Record<string, string>>;
  onSignedIn: () => void;
  /** Back to the first step, with the password forgotten. */
  onBack: () => void;
};

/** The second step of signing in. What is wrong here leaves the first step as it is. */
export default function SecondFactorForm({ credentials, methods, sentences, onSignedIn, onBack }: Props) {
  const [code, setCode] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const refusal = passkeyRefusal();
  const hasPasskey = methods.includes("passkey") && refusal === null;

  /** @param wrong says that what was shown is not accepted */
  const show = async (more: Readonly<Record<string, string>>, wrong: () => void) => {
    const refusal = await trySignIn(credentials, more);
    if (refusal === null) return onSignedIn();
    setPending(false);
    if (readSecondFactorError(refusal)) return wrong();
    setError(sentences[refusal] ?? words.failures.unreachable);
  };
  const begin = () => {
    setPending(true);
    setFault(null);
    setError(null);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    const passcode = code.replace(/\s/g, "");
    field.current?.focus();
    if (passcode === "") return setFault(signInWords.codeMissing);
    begin();
    void show({ passcode }, () => {
      setFault(signInWords.codeWrong);
      setCode("");
    });
  };
  const byPasskey = async () => {
    begin();
    const begun = await beginPasskeySignIn(credentials).catch((thrown: unknown) => ({ ok: false as const, failure: asFailure(thrown) }));
    const shown = begun.ok ? await showPasskey(begun.data) : { ok: false as const, message: begun.failure.message };
    if (shown.ok) return show({ assertion: JSON.stringify(shown.response) }, () => setError(signInWords.passkeyWrong));
    setPending(false);
    setError(shown.message);
  };

  return (
    <form method="post" onSubmit={submit} className="contents" noValidate>
      <div>
        <h1>{signInWords.code}</h1>
        <p className="muted gate-lead">{leadFor(methods, refusal, credentials.userName)}</p>
      </div>
      {error ? (
        <Banner tone="danger" role="alert">
          {error}
        </Banner>
      ) : null}
      <Field label={signInWords.code} error={fault}>
        {(control) => (
          <input
            {...control}
            ref={field}
            className="input input-l otp num"
            name="passcode"
            // biome-ignore lint/a11y/noAutofocus: the step is for this field alone
            autoFocus
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
            value={code}
            onChange={(event) => {
              setCode(event.target.value);
              setFault(null);
            }}
          />
        )}
      </Field>
      <Button type="submit" kind="primary" size="l" className="btn-wide" isPending={isPending}>
        {isPending ? words.working : signInWords.submit}
      </Button>
      {hasPasskey ? (
        <Button size="l" className="btn-wide" isPending={isPending} onClick={() => void byPasskey()}>
          <Fingerprint className="i" aria-hidden />
          {signInWords.usePasskey}
        </Button>
      ) : null}
      <p className="dense">
        <Button look="link" onClick={onBack}>
          {signInWords.startAgain}
        </Button>
      </p>
    </form>
  );
}

/** @param refusal why the browser shows no passkey here; null where it does */
function leadFor(methods: readonly SecondFactorMethod[], refusal: string | null, userName: string): string {
  if (!methods.includes("passkey")) return signInWords.codeLead(userName);
  if (methods.includes("totp")) return refusal ? signInWords.codeLead(userName) : signInWords.eitherLead(userName);
  return refusal ? signInWords.recoveryLead(refusal) : signInWords.passkeyLead(userName);
}
