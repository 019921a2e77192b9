"use client";
import { ErrorState } from "#components/patterns/error-state";
import { words } from "#lib/console/words/words";

/** @param error its digest is the ID under which the console's log has the cause */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="py-12">
      <h1 className="sr">{words.product}</h1>
      <ErrorState title={words.failures.title} message={words.failures.unexpected} requestId={error.digest} onRetry={reset} />
    </main>
  );
}
