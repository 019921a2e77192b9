"use client";
import { useEffect } from "react";
import { ErrorState } from "#components/patterns/error-state";
import { isOutdated } from "#lib/console/browser/as-failure";
import { words } from "#lib/console/words/words";

/** What Next.js gives to a page of errors; the digest is the ID under which the console's log has the cause. */
export type FaultProps = { error: Error & { digest?: string }; reset: () => void };

/** A page that could not be shown. One of an older build than the server has no parts to go on with, and is loaded anew. */
export function Fault({ error, reset }: FaultProps) {
  const isOld = isOutdated(error);
  const title = isOld ? words.failures.outdatedTitle : words.failures.title;
  useEffect(() => {
    document.title = `${title} · ${words.product}`;
  }, [title]);
  if (isOld) {
    return (
      <ErrorState
        title={title}
        message={words.failures.outdated}
        retryLabel={words.failures.reload}
        onRetry={() => window.location.reload()}
      />
    );
  }
  return <ErrorState title={title} message={words.failures.unexpected} requestId={error.digest} onRetry={reset} />;
}
