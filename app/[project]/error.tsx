"use client";
import { ErrorState } from "#components/patterns/error-state";
import { words } from "#lib/console/words/words";

export default function ProjectError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <ErrorState title={words.failures.title} message={words.failures.unexpected} requestId={error.digest} onRetry={reset} />;
}
