import type { Failure } from "#lib/console/api-failure";
import { words } from "#lib/console/words/words";

/** A refusal inside a dialog or form, with the server's sentence and the ID to quote. */
export function FailureNotice({ failure }: { failure: Failure }) {
  return (
    <div role="alert" className="notice" data-tone="danger">
      <p>{failure.message}</p>
      {failure.requestId ? (
        <p className="mt-1 text-xs text-muted">
          {words.requestId} <code>{failure.requestId}</code>
        </p>
      ) : null}
    </div>
  );
}
