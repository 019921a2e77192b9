/**
 * The proof of a sign-in: a password, an ID token, or a token that is to be exchanged. Invariants: an exchanged token never outlives the one it came
 * from; and every refusal leaves the trace that `note-refusal.ts` says, whoever it was.
 */

import { KmsError, toKmsError } from "#lib/domain/errors";
import type { RequestOrigin } from "#lib/domain/identity/caller";
import type { NamedAccount, TokenScope } from "#lib/domain/identity/token-scope";
import type { SignInCredential } from "#lib/iam/credential";
import { hashToken } from "#lib/iam/token";
import { isDatabaseUnavailable } from "#lib/store/database/faults";
import { findAccountId } from "#lib/store/identity/identities";
import { findToken } from "#lib/store/identity/tokens";
import type { Store } from "#lib/store/open";
import { firstAccountId, noteRefusal } from "./note-refusal";
import type { Known, Principal, SignedIn } from "./principal";
import { signIn } from "./sign-in";
import { signInByIdToken } from "./sign-in-by-id-token";
import type { TokenTools } from "./token-trace";

type BeginningProof = Exclude<SignInCredential["proof"], { method: "token" }>;

/** @throws KmsError `notSignedIn`, one body whatever the cause; `requestTooMany`; `unavailable` when the database is away */
export async function provePrincipal(tools: TokenTools, { proof, scope }: SignInCredential, origin: RequestOrigin): Promise<Principal> {
  const known: Known = {};
  const provenAt = tools.now();
  // Once for each process, and before anything else, so that it is no work that only some refusals bring.
  await firstAccountId(tools);
  try {
    const principal =
      proof.method === "token"
        ? await exchange(tools, proof.token, scope, origin, provenAt, known)
        : { ...(await begin(tools, proof, origin, provenAt, known)), ...BEGINNING, isByIdToken: proof.method === "mapped" };
    await tools.admit(principal.userId);
    return { ...principal, method: proof.method, provenAt, wanted: scope };
  } catch (error) {
    const refusal = isDatabaseUnavailable(error) ? new KmsError("unavailable", { cause: error }) : toKmsError(error);
    await noteRefusal(tools, proof.method, known, origin, refusal);
    throw refusal;
  }
}

const BEGINNING = { parent: null, parentId: null, sessionId: null };

async function begin(tools: TokenTools, proof: BeginningProof, origin: RequestOrigin, now: Date, known: Known): Promise<SignedIn> {
  if (proof.method === "mapped") return signInByIdToken(tools, proof, origin, now, known);
  return { ...(await signIn(tools, proof, origin, now, known)), federatedGroups: null, seenAt: now };
}

async function exchange(
  tools: TokenTools,
  token: string,
  scope: TokenScope,
  { ip }: RequestOrigin,
  now: Date,
  known: Known,
): Promise<Omit<Principal, "method" | "provenAt" | "wanted">> {
  const hash = hashToken(token);
  const find = async () => (hash === null ? null : findToken(tools.store, hash, now));
  const isSeen = hash !== null && tools.store.hot.knows(hash);
  const parent = isSeen ? await find() : await tools.tokenGuesses.look(ip, find, (found) => found !== null);
  if (parent === null) {
    // An account that exists takes as long to find as one that does not; it is not remembered, or that would tell the two apart.
    const named = await findScopeAccountId(tools.store, scope);
    if (named !== null) known.accountId = named;
    throw new KmsError("notSignedIn");
  }
  const { accountId, accountName, userId, userName, federatedGroups, isByIdToken, source, expiresAt, sessionId, isMfaPresent } = parent;
  Object.assign(known, { accountId, userId, userName, federatedGroups });
  if (parent.project?.isEnabled === false) throw new KmsError("projectDisabled");
  return {
    accountId,
    accountName,
    userId,
    userName,
    federatedGroups,
    isByIdToken,
    source,
    expiresAt,
    sessionId,
    isMfaPresent,
    passwordHash: null,
    seenAt: null,
    parentId: parent.id,
    parent,
    device: null,
  };
}

/** The account that a scope names, as it names it. */
export function accountOf(scope: TokenScope): NamedAccount | undefined {
  if (typeof scope !== "object" || scope === null) return undefined;
  if ("domain" in scope) return scope.domain;
  return "project" in scope && "domain" in scope.project ? scope.project.domain : undefined;
}

/** ID of the account that a stranger names; null where there is none, or the database does not answer. */
async function findScopeAccountId(store: Store, scope: TokenScope): Promise<string | null> {
  const account = accountOf(scope);
  return account === undefined ? null : findAccountId(store, account).catch(() => null);
}
