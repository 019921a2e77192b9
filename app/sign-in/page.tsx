import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Brand } from "#components/shell/brand";
import { SignInForm } from "#components/shell/sign-in-form";
import { findSession } from "#lib/console/server/session";
import { publicOrigin } from "#lib/console/server/settings";
import { toLocalPath } from "#lib/console/sign-in-path";
import { signInWords } from "#lib/console/words/sign-in-words";
import { words } from "#lib/console/words/words";

export const metadata: Metadata = { title: signInWords.title };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignIn({ searchParams }: Props) {
  const { reason, next } = await searchParams;
  const target = toLocalPath(typeof next === "string" ? next : undefined);
  // A session whose token the API refuses leads here with a reason: only without one is the visitor sent on.
  if (!reason && (await findSession())) redirect(target);
  const sentence = reason === "ended" ? signInWords.ended : reason === "signed-out" ? signInWords.signedOut : null;
  return (
    <div className="grid min-h-screen grid-rows-[auto_1fr] lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)] lg:grid-rows-1">
      <header className="flex flex-col justify-between gap-8 bg-(--bar) px-6 py-5 text-(--bar-ink) lg:p-12">
        <Brand className="text-lg" />
        <p className="hidden max-w-sm text-[1.75rem] leading-9 font-medium tracking-tight lg:block">{signInWords.lead}</p>
        <p className="hidden text-sm text-(--bar-muted) lg:block">{words.productLong}</p>
      </header>
      <main className="grid place-items-start justify-center px-6 py-10 lg:place-items-center">
        <div className="w-full min-w-0 sm:w-88">
          <h1>{signInWords.title}</h1>
          <p className="mt-1 mb-6 text-muted">{words.productLong}</p>
          {sentence ? (
            <p role="status" className="notice mb-4" data-tone="info">
              {sentence}
            </p>
          ) : null}
          <SignInForm target={target} address={publicOrigin()} wasElsewhere={reason === "address"} />
        </div>
      </main>
    </div>
  );
}
