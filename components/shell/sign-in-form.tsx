"use client";
import { signIn } from "next-auth/react";
import { type FormEvent, useRef, useState, useSyncExternalStore } from "react";
import { Banner } from "#components/patterns/banner";
import { Field } from "#components/patterns/form/field";
import { AddressSentence, useIsElsewhere } from "#components/shell/address-notice";
import { Button } from "#components/ui/button";
import { forgiveBlanks } from "#lib/console/browser/search/forgive-blanks";
import { signInWords } from "#lib/console/words/sign-in-words";
import { words } from "#lib/console/words/words";

/** What next-auth's error words mean to the person; the reply never says which of the three fields was wrong. */
const SENTENCES: Readonly<Record<string, string>> = {
  CredentialsSignin: signInWords.wrong,
  TooMany: signInWords.tooMany,
};

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

/**
 * @param target local path to go to afterwards
 * @param address the console's own; at another one nothing is sent
 * @param wasElsewhere whether the server has just refused what came from another one
 */
export function SignInForm({ target, address, wasElsewhere }: { target: string; address: string; wasElsewhere: boolean }) {
  const isAlive = useIsAlive();
  const isElsewhere = useIsElsewhere(address) || wasElsewhere;
  const [error, setError] = useState<string | null>(null);
  const [wrong, setWrong] = useState(0);
  const [isPending, setPending] = useState(false);
  const password = useRef<HTMLInputElement>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isPending || isElsewhere) return;
    const given = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>;
    for (const name of ["account", "userName"]) given[name] = forgiveBlanks(given[name] ?? "");
    if (!given.account || !given.userName || !given.password) return setError(signInWords.missing);
    setPending(true);
    setError(null);
    // next-auth looks for an error in the address that it is to lead to: by itself in this page's, whatever that says.
    const reply = await signIn("credentials", { ...given, redirect: false, callbackUrl: "/" }).catch(() => undefined);
    if (reply?.ok && !reply.error) {
      // A whole new page: nothing of the signed-out state is kept.
      window.location.assign(target);
      return;
    }
    setPending(false);
    const sentence = SENTENCES[reply?.error ?? ""] ?? words.failures.unreachable;
    const isWrong = sentence === signInWords.wrong;
    setError(isWrong && wrong + 1 >= WRONG_OFTEN ? `${sentence} ${signInWords.often}` : sentence);
    if (isWrong) setWrong(wrong + 1);
    if (password.current) {
      password.current.value = "";
      password.current.focus();
    }
  };
  // POST, so that a submit before the script has arrived never puts the password into the URL.
  return (
    <form method="post" action="/api/auth/callback/credentials" onSubmit={submit} className="contents" noValidate>
      {isElsewhere ? <AddressSentence address={address} /> : null}
      {error ? (
        <Banner tone="danger" role="alert">
          {error}
        </Banner>
      ) : null}
      <Field label={signInWords.account}>
        {(control) => (
          <input
            {...control}
            className="input input-l"
            name="account"
            // biome-ignore lint/a11y/noAutofocus: the page is for this form alone
            autoFocus
            autoComplete="organization"
            autoCapitalize="none"
            spellCheck={false}
            required
          />
        )}
      </Field>
      <Field label={signInWords.userName}>
        {(control) => (
          <input
            {...control}
            className="input input-l"
            name="userName"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
          />
        )}
      </Field>
      <Field label={signInWords.password}>
        {(control) => (
          <input
            {...control}
            ref={password}
            className="input input-l"
            name="password"
            type="password"
            autoComplete="current-password"
            required
          />
        )}
      </Field>
      <Button type="submit" kind="primary" size="l" className="btn-wide" isPending={isPending} isAsleep={!isAlive}>
        {isPending ? words.working : signInWords.submit}
      </Button>
    </form>
  );
}
