"use client";
import { Banner } from "#components/patterns/banner";
import { Button } from "#components/ui/button";
import type { Failure } from "#lib/console/api-failure";
import { words } from "#lib/console/words/words";

/** A refusal inside a dialog or form: the sentence that says what is certain, the ID to quote, and where there is one the way on. */
export function FailureNotice({ failure }: { failure: Failure }) {
  return (
    <Banner tone="danger" role="alert" action={<WayOn failure={failure} />}>
      <p>{failure.message}</p>
      {failure.requestId ? (
        <p className="hint">
          {words.requestId} <code>{failure.requestId}</code>
        </p>
      ) : null}
    </Banner>
  );
}

/** What can be done about a failure besides trying again; nothing that is typed is lost by it without a press. */
export function WayOn({ failure: { kind } }: { failure: Pick<Failure, "kind"> }) {
  if (kind === "outdated") return <Button onClick={() => window.location.reload()}>{words.failures.reload}</Button>;
  // The page below shows what became of it; a tab of its own leaves what was typed where it is.
  if (kind === "lost") {
    return <Button onClick={() => window.open(window.location.pathname, "_blank", "noopener")}>{words.failures.look}</Button>;
  }
  return null;
}
