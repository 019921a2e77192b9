"use client";
import { TriangleAlert } from "lucide-react";
import { Button } from "#components/ui/button";
import { words } from "#lib/console/words/words";

type Props = { title: string; message: string; requestId?: string; onRetry?: () => void };

/** A view that could not be loaded: what failed, a way to try again, and the ID to quote. */
export function ErrorState({ title, message, requestId, onRetry }: Props) {
  return (
    <div role="alert" className="mx-auto grid max-w-md justify-items-center gap-3 px-6 py-14 text-center">
      <TriangleAlert size={28} aria-hidden className="text-danger" />
      <h2>{title}</h2>
      <p className="text-muted">{message}</p>
      {requestId ? (
        <p className="text-xs text-muted">
          {words.requestId} <code>{requestId}</code>
        </p>
      ) : null}
      {onRetry ? <Button onClick={onRetry}>{words.retry}</Button> : null}
    </div>
  );
}
