"use client";
import { useState } from "react";
import type { Failure } from "#lib/console/api-failure";
import { ownFailure } from "#lib/console/api-failure";
import { beginOidc } from "#lib/console/browser/begin-oidc";
import { leaveToConfirm } from "#lib/console/browser/confirming";
import { oidcWords } from "#lib/console/words/sign-in-words";

/** Showing anew who one is at the identity provider, which leads back to this page. */
export function useOidcConfirmation() {
  const [isGoing, setGoing] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const go = async () => {
    if (isGoing) return;
    setGoing(true);
    setFailure(null);
    const { pathname, search, hash } = window.location;
    const reply = await beginOidc({ next: pathname + search, isConfirming: true }, new AbortController().signal);
    // Whoever is asked whether to leave the page, and stays, can press again.
    setGoing(false);
    if (!(reply instanceof URL)) return setFailure(ownFailure(503, oidcWords.refusals[reply]));
    leaveToConfirm(window.sessionStorage, hash);
    window.location.assign(reply);
  };
  return { go, isGoing, failure };
}
