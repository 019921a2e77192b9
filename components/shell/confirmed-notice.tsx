"use client";
import { useEffect } from "react";
import { useToasts } from "#components/ui/toasts";
import { comeBackConfirmed } from "#lib/console/browser/confirming";
import { oidcWords } from "#lib/console/words/sign-in-words";

/** Tells who comes back from the identity provider whether it has confirmed who they are. */
export function ConfirmedNotice() {
  const toasts = useToasts();
  useEffect(() => {
    const back = comeBackConfirmed(window.sessionStorage, window.location.hash);
    if (back === null) return;
    window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search + back.hash);
    if (back.refusal === null) toasts.success({ text: oidcWords.confirmed });
    else toasts.failure({ text: oidcWords.refusals[back.refusal] });
  }, [toasts]);
  return null;
}
