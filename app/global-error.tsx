"use client";
import { HearingBody } from "#components/shell/presses/hearing-body";
import { globalErrorWords } from "#lib/console/words/global-error-words";
import { fontVariables } from "./fonts";
import "./globals.css";

/** Nothing of the console could be shown. It is part of every page, so that it must be small, and it must fetch nothing: that may be what failed. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en" className={fontVariables}>
      <HearingBody>
        <main className="empty grid gap-2" role="alert">
          <h1>{globalErrorWords.title}</h1>
          <p className="muted">{globalErrorWords.hint}</p>
          {error.digest ? (
            <p className="hint">
              {globalErrorWords.requestId} <code>{error.digest}</code>
            </p>
          ) : null}
          <p className="mt-3">
            <button type="button" className="btn" onClick={() => window.location.reload()}>
              {globalErrorWords.reload}
            </button>
          </p>
        </main>
      </HearingBody>
    </html>
  );
}
