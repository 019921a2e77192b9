/**
 * Who calls: the credential and its proof, before the input is looked at. Invariants: every failure is one refusal that tells nothing
 * and is recorded in a way of its own, since nobody is known to have called; and the caller of a call is the one that was looked up for
 * it, after its input was read.
 */

import { networkOf } from "#lib/base/network-of";
import { KmsError } from "#lib/domain/errors";
import type { Caller } from "#lib/domain/identity/caller";
import type { HeldCredential } from "#lib/iam/credential";
import type { OperationRow } from "#lib/operations/operation";
import type { LookupAnswer, StoredAccessKey } from "#lib/store/hot/lookup-answer";
import type { Principal } from "#lib/usecases/identity/token/principal";
import { provePrincipal } from "#lib/usecases/identity/token/prove";
import type { Performer, PerformRequest } from "./call";
import { lookUp } from "./look-up";
import { toRefusal } from "./refusal";
import { isTrustedSigner, verifySignature } from "./verify-signature";

/** What has been shown, and proven as far as that can be before anything else is known. */
export type Identified =
  | {
      readonly kind: "held";
      readonly credential: HeldCredential;
      /** The access key, as it was when the signature was verified with it; null for a token. */
      readonly proven: StoredAccessKey | null;
    }
  | { readonly kind: "signIn"; readonly principal: Principal };

/** @throws KmsError `notSignedIn`; `requestTooMany`; `unavailable`; what the body of a sign-in is refused for */
export async function identify(performer: Performer, request: PerformRequest, row: OperationRow): Promise<Identified> {
  return unrecorded(performer, request, async () => {
    // The ledger is the callers' own; no caller is called like this.
    if (row.isOpenToStrangers) await performer.admit(`address ${networkOf(request.origin.ip)}`);
    const credential = request.showCredential();
    if (credential === null) throw new KmsError("notSignedIn");
    if (credential.kind === "signIn") return { kind: "signIn", principal: await provePrincipal(performer, credential, request.origin) };
    // A token that this process has seen in use is not asked about twice: with it an input may be read once more after it was revoked.
    if (credential.kind === "token" && performer.store.hot.knows(credential.hash)) return { kind: "held", credential, proven: null };
    const ask = () => lookUp(performer, request, credential, null);
    // Nor one who signed well here before.
    const isTrusted = credential.kind === "signature" && isTrustedSigner(performer, credential, request.origin);
    const answer = isTrusted ? await ask() : await performer.tokenGuesses.look(request.origin.ip, ask, isSomebodys);
    return { kind: "held", credential, proven: await proveCredential(performer, request, credential, answer) };
  });
}

/**
 * The caller, from what was looked up for this very call. It counts against their rate limit: after the proof, so that nobody can use
 * up the requests of another.
 */
export async function confirmCaller(
  performer: Performer,
  request: PerformRequest,
  identified: Identified,
  answer: LookupAnswer,
): Promise<Caller> {
  if (identified.kind === "signIn") {
    const signingIn = toCaller(identified.principal);
    noteUse(performer, request, signingIn);
    return signingIn;
  }
  const { credential, proven } = identified;
  const { caller, alteredCaller } = answer;
  if (caller === null) throw new KmsError("notSignedIn");
  if (credential.kind === "signature" && !isSameSecret(proven, answer.accessKey)) {
    await verifySignature(performer, credential, caller, answer.accessKey, request.origin);
  }
  // A wait only where there is one, since every call comes by here.
  const admitted = performer.admit(caller.userId);
  if (admitted !== undefined) await admitted;
  // Whoever comes in by a row that somebody else has written, and is refused for it, keeps no session alive.
  if (alteredCaller === null) noteUse(performer, request, caller);
  return caller;
}

/** A page that is open and asks by itself does not keep its session alive. */
export function noteUse({ sessionUses }: Performer, { origin }: PerformRequest, { sessionId }: Caller): void {
  if (sessionId !== null && !origin.isBackground) sessionUses.note(sessionId);
}

function isSomebodys({ caller }: LookupAnswer): boolean {
  return caller !== null;
}

/** Whether the credential is anybody's at all. @returns the access key with which the signature was made; null for a token */
async function proveCredential(
  performer: Performer,
  request: PerformRequest,
  credential: HeldCredential,
  answer: LookupAnswer,
): Promise<StoredAccessKey | null> {
  if (answer.caller === null) throw new KmsError("notSignedIn");
  if (credential.kind === "token") return null;
  await verifySignature(performer, credential, answer.caller, answer.accessKey, request.origin);
  return answer.accessKey;
}

function isSameSecret(one: StoredAccessKey | null, other: StoredAccessKey | null): boolean {
  return one !== null && other !== null && one.sealedSecret.equals(other.sealedSecret);
}

/** Whoever signs in holds nothing yet. */
function toCaller({ accountId, accountName, userId, userName, federatedGroups, sessionId, source, isMfaPresent }: Principal): Caller {
  const nothing = {
    service: null,
    isFederated: federatedGroups !== null,
    projectId: null,
    projectName: null,
    isProjectDisabled: false,
    held: [],
    accessKey: null,
    isSteppedUp: false,
    mustSetUpFactor: false,
    isProjectBound: false,
  };
  return { accountId, accountName, userId, userName, sessionId, signedInFrom: source, isMfaPresent, ...nothing };
}

/** Whoever fails here is nobody, so no trace names them; only our own faults are told to the log. */
export async function unrecorded<T>(performer: Performer, request: PerformRequest, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const refusal = toRefusal(error);
    if (refusal.isFault) performer.onFault(refusal, request);
    throw refusal;
  }
}
