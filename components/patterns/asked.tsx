"use client";
import type { ReactNode } from "react";
import { ErrorState } from "#components/patterns/error-state";
import { RowsWaiting } from "#components/patterns/rows-waiting";
import { asFailure } from "#lib/console/browser/as-failure";

type Props<T> = {
  /** As a query tells it. */
  asked: { readonly data: T | undefined; readonly error: unknown; readonly refetch: () => unknown };
  words: { readonly loading: string; readonly errorTitle: string };
  level?: "h2" | "h3";
  /** How many rows to keep room for. */
  rows?: number;
  /** Of what is around them. */
  waitingClass?: string;
  children: (data: T) => ReactNode;
};

/** What a part of a page is asked for, with its faces: waiting, failed, or what the answer holds, which stays while a newer one is awaited. */
export function Asked<T>({ asked: { data, error, refetch }, words, level = "h2", rows = 4, waitingClass = "section", children }: Props<T>) {
  if (data !== undefined) return children(data);
  if (!error) {
    return (
      <div className={waitingClass}>
        <RowsWaiting label={words.loading} rows={rows} />
      </div>
    );
  }
  const { message, requestId } = asFailure(error);
  return <ErrorState level={level} title={words.errorTitle} message={message} requestId={requestId} onRetry={() => void refetch()} />;
}
