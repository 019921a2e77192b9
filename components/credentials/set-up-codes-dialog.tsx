"use client";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type RefObject, useEffect, useRef, useState } from "react";
import type { Self } from "#components/credentials/api-credentials";
import { QrCode } from "#components/credentials/qr-code";
import { RecoveryStep } from "#components/credentials/recovery-step";
import { SecretLine } from "#components/credentials/secret-line";
import { useLeaveOnce } from "#components/credentials/use-leave-once";
import { useOwnSubmission } from "#components/credentials/use-own-submission";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Field } from "#components/patterns/form/field";
import { RowsWaiting } from "#components/patterns/rows-waiting";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import type { Failure } from "#lib/console/api-failure";
import { inGroups, otpAddress } from "#lib/console/browser/otp-address";
import { ownQueries } from "#lib/console/browser/queries/query-keys";
import { settle } from "#lib/console/browser/settle";
import { beginCodes, confirmCodes, renewRecoveryCodes } from "#lib/console/server/actions/own-factors";
import { codeWords } from "#lib/console/words/credentials-words";
import { words } from "#lib/console/words/words";
import { KMS_ERRORS } from "#lib/wire/kms/errors";

type Props = {
  self: Self;
  /** What has the focus afterwards: what opened the dialog has gone. */
  nextFocus: RefObject<HTMLElement | null>;
  onClose: () => void;
};

/** Set Up: the secret as a picture and as text, a code that shows that it has arrived, then recovery codes. All of it goes with the dialog. */
export default function SetUpCodesDialog({ self, nextFocus, onClose }: Props) {
  const toasts = useToasts();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const finish = () => {
    toasts.success({ text: codeWords.setUpDone });
    onClose();
  };
  const guard = useLeaveOnce(codes !== null, finish);
  return (
    <Dialog title={codes ? codeWords.recoveryTitle : codeWords.setUpTitle} onClose={codes ? guard.leave : onClose} finalFocus={nextFocus}>
      {codes ? (
        <RecoveryStep codes={codes} isAsked={guard.isAsked} onKept={guard.keep} onClose={finish} />
      ) : (
        <SeedStep self={self} onConfirmed={setCodes} onClose={onClose} onWithoutCodes={finish} />
      )}
    </Dialog>
  );
}

type SeedProps = {
  self: Self;
  onConfirmed: (codes: readonly string[]) => void;
  /** One-time codes are set up, but the recovery codes were not given. */
  onWithoutCodes: () => void;
  onClose: () => void;
};

function SeedStep({ self, onConfirmed, onWithoutCodes, onClose }: SeedProps) {
  const { seed, failure: beginFailure } = useSeed(onClose);
  const queries = useQueryClient();
  const toasts = useToasts();
  const [code, setCode] = useState("");
  const [isSent, setSent] = useState(false);
  const { submit, reset, isPending, failure } = useOwnSubmission();
  const isWrong = failure?.code === KMS_ERRORS.passcodeWrong.code;
  const fault = isWrong ? failure.message : isSent && code === "" ? codeWords.noCode : null;
  const field = useRef<HTMLInputElement>(null);
  // The field comes with the secret.
  useEffect(() => {
    if (seed !== null) field.current?.focus();
  }, [seed]);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (isPending) return;
    if (code === "") return field.current?.focus();
    if (!(await submit(() => confirmCodes(code)))) {
      setCode("");
      return field.current?.focus();
    }
    const made = await settle(renewRecoveryCodes);
    void queries.invalidateQueries({ queryKey: ownQueries.all });
    if (made.ok) return onConfirmed(made.data);
    if (made.failure.kind !== "stepUp") toasts.failure({ text: made.failure.message, requestId: made.failure.requestId });
    onWithoutCodes();
  };
  const whole = beginFailure ?? (isWrong ? null : failure);
  return (
    <form onSubmit={send} noValidate>
      <DialogBody>
        {whole ? <FailureNotice failure={whole} /> : null}
        {seed === null ? (
          beginFailure ? null : (
            <RowsWaiting label={codeWords.preparing} />
          )
        ) : (
          <>
            <p>{codeWords.scan}</p>
            <div className="otp-seed">
              <QrCode text={otpAddress({ ...self, seed })} />
              <SecretLine label={codeWords.secret} text={seed} groups={inGroups(seed)} />
            </div>
            <Field label={codeWords.code} hint={codeWords.codeHint} error={fault} isRequired>
              {(control) => (
                <input
                  {...control}
                  ref={field}
                  className="input otp num"
                  inputMode="numeric"
                  autoComplete="one-time-code"
                  value={code}
                  onChange={(event) => {
                    setCode(event.target.value.replace(/\s/g, ""));
                    setSent(false);
                    reset();
                  }}
                />
              )}
            </Field>
          </>
        )}
      </DialogBody>
      <DialogFoot>
        <Button onClick={onClose}>{words.cancel}</Button>
        {seed === null ? null : (
          <Button type="submit" kind="primary" isPending={isPending}>
            {words.ok}
          </Button>
        )}
      </DialogFoot>
    </form>
  );
}

/** Asks for a secret when the dialog opens. @param onGivenUp the person did not want to prove who they are, which it needs */
function useSeed(onGivenUp: () => void) {
  const queries = useQueryClient();
  const [seed, setSeed] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const giveUp = useRef(onGivenUp);
  const isAsked = useRef(false);
  useEffect(() => {
    // Once, also where React runs effects twice: a second secret would take the place of the first.
    if (isAsked.current) return;
    isAsked.current = true;
    void settle(beginCodes).then((result) => {
      if (result.ok) return setSeed(result.data);
      void queries.invalidateQueries({ queryKey: ownQueries.all });
      if (result.failure.kind === "stepUp") giveUp.current();
      else setFailure(result.failure);
    });
  }, [queries]);
  return { seed, failure };
}
