import { Banner } from "#components/patterns/banner";
import type { Failure } from "#lib/console/api-failure";
import { words } from "#lib/console/words/words";

/** A refusal inside a dialog or form, with the server's sentence and the ID to quote. */
export function FailureNotice({ failure }: { failure: Failure }) {
  return (
    <Banner tone="danger" role="alert">
      <p>{failure.message}</p>
      {failure.requestId ? (
        <p className="hint">
          {words.requestId} <code>{failure.requestId}</code>
        </p>
      ) : null}
    </Banner>
  );
}
