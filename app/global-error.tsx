"use client";
import { ErrorState } from "#components/patterns/error-state";
import { words } from "#lib/console/words/words";
import "./globals.css";

export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main className="py-12">
          <h1 className="sr">{words.product}</h1>
          <ErrorState title={words.failures.title} message={words.failures.unexpected} requestId={error.digest} onRetry={reset} />
        </main>
      </body>
    </html>
  );
}
