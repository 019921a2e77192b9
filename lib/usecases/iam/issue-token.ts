/**
 * Signs a user in, or exchanges a token for another scope. Invariants: unknown user, wrong password, disabled user and
 * locked user look alike, in body and in work; a try is counted before its password is looked at, so that tries in parallel
 * gain nothing; an exchanged token never outlives the one it came from; token and trace are one transaction.
 */
import type { RequestOrigin } from "#lib/domain/caller";
import { KmsError, toKmsError } from "#lib/domain/errors";
import { newHexId } from "#lib/domain/ids";
import { isPassword } from "#lib/iam/password";
import { throughPasswordGate } from "#lib/iam/password-gate";
import { hashToken, newToken, TOKEN_LIFE_MS } from "#lib/iam/token";
import type { TokenRequest, TokenScope } from "#lib/iam/token-request";
import { isDatabaseUnavailable } from "#lib/store/faults";
import { countSignIn, findProjectOfAccount, findUser, resetSignIns, type UserReference } from "#lib/store/identities";
import type { Store } from "#lib/store/open";
import { findToken, insertToken, type TokenRecord } from "#lib/store/tokens";
import { insertTrace } from "#lib/store/traces";
import { type IamTools, toIamTrace } from "./iam-trace";

/** Wrong passwords in a row that lock a user, and for how long. */
export const FAILED_SIGN_INS_MAX = 10;
export const LOCK_MS = 5 * 60 * 1000;

/** Who signs in, before any scope. */
type Principal = Pick<TokenRecord, "accountId" | "accountName" | "userId" | "userName" | "parentId" | "source" | "expiresAt">;
/** As much of it as a refused try lets us know. */
type Known = Partial<Pick<Principal, "accountId" | "userId" | "userName">>;

/**
 * @returns the token, in clear for this one time, and its record
 * @throws KmsError `notSignedIn`, one body whatever the cause; `requestTooMany`; `unavailable` when the database is away
 */
export async function issueToken(
  tools: IamTools,
  request: TokenRequest,
  origin: RequestOrigin,
): Promise<{ token: string; record: TokenRecord }> {
  const now = tools.now();
  const known: Known = {};
  try {
    const principal =
      "password" in request.identity
        ? await signIn(tools, request.identity.password.user, origin, now, known)
        : await exchange(tools, request.identity.token.id, now, known);
    const scope = await resolveScope(tools.store, principal, request.scope);
    const token = newToken();
    const { accountName, userName, ...ids } = principal;
    const record = { ...ids, id: newHexId(), issuedAt: now, scope: scope.scope };
    const details = { method: request.identity.methods[0], scope: scope.scope };
    await tools.store.transact(async (tx) => {
      await insertToken(tx, { ...record, projectId: scope.project?.id ?? null, hash: hashToken(token) as Buffer });
      await insertTrace(tx, toIamTrace(tools, "createToken", principal, scope.project?.id ?? null, origin, details, null));
    });
    return { token, record: { ...record, accountName, userName, project: scope.project } };
  } catch (error) {
    const refusal = isDatabaseUnavailable(error) ? new KmsError("unavailable", { cause: error }) : toKmsError(error);
    const details = { method: request.identity.methods[0] };
    // Too many tries at once are not worth a durable row each: that would be the flood's next target.
    if (refusal.code !== "requestTooMany")
      await tools.traces.append(toIamTrace(tools, "createToken", known, null, origin, details, refusal));
    throw refusal;
  }
}

async function signIn(
  tools: IamTools,
  credentials: { password: string } & ({ id: string } | { name: string; domain: { id: string } | { name: string } }),
  origin: RequestOrigin,
  now: Date,
  known: Known,
): Promise<Principal> {
  const reference: UserReference = "id" in credentials ? { id: credentials.id } : { name: credentials.name, account: credentials.domain };
  return throughPasswordGate(async () => {
    const user = await findUser(tools.store, reference);
    if (user !== null) Object.assign(known, { accountId: user.accountId, userId: user.id, userName: user.name });
    const lockedUntil = new Date(now.getTime() + LOCK_MS);
    const isOpen = await countSignIn(tools.store, user?.id ?? "", FAILED_SIGN_INS_MAX, now, lockedUntil);
    const fits = await isPassword(user?.passwordHash ?? null, credentials.password);
    if (user === null || !isOpen || !fits) {
      throw new KmsError("notSignedIn", { message: "The account, user name or password is wrong, or the user is locked." });
    }
    await resetSignIns(tools.store, user.id);
    return {
      accountId: user.accountId,
      accountName: user.accountName,
      userId: user.id,
      userName: user.name,
      parentId: null,
      source: origin.source,
      expiresAt: new Date(now.getTime() + TOKEN_LIFE_MS),
    };
  });
}

async function exchange(tools: IamTools, token: string, now: Date, known: Known): Promise<Principal> {
  const hash = hashToken(token);
  const parent = hash === null ? null : await findToken(tools.store, hash, now);
  if (parent === null) throw new KmsError("notSignedIn");
  const { accountId, accountName, userId, userName, source, expiresAt } = parent;
  Object.assign(known, { accountId, userId, userName });
  return { accountId, accountName, userId, userName, source, expiresAt, parentId: parent.id };
}

/** A scope outside the user's own account is refused like a wrong password: it tells nothing about other accounts. */
async function resolveScope(store: Store, principal: Principal, scope: TokenScope): Promise<Pick<TokenRecord, "scope" | "project">> {
  if (scope === undefined || scope === null || scope === "unscoped" || "unscoped" in scope) return { scope: "none", project: null };
  const account = "domain" in scope ? scope.domain : "domain" in scope.project ? scope.project.domain : undefined;
  if (account !== undefined && ("id" in account ? account.id !== principal.accountId : account.name !== principal.accountName)) {
    throw new KmsError("notSignedIn", { message: "The account of the scope is not the user's own." });
  }
  if ("domain" in scope) return { scope: "account", project: null };
  const named = "id" in scope.project ? { id: scope.project.id } : { name: scope.project.name };
  const project = await findProjectOfAccount(store, principal.accountId, named);
  if (project === null) throw new KmsError("notSignedIn", { message: "The project of the scope does not exist in the user's account." });
  return { scope: "project", project };
}
