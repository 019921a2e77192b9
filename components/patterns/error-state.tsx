"use client";
import { Mark } from "#components/patterns/mark";
import { Button } from "#components/ui/button";
import { words } from "#lib/console/words/words";

type Props = {
  title: string;
  message: string;
  requestId?: string;
  onRetry?: () => void;
  retryLabel?: string;
  level?: "h2" | "h3";
};

/** A view that could not be loaded: what failed, a way to try again, and the ID to quote. */
export function ErrorState({ title, message, requestId, onRetry, retryLabel = words.retry, level: Heading = "h2" }: Props) {
  return (
    <div role="alert" className="empty grid gap-2">
      <Heading className="flex items-center gap-2">
        <Mark shape="danger" tone="danger" />
        {title}
      </Heading>
      <p className="muted max-w-2xl">{message}</p>
      {requestId ? (
        <p className="hint">
          {words.requestId} <code>{requestId}</code>
        </p>
      ) : null}
      {onRetry ? (
        <div className="btn-row mt-3">
          <Button onClick={onRetry}>{retryLabel}</Button>
        </div>
      ) : null}
    </div>
  );
}
