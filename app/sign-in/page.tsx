import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Brand } from "#components/shell/brand";
import { SignInForm } from "#components/shell/sign-in-form";
import { readOidcReason, SIGNED_OUT_STATE } from "#lib/console/oidc";
import { findSession } from "#lib/console/server/session";
import { oidcSettings, publicOrigin } from "#lib/console/server/settings";
import { toLocalPath } from "#lib/console/sign-in-path";
import { oidcWords, signInWords } from "#lib/console/words/sign-in-words";
import { words } from "#lib/console/words/words";

export const metadata: Metadata = { title: signInWords.title };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignIn({ searchParams }: Props) {
  const { reason: given, state, next } = await searchParams;
  // After signing out at the identity provider too, which leads back with this one word of ours.
  const reason = state === SIGNED_OUT_STATE ? "signed-out" : given;
  const refusal = readOidcReason(typeof reason === "string" ? reason : null);
  const target = toLocalPath(typeof next === "string" ? next : undefined);
  // A session whose token the API refuses leads here with a reason: only without one is the visitor sent on.
  if (!reason && (await findSession())) redirect(target);
  const sentence = reason === "ended" ? signInWords.ended : reason === "signed-out" ? signInWords.signedOut : null;
  return (
    <div className="gate">
      <main className="gate-in">
        <p className="brand">
          <Brand />
        </p>
        <div className="gate-card">
          <SignInForm
            target={target}
            address={publicOrigin()}
            wasElsewhere={reason === "address"}
            note={sentence}
            hasOidc={oidcSettings() !== null}
            refusal={refusal && oidcWords.refusals[refusal]}
          />
        </div>
      </main>
      <footer className="gate-foot">
        <span>{words.productLong}</span>
      </footer>
    </div>
  );
}
