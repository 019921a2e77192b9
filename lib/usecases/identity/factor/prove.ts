/**
 * The one proof of a second factor: a one-time code, a recovery code or a passkey, at a sign-in, for a step-up, and to unbind one's own.
 * Invariants: a try counts before it is looked at; what is right is used up by one conditional update, so that nothing is good twice; and
 * what is wrong tells nothing but that.
 */
import { KmsError } from "#lib/domain/errors";
import type { Hsm } from "#lib/hsm/port";
import type { SecondFactor } from "#lib/iam/credential";
import { findStep } from "#lib/iam/one-time-code/one-time-code";
import { hashRecoveryCode } from "#lib/iam/one-time-code/recovery-code";
import { challengeOf, credentialIdOf, verifyAssertion } from "#lib/iam/passkey/passkey";
import type { RelyingParty } from "#lib/iam/passkey/relying-party";
import { findMfa, spendRecoveryCode, spendStep } from "#lib/store/identity/one-time-codes";
import { type ChallengePlace, listPasskeys, notePasskeyUse, takeChallenge } from "#lib/store/identity/passkeys";
import type { Counter } from "#lib/store/identity/throttle";
import type { Store } from "#lib/store/open";
import { tryOnce } from "../throttled";
import { openSeed } from "./seed";

export type FactorTools = {
  readonly store: Store;
  readonly hsm: Hsm;
  readonly now: () => Date;
  /** The console as authenticators know it; null where browsers refuse passkeys. */
  readonly relyingParty: RelyingParty | null;
};

/** Whose factor it is, what it is shown for, and where wrong tries are counted. */
export type FactorPlace = Omit<ChallengePlace, "purpose"> & {
  readonly accountId: string;
  readonly purpose: Exclude<ChallengePlace["purpose"], "register">;
  /** `codeCounter` at a sign-in, `againCounter` of somebody who is signed in. */
  readonly counter: Counter;
};

/** How it was shown, for the trace. */
export type ProvenBy = "one-time code" | "recovery code" | "passkey";

type Shown = Pick<Extract<SecondFactor, { method: "totp" }>, "method" | "passcode"> | Extract<SecondFactor, { method: "passkey" }>;

/**
 * @throws KmsError `passcodeWrong` for a wrong or used code, `passkeyRefused`, `triesTooMany`
 */
export function proveFactor(tools: FactorTools, shown: Shown, place: FactorPlace): Promise<ProvenBy> {
  return tryOnce(tools, place.counter, () =>
    shown.method === "passkey" ? provePasskey(tools, shown.assertion, place) : provePasscode(tools, shown.passcode, place),
  );
}

/** A recovery code is told by its form, so that each is looked for in one place. */
async function provePasscode(tools: FactorTools, typed: string, { accountId, userId }: FactorPlace): Promise<ProvenBy> {
  const recoveryHash = hashRecoveryCode(userId, typed);
  if (recoveryHash !== null) {
    if (await spendRecoveryCode(tools.store, userId, recoveryHash, tools.now())) return "recovery code";
    throw new KmsError("passcodeWrong");
  }
  const mfa = await findMfa(tools.store, accountId, userId);
  if (mfa === null || !mfa.isBound) throw new KmsError("passcodeWrong");
  const step = findStep(openSeed(tools.hsm, mfa), typed.replace(/\s/g, ""), tools.now());
  if (step === null || !(await spendStep(tools.store, mfa, step))) throw new KmsError("passcodeWrong");
  return "one-time code";
}

async function provePasskey(
  { store, now, relyingParty }: FactorTools,
  assertion: Readonly<Record<string, unknown>>,
  { userId, sessionId, purpose }: FactorPlace,
): Promise<ProvenBy> {
  const [asked, credentialId] = [challengeOf(assertion), credentialIdOf(assertion)];
  if (relyingParty === null || asked === null || credentialId === null) throw new KmsError("passkeyRefused");
  // Before anything is verified: an answer that is wrong has used up its challenge too.
  if (!(await takeChallenge(store, asked.hash, { userId, sessionId, purpose }, now()))) throw new KmsError("passkeyRefused");
  const passkeys = await listPasskeys(store, userId);
  const passkey = passkeys.find((each) => each.rpId === relyingParty.id && credentialId.equals(each.credentialId));
  if (passkey === undefined) throw new KmsError("passkeyRefused");
  const counter = await verifyAssertion(relyingParty, assertion, asked.challenge, passkey);
  if (!(await notePasskeyUse(store, passkey, counter, now()))) throw new KmsError("passkeyRefused");
  return "passkey";
}
