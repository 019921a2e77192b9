"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRef, useState } from "react";
import type { Self } from "#components/credentials/api-credentials";
import { ConfirmOwn } from "#components/credentials/confirm-own";
import { Pane } from "#components/credentials/pane";
import { Banner } from "#components/patterns/banner";
import { Mark } from "#components/patterns/mark";
import { Button } from "#components/ui/button";
import { readFactors } from "#lib/console/browser/queries/own-factors";
import { ownQueries } from "#lib/console/browser/queries/query-keys";
import { removeCodes } from "#lib/console/server/actions/own-factors";
import { codeWords } from "#lib/console/words/credentials-words";

const SetUpCodesDialog = dynamic(() => import("#components/credentials/set-up-codes-dialog"), { ssr: false });
const RenewRecoveryDialog = dynamic(() => import("#components/credentials/renew-recovery-dialog"), { ssr: false });

/** One-time codes: whether they are asked for, and how many recovery codes are left. */
export function OneTimeCodes({ id, self }: { id: string; self: Self }) {
  const [open, setOpen] = useState<"set-up" | "renew" | "remove" | null>(null);
  const setUpButton = useRef<HTMLButtonElement>(null);
  const renewButton = useRef<HTMLButtonElement>(null);
  const asked = useQuery({ queryKey: ownQueries.factors, queryFn: ({ signal }) => readFactors(signal) });
  const close = () => setOpen(null);
  return (
    <Pane id={id} title={codeWords.title} lead={codeWords.lead} asked={asked} rows={1}>
      {({ device, recoveryCodesLeft: left, passkeys }) => (
        <>
          <div className="otp-row">
            <span className="state">
              <Mark shape={device ? "ok" : "disabled"} tone={device ? "positive" : "plain"} />
              {device ? codeWords.on : codeWords.off}
            </span>
            <span className="muted">
              {device ? codeWords.onLead : passkeys > 0 ? codeWords.offWithPasskey : codeWords.offLead}
              {device || passkeys > 0 ? `; ${left === 0 ? codeWords.noneLeft : codeWords.left(left)}` : null}
            </span>
            <span className="btn-row">
              {device || passkeys > 0 ? (
                <Button ref={renewButton} size="s" onClick={() => setOpen("renew")}>
                  {codeWords.newRecovery}
                </Button>
              ) : null}
              {device ? (
                <Button size="s" kind="destroys" onClick={() => setOpen("remove")}>
                  {codeWords.remove}
                </Button>
              ) : (
                <Button ref={setUpButton} size="s" onClick={() => setOpen("set-up")}>
                  {codeWords.setUp}
                </Button>
              )}
            </span>
          </div>
          {left === 0 && (device || passkeys > 0) ? <Banner tone="caution">{codeWords.noneLeftNote}</Banner> : null}
          {open === "set-up" ? <SetUpCodesDialog self={self} nextFocus={renewButton} onClose={close} /> : null}
          {open === "renew" ? <RenewRecoveryDialog onClose={close} /> : null}
          {open === "remove" && device ? (
            <ConfirmOwn
              title={codeWords.removeTitle}
              lead={codeWords.removeLead}
              done={codeWords.removed}
              run={() => removeCodes(device)}
              nextFocus={setUpButton}
              onClose={close}
            />
          ) : null}
        </>
      )}
    </Pane>
  );
}
