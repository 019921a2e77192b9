"use client";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Field } from "#components/patterns/form/field";
import { useOidcConfirmation } from "#components/shell/use-oidc-confirmation";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { type ActionResult, type Failure, ownFailure } from "#lib/console/api-failure";
import { passkeyRefusal, showPasskey } from "#lib/console/browser/passkeys";
import { readFactors } from "#lib/console/browser/queries/own-factors";
import { ownQueries } from "#lib/console/browser/queries/query-keys";
import { settle } from "#lib/console/browser/settle";
import { answerStepUp } from "#lib/console/browser/step-up-watch";
import { beginAssertion, stepUp } from "#lib/console/server/actions/step-up";
import { stepUpWords } from "#lib/console/words/credentials-words";
import { oidcWords } from "#lib/console/words/sign-in-words";
import { words } from "#lib/console/words/words";
import { KMS_ERRORS } from "#lib/wire/kms/errors";

const WAYS = {
  password: { label: stepUpWords.password, hint: undefined, missing: stepUpWords.noPassword, change: stepUpWords.usePassword },
  passcode: { label: stepUpWords.code, hint: stepUpWords.codeHint, missing: stepUpWords.noCode, change: stepUpWords.useCode },
} as const;

/** What was shown was looked at and is wrong: said at the field. */
const NOT_ACCEPTED: readonly string[] = [KMS_ERRORS.passwordWrong.code, KMS_ERRORS.passcodeWrong.code];

type Props = {
  /** Whether they came through an identity provider, which may be asked again. */
  isByProvider: boolean;
  /** Whether they have no user, and so nothing to show here. */
  isFederated: boolean;
};

/** Asks who it is. Who has a user shows what the user has; who came through an identity provider may, or must, show it there. */
export default function StepUpDialog({ isByProvider, isFederated }: Props) {
  return isFederated ? <OidcStepUp /> : <OwnStepUp isByProvider={isByProvider} />;
}

function OidcStepUp() {
  const { go, isGoing, failure } = useOidcConfirmation();
  return (
    <Dialog title={stepUpWords.title} onClose={() => answerStepUp(false)}>
      <DialogBody>
        {failure ? <FailureNotice failure={failure} /> : null}
        <p>{oidcWords.confirmLead}</p>
        <p className="hint">{oidcWords.confirmNote}</p>
      </DialogBody>
      <DialogFoot>
        <Button onClick={() => answerStepUp(false)}>{words.cancel}</Button>
        <Button kind="primary" isPending={isGoing} onClick={() => void go()}>
          {oidcWords.confirm}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

/**
 * By password, or by what else the person has set up. What is typed is in this dialog's state only. Once it is proven, all that waits goes
 * on; Cancel leaves everything as it was.
 */
function OwnStepUp({ isByProvider }: Pick<Props, "isByProvider">) {
  const oidc = useOidcConfirmation();
  const [way, setWay] = useState<keyof typeof WAYS>("password");
  const [typed, setTyped] = useState("");
  const [isPending, setPending] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const { data: factors } = useQuery({ queryKey: ownQueries.factors, queryFn: ({ signal }) => readFactors(signal) });
  const hasOthers = isByProvider || (factors && (factors.device !== null || factors.passkeys > 0));
  const shownFailure = failure ?? oidc.failure;
  const { label, hint, missing } = WAYS[way];
  const other = way === "password" ? "passcode" : "password";

  const prove = async (run: () => Promise<ActionResult<null>>) => {
    setPending(true);
    setFault(null);
    setFailure(null);
    const result = await settle(run);
    setPending(false);
    if (result.ok) return answerStepUp(true);
    setTyped("");
    if (NOT_ACCEPTED.includes(result.failure.code)) setFault(result.failure.message);
    else setFailure(result.failure);
    field.current?.focus();
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    if (typed === "") {
      setFault(missing);
      field.current?.focus();
      return;
    }
    void prove(() => stepUp(way === "password" ? { password: typed } : { passcode: typed }));
  };
  const byPasskey = () => {
    // The browser asks already.
    if (isPending) return;
    void prove(async () => {
      const begun = await beginAssertion();
      if (!begun.ok) return begun;
      const shown = await showPasskey(begun.data);
      return shown.ok ? stepUp({ assertion: shown.response }) : { ok: false, failure: ownFailure(400, shown.message) };
    });
  };

  return (
    <Dialog title={stepUpWords.title} onClose={() => answerStepUp(false)}>
      <form onSubmit={send} noValidate>
        <DialogBody>
          {shownFailure ? <FailureNotice failure={shownFailure} /> : null}
          <p>{stepUpWords.lead}</p>
          <Field key={way} label={label} hint={hint} error={fault} isRequired>
            {(control) => (
              <input
                {...control}
                ref={field}
                className="input"
                type={way === "password" ? "password" : "text"}
                inputMode={way === "password" ? undefined : "text"}
                autoComplete={way === "password" ? "current-password" : "one-time-code"}
                autoCapitalize="none"
                spellCheck={false}
                value={typed}
                onChange={(event) => {
                  setTyped(event.target.value);
                  setFault(null);
                }}
              />
            )}
          </Field>
          {hasOthers ? (
            <p className="dense flex flex-wrap gap-x-4 gap-y-2">
              {factors?.device ? (
                <Button
                  look="link"
                  onClick={() => {
                    setWay(other);
                    setTyped("");
                    setFault(null);
                    setFailure(null);
                    // The other field takes the place of this one.
                    setTimeout(() => field.current?.focus());
                  }}
                >
                  {WAYS[other].change}
                </Button>
              ) : null}
              {(factors?.passkeys ?? 0) > 0 && passkeyRefusal() === null ? (
                <Button look="link" onClick={byPasskey}>
                  {stepUpWords.usePasskey}
                </Button>
              ) : null}
              {isByProvider ? (
                <Button look="link" isPending={oidc.isGoing} onClick={() => void oidc.go()}>
                  {oidcWords.confirm}
                </Button>
              ) : null}
            </p>
          ) : null}
          {isByProvider ? <p className="hint">{oidcWords.confirmNote}</p> : null}
        </DialogBody>
        <DialogFoot>
          <Button onClick={() => answerStepUp(false)}>{words.cancel}</Button>
          <Button type="submit" kind="primary" isPending={isPending}>
            {words.ok}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
