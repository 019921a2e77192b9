"use client";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { ThingPart } from "#components/identity/page-parts";
import { useAccountQuery } from "#components/identity/use-account-query";
import type { User } from "#components/identity/users/user";
import { ErrorState } from "#components/patterns/error-state";
import { FailureNotice } from "#components/patterns/failure-notice";
import { useSubmission } from "#components/patterns/form/use-submission";
import { RowsWaiting } from "#components/patterns/rows-waiting";
import { usePlace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { Switch } from "#components/ui/switch";
import { useToasts } from "#components/ui/toasts";
import { asFailure } from "#lib/console/browser/as-failure";
import { changeInAccount } from "#lib/console/server/actions/change-in-account";
import { identityWords } from "#lib/console/words/identity/identity-words";
import { userPageWords } from "#lib/console/words/identity/user-words";
import { words } from "#lib/console/words/words";

const ConfirmDialog = dynamic(() => import("#components/identity/confirm-dialog"), { ssr: false });

/** What is removed for somebody who has lost it. */
type Lost =
  | { readonly kind: "codes"; readonly serialNumber: string }
  | { readonly kind: "passkey"; readonly id: string; readonly name: string };

/** The second factors of a user, and whether one is required: an administrator takes away what is lost. */
export function SecondFactorPart({ user }: { user: User }) {
  const { mayDoInAccount } = usePlace();
  const toasts = useToasts();
  const { submit, isPending, failure } = useSubmission();
  const input = { user_id: user.id };
  const required = useAccountQuery("getSecondFactorRequired", input);
  const codes = useAccountQuery("showMfaOfUser", input);
  const passkeys = useAccountQuery("listPasskeys", input);
  const [lost, setLost] = useState<Lost | null>(null);
  const changeReason = mayDoInAccount.includes("setSecondFactorRequired") ? null : words.unavailable.permission;
  const error = [orNone(required.error), orNone(codes.error), passkeys.error].find((one) => one !== null && one !== undefined);
  const isWaiting = required.isPending || codes.isPending || passkeys.isPending;
  const isRequired = required.data?.login_protect.enabled ?? false;
  const change = async (next: boolean) => {
    if (isPending) return;
    if (!(await submit(() => changeInAccount("setSecondFactorRequired", { ...input, login_protect: { enabled: next } })))) return;
    const link = { href: `/identity/users/${user.id}`, text: user.name };
    toasts.success({ text: next ? userPageWords.required : userPageWords.notRequired, link });
  };
  if (error) {
    const { message, requestId } = asFailure(error);
    return (
      <Part>
        <ErrorState
          title={userPageWords.factorsError}
          message={message}
          requestId={requestId}
          onRetry={() => void Promise.all([required.refetch(), codes.refetch(), passkeys.refetch()])}
        />
      </Part>
    );
  }
  if (isWaiting) {
    return (
      <Part>
        <div className="section">
          <RowsWaiting label={userPageWords.factorsLoading} rows={2} />
        </div>
      </Part>
    );
  }
  const shown = codes.error ? undefined : codes.data?.virtual_mfa_device;
  const device = shown?.is_bound ? shown : undefined;
  return (
    <Part>
      <div className="section factors">
        {failure ? <FailureNotice failure={failure} /> : null}
        <div className="factor-switch">
          <Switch label={userPageWords.require} isOn={isRequired} reason={changeReason} onChange={(next) => void change(next)} />
          <div>
            <p className="dense strong">{userPageWords.require}</p>
            <p className="hint">{userPageWords.requireHint}</p>
          </div>
        </div>
        <dl className="pairs">
          <dt>{userPageWords.codes}</dt>
          <dd>
            {device ? userPageWords.codesSetUp : userPageWords.factorNone}
            {device ? (
              <Button
                kind="quiet"
                size="s"
                className="btn-destroys"
                aria-label={userPageWords.removeCodes}
                reason={changeReason}
                onClick={() => setLost({ kind: "codes", serialNumber: device.serial_number })}
              >
                {identityWords.remove}
              </Button>
            ) : null}
          </dd>
          <dt>{userPageWords.passkeys}</dt>
          <dd>
            {passkeys.data?.passkeys.length ? null : userPageWords.factorNone}
            {passkeys.data?.passkeys.map(({ id, name }) => (
              <span key={id} className="inline-flex items-center gap-1">
                <bdi>{name}</bdi>
                <Button
                  kind="quiet"
                  size="s"
                  className="btn-destroys"
                  aria-label={userPageWords.removePasskey(name)}
                  reason={changeReason}
                  onClick={() => setLost({ kind: "passkey", id, name })}
                >
                  {identityWords.remove}
                </Button>
              </span>
            ))}
          </dd>
        </dl>
      </div>
      {lost?.kind === "codes" ? (
        <ConfirmDialog
          title={userPageWords.removeCodes}
          name={user.name}
          lead={userPageWords.removeCodesLead}
          run={() => changeInAccount("deleteVirtualMfa", { ...input, serial_number: lost.serialNumber })}
          onDone={() => toasts.success({ text: userPageWords.removedCodes })}
          onClose={() => setLost(null)}
        />
      ) : null}
      {lost?.kind === "passkey" ? (
        <ConfirmDialog
          title={userPageWords.removePasskeyTitle}
          name={lost.name}
          lead={userPageWords.removePasskeyLead}
          run={() => changeInAccount("removePasskey", { ...input, passkey_id: lost.id })}
          onDone={() => toasts.success({ text: userPageWords.removedPasskey })}
          onClose={() => setLost(null)}
        />
      ) : null}
    </Part>
  );
}

function Part({ children }: { children: ReactNode }) {
  return (
    <ThingPart id="second-factor" title={userPageWords.security} lead={userPageWords.securityLead}>
      {children}
    </ThingPart>
  );
}

/** That there is none is no failure. */
function orNone(error: Error | null): Error | null {
  return error && asFailure(error).status !== 404 ? error : null;
}
