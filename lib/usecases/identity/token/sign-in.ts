/**
 * Signs a user in with a password. Invariants: unknown user, wrong password, disabled user and locked user look alike, in body and in
 * work, the statements of the database included; and a try is counted before its password is looked at, so that tries in parallel gain
 * nothing.
 */

import { KmsError } from "#lib/domain/errors";
import type { RequestOrigin } from "#lib/domain/identity/caller";
import { networkOf } from "#lib/domain/network-of";
import type { SignInCredential } from "#lib/iam/credential";
import { isPassword } from "#lib/iam/password";
import { userKey } from "#lib/iam/recent-sign-ins";
import { TOKEN_LIFE_MS } from "#lib/iam/token";
import { countSignIn, findSigningIn, resetSignIns, type UserReference } from "#lib/store/identity/sign-ins";
import type { Known, Principal } from "./principal";
import type { TokenTools } from "./token-trace";

type PasswordProof = Extract<SignInCredential["proof"], { method: "password" }>;

/** Wrong passwords in a row that lock a user, and for how long. */
export const FAILED_SIGN_INS_MAX = 10;
export const LOCK_MS = 5 * 60 * 1000;

/**
 * @param known is told who it is about, as far as that is known
 * @throws KmsError `notSignedIn`, one body whatever the cause; `requestTooMany`
 */
export function signIn(
  tools: Pick<TokenTools, "store" | "passwordQueue">,
  { user: named, password }: PasswordProof,
  origin: RequestOrigin,
  now: Date,
  known: Known,
): Promise<Omit<Principal, "method" | "provenAt" | "parent" | "wanted" | "sessionId" | "isMfaPresent">> {
  const reference: UserReference = "id" in named ? { id: named.id } : { name: named.name, account: named.domain };
  const network = networkOf(origin.ip);
  return tools.passwordQueue.signIn({ network, user: keyOf(reference) }, async () => {
    const { account, user } = await findSigningIn(tools.store, reference);
    if (account !== null) known.accountId = account.id;
    if (user !== null) Object.assign(known, { userId: user.id, userName: user.name });
    const lockedUntil = new Date(now.getTime() + LOCK_MS);
    const isOpen = await countSignIn(tools.store, user?.id ?? null, FAILED_SIGN_INS_MAX, now, lockedUntil);
    const fits = await isPassword(user?.passwordHash ?? null, password);
    if (account === null || user === null || !isOpen || !fits) {
      throw new KmsError("notSignedIn", { message: "The account, user name or password is wrong, or the user is locked." });
    }
    await resetSignIns(tools.store, user.id);
    tools.passwordQueue.recent.note({ network, users: keysOf(account, user) });
    return {
      accountId: account.id,
      accountName: account.name,
      userId: user.id,
      userName: user.name,
      parentId: null,
      source: origin.source,
      expiresAt: new Date(now.getTime() + TOKEN_LIFE_MS),
    };
  });
}

function keyOf(reference: UserReference): string {
  if ("id" in reference) return userKey("id", reference.id);
  const { name, account } = reference;
  return "id" in account ? userKey("account-id", account.id, name) : userKey("account-name", account.name, name);
}

/** Whoever signed in well is known under every name that would have done. */
function keysOf(account: { id: string; name: string }, user: { id: string; name: string }): string[] {
  return [{ id: user.id }, ...[{ id: account.id }, { name: account.name }].map((of) => ({ name: user.name, account: of }))].map(keyOf);
}
