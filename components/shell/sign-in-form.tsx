"use client";
import dynamic from "next/dynamic";
import { type FormEvent, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Banner } from "#components/patterns/banner";
import { Field } from "#components/patterns/form/field";
import { AddressSentence, useIsElsewhere } from "#components/shell/address-notice";
import { OidcSignIn } from "#components/shell/oidc-sign-in";
import { Button } from "#components/ui/button";
import { forgiveBlanks } from "#lib/console/browser/search/forgive-blanks";
import { type Credentials, trySignIn } from "#lib/console/browser/try-sign-in";
import { readSecondFactorError, type SecondFactorMethod } from "#lib/console/second-factor";
import { signInWords } from "#lib/console/words/sign-in-words";
import { words } from "#lib/console/words/words";

const SecondFactorForm = dynamic(() => import("#components/shell/second-factor-form"), { ssr: false });

/** What next-auth's error words mean to the person; the reply never says which of the three fields was wrong. */
const SENTENCES: Readonly<Record<string, string>> = {
  CredentialsSignin: signInWords.wrong,
  TooMany: signInWords.tooMany,
  Altered: signInWords.altered,
};

/** The password was right: it stays in the page's memory until the second factor is shown, and nowhere else. */
type SecondStep = { readonly credentials: Credentials; readonly methods: readonly SecondFactorMethod[] };

/** What was typed before whoever starts again: the password is typed anew. */
type Names = Pick<Credentials, "account" | "userName">;

/** Wrong tries on this page after which it is said what comes of more. */
const WRONG_OFTEN = 3;

const never = () => () => {};

/** False in the page as it is served. Sent without the script, the form would come without an Origin and be refused as another address's. */
function useIsAlive(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}

type Props = {
  /** Local path to go to afterwards. */
  target: string;
  /** The console's own; at another one nothing is sent. */
  address: string;
  /** Whether the server has just refused what came from another one. */
  wasElsewhere: boolean;
  /** Above the first step: why one is here. */
  note: string | null;
  /** Whether an identity provider signs people in too. */
  hasOidc: boolean;
  /** Why the identity provider did not, just now. */
  refusal: string | null;
};

/** Account, user name and password; then, of whoever has set one up, the second factor. */
export function SignInForm({ target, note, ...rest }: Props) {
  const [second, setSecond] = useState<SecondStep | null>(null);
  const [before, setBefore] = useState<Names | null>(null);
  // A whole new page: nothing of the signed-out state is kept.
  const enter = () => window.location.assign(target);
  useEffect(() => {
    // Back from where they were led on to, the browser may show this page as it was left, with what was typed: it is begun anew.
    const begin = ({ persisted }: PageTransitionEvent) => persisted && window.location.reload();
    window.addEventListener("pageshow", begin);
    return () => window.removeEventListener("pageshow", begin);
  }, []);
  if (second) {
    const { account, userName } = second.credentials;
    const startAgain = () => {
      setBefore({ account, userName });
      setSecond(null);
    };
    return <SecondFactorForm {...second} sentences={SENTENCES} onSignedIn={enter} onBack={startAgain} />;
  }
  return (
    <>
      <h1>{signInWords.title}</h1>
      {note ? <Banner role="status">{note}</Banner> : null}
      <PasswordStep {...rest} target={target} before={before} onSignedIn={enter} onSecondFactor={setSecond} />
    </>
  );
}

type StepProps = Omit<Props, "note"> & {
  before: Names | null;
  onSignedIn: () => void;
  onSecondFactor: (step: SecondStep) => void;
};

const FIELD_NAMES = ["account", "userName", "password"] as const;
type FieldName = (typeof FIELD_NAMES)[number];

function focusField(form: HTMLFormElement, name: FieldName): void {
  form.querySelector<HTMLElement>(`[name="${name}"]`)?.focus();
}

function PasswordStep({ target, address, wasElsewhere, hasOidc, refusal: cameWith, before, onSignedIn, onSecondFactor }: StepProps) {
  const isAlive = useIsAlive();
  const isElsewhere = useIsElsewhere(address) || wasElsewhere;
  const [error, setError] = useState(before === null ? cameWith : null);
  const [missing, setMissing] = useState<readonly FieldName[]>([]);
  const [wrong, setWrong] = useState(0);
  const [isPending, setPending] = useState(false);
  const password = useRef<HTMLInputElement>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isPending || isElsewhere) return;
    const fields = new FormData(event.currentTarget);
    const text = (name: FieldName) => String(fields.get(name) ?? "");
    const account = forgiveBlanks(text("account"));
    const credentials = { account, userName: forgiveBlanks(text("userName")), password: text("password") };
    setError(null);
    const blank = FIELD_NAMES.filter((name) => credentials[name] === "");
    setMissing(blank);
    if (blank[0]) return focusField(event.currentTarget, blank[0]);
    setPending(true);
    const refusal = await trySignIn(credentials);
    if (refusal === null) return onSignedIn();
    setPending(false);
    const methods = readSecondFactorError(refusal);
    if (methods) return onSecondFactor({ credentials, methods });
    const sentence = SENTENCES[refusal] ?? words.failures.unreachable;
    const isWrong = sentence === signInWords.wrong;
    setError(isWrong && wrong + 1 >= WRONG_OFTEN ? `${sentence} ${signInWords.often}` : sentence);
    if (isWrong) setWrong(wrong + 1);
    if (password.current) {
      password.current.value = "";
      password.current.focus();
    }
  };
  const faultOf = (name: FieldName) => (missing.includes(name) ? signInWords.missing[name] : null);
  // POST, so that a submit before the script has arrived never puts the password into the URL.
  return (
    <form
      method="post"
      action="/api/auth/callback/credentials"
      onSubmit={submit}
      onInput={({ target }) => setMissing((old) => old.filter((name) => name !== (target as HTMLInputElement).name))}
      className="contents"
      noValidate
    >
      {isElsewhere ? <AddressSentence address={address} /> : null}
      {error ? (
        <Banner tone="danger" role="alert">
          {error}
        </Banner>
      ) : null}
      <Field label={signInWords.account} error={faultOf("account")}>
        {(control) => (
          <input
            {...control}
            className="input input-l"
            name="account"
            // biome-ignore lint/a11y/noAutofocus: the page is for this form alone
            autoFocus={before === null}
            defaultValue={before?.account}
            autoComplete="organization"
            autoCapitalize="none"
            spellCheck={false}
            required
          />
        )}
      </Field>
      <Field label={signInWords.userName} error={faultOf("userName")}>
        {(control) => (
          <input
            {...control}
            className="input input-l"
            name="userName"
            defaultValue={before?.userName}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
          />
        )}
      </Field>
      <Field label={signInWords.password} error={faultOf("password")}>
        {(control) => (
          <input
            {...control}
            ref={password}
            className="input input-l"
            name="password"
            type="password"
            // biome-ignore lint/a11y/noAutofocus: the page is for this form alone
            autoFocus={before !== null}
            autoComplete="current-password"
            required
          />
        )}
      </Field>
      <Button type="submit" kind="primary" size="l" className="btn-wide" isPending={isPending} isAsleep={!isAlive}>
        {isPending ? words.working : signInWords.submit}
      </Button>
      {hasOidc ? <OidcSignIn target={target} isAsleep={!isAlive || isElsewhere} onRefused={setError} /> : null}
    </form>
  );
}
