"use client";
import dynamic from "next/dynamic";
import { useSyncExternalStore } from "react";
import { Banner } from "#components/patterns/banner";
import { SIGNED_IN, sessionWatch, subscribeToSession } from "#lib/console/browser/session-watch";
import { sessionEndedPath } from "#lib/console/sign-in-path";
import { signInWords } from "#lib/console/words/sign-in-words";

const SessionDialog = dynamic(() => import("#components/shell/session-dialog"), { ssr: false });

/** Where the sign-in page leads back to this very place. */
export function signInHref(): string {
  return sessionEndedPath(window.location.pathname + window.location.search);
}

/** Says that the session has ended: in a dialog, and above the page for whoever has put that aside. The page itself stays. */
export function SessionNotice() {
  const { isEnded, isShown } = useSyncExternalStore(subscribeToSession, sessionWatch, () => SIGNED_IN);
  if (!isEnded) return null;
  return (
    <>
      <div className="section pt-4">
        <Banner
          tone="caution"
          role="status"
          action={
            <a className="btn" href={signInHref()}>
              {signInWords.submit}
            </a>
          }
        >
          {signInWords.ended}
        </Banner>
      </div>
      {isShown ? <SessionDialog href={signInHref()} /> : null}
    </>
  );
}
