"use client";
import { useQuery } from "@tanstack/react-query";
import { useTransition } from "react";
import type { Self } from "#components/credentials/api-credentials";
import { OneTimeCodes } from "#components/credentials/one-time-codes";
import { Passkeys } from "#components/credentials/passkeys";
import { SessionNotice } from "#components/shell/session-notice";
import { Button } from "#components/ui/button";
import { forgetDrafts } from "#lib/console/browser/drafts";
import { readFactors } from "#lib/console/browser/queries/own-factors";
import { ownQueries } from "#lib/console/browser/queries/query-keys";
import { signOut } from "#lib/console/server/actions/sign-out";
import { secondFactorWords } from "#lib/console/words/credentials-words";
import { shellWords } from "#lib/console/words/shell-words";

/** The way to a second factor for whoever must have one. @param target local path to go on to */
export function SecondFactorSetUp({ self, target }: { self: Self; target: string }) {
  const [, startTransition] = useTransition();
  const { data } = useQuery({ queryKey: ownQueries.factors, queryFn: ({ signal }) => readFactors(signal) });
  const isSetUp = data !== undefined && (data.device !== null || data.passkeys > 0);
  return (
    <>
      <SessionNotice />
      <div>
        <h1>{secondFactorWords.title}</h1>
        <p className="muted gate-lead">{secondFactorWords.lead(self.userName)}</p>
      </div>
      <div className="cred-parts">
        <OneTimeCodes id="one-time-codes" self={self} />
        <Passkeys id="passkeys" />
      </div>
      <div className="btn-row">
        <Button kind="primary" reason={isSetUp ? null : secondFactorWords.first} onClick={() => window.location.assign(target)}>
          {secondFactorWords.goOn}
        </Button>
        <Button
          onClick={() => {
            forgetDrafts(window.sessionStorage);
            startTransition(() => signOut());
          }}
        >
          {shellWords.signOut}
        </Button>
      </div>
    </>
  );
}
