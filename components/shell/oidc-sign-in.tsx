"use client";
import { ExternalLink } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "#components/ui/button";
import { beginOidc } from "#lib/console/browser/begin-oidc";
import { oidcWords } from "#lib/console/words/sign-in-words";

type Props = {
  /** Local path to go to afterwards. */
  target: string;
  isAsleep: boolean;
  /** With null where the person begins. */
  onRefused: (sentence: string | null) => void;
};

/** The way to the identity provider. While that is awaited, the form above works, and the button begins anew. */
export function OidcSignIn({ target, isAsleep, onRefused }: Props) {
  const [isGoing, setGoing] = useState(false);
  const attempt = useRef<AbortController>(null);
  const begin = async () => {
    attempt.current?.abort();
    const own = new AbortController();
    attempt.current = own;
    setGoing(true);
    onRefused(null);
    const reply = await beginOidc({ next: target, isConfirming: false }, own.signal);
    // What was begun after this one says what comes of it.
    if (attempt.current !== own) return;
    if (reply instanceof URL) return window.location.assign(reply);
    setGoing(false);
    onRefused(oidcWords.refusals[reply]);
  };
  return (
    <>
      <p className="or">{oidcWords.or}</p>
      <Button size="l" className="btn-wide" isAsleep={isAsleep} aria-busy={isGoing || undefined} onClick={() => void begin()}>
        <ExternalLink className="i" aria-hidden />
        {oidcWords.name}
      </Button>
      <p role="status" className={isGoing ? "dense muted" : "sr"}>
        {isGoing ? oidcWords.going : ""}
      </p>
    </>
  );
}
