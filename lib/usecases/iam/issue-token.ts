/**
 * Signs a user in, or exchanges a token for another scope. Invariants: unknown user, wrong password, disabled user and
 * locked user look alike, in body and in work; an exchanged token never outlives the one it came from.
 */
import type { CallerSource, RequestOrigin } from "#lib/domain/caller";
import { KmsError } from "#lib/domain/errors";
import { newHexId } from "#lib/domain/ids";
import { isPassword } from "#lib/iam/password";
import { hashToken, newToken, TOKEN_LIFE_MS } from "#lib/iam/token";
import type { TokenRequest, TokenScope } from "#lib/iam/token-request";
import {
  countFailedSignIn,
  findProjectOfAccount,
  findUser,
  resetFailedSignIns,
  type UserRecord,
  type UserReference,
} from "#lib/store/identities";
import type { Store } from "#lib/store/open";
import { findToken, insertToken, type TokenRecord } from "#lib/store/tokens";
import type { TraceRow } from "#lib/store/traces";

/** Wrong passwords in a row that lock a user, and for how long. */
export const FAILED_SIGN_INS_MAX = 10;
export const LOCK_MS = 5 * 60 * 1000;

export type IamTools = {
  readonly store: Store;
  readonly now: () => Date;
  readonly traces: { append(row: TraceRow): Promise<void> };
};

/** Who signs in, before any scope. */
type Principal = Pick<TokenRecord, "accountId" | "accountName" | "userId" | "userName" | "parentId" | "source" | "expiresAt">;

/**
 * @returns the token, in clear for this one time, and its record
 * @throws KmsError `notSignedIn`, one body whatever the cause; `unavailable` when the trace could not be committed
 */
export async function issueToken(
  tools: IamTools,
  request: TokenRequest,
  source: CallerSource,
  origin: RequestOrigin,
): Promise<{ token: string; record: TokenRecord }> {
  const now = tools.now();
  const principal =
    "password" in request.identity
      ? await signIn(tools, request.identity.password.user, source, origin)
      : await exchange(tools, request.identity.token.id);
  const scope = await resolveScope(tools.store, principal, request.scope);
  const token = newToken();
  const { accountName, userName, ...ids } = principal;
  const record = { ...ids, id: newHexId(), issuedAt: now, scope: scope.scope };
  await insertToken(tools.store, { ...record, projectId: scope.project?.id ?? null, hash: hashToken(token) as Buffer });
  return { token, record: { ...record, accountName, userName, project: scope.project } };
}

async function signIn(
  tools: IamTools,
  credentials: { password: string } & ({ id: string } | { name: string; domain: { id: string } | { name: string } }),
  source: CallerSource,
  origin: RequestOrigin,
): Promise<Principal> {
  const reference: UserReference = "id" in credentials ? { id: credentials.id } : { name: credentials.name, account: credentials.domain };
  const now = tools.now();
  const user = await findUser(tools.store, reference);
  const isOpen = user?.enabled === true && (user.lockedUntil === null || user.lockedUntil <= now);
  const fits = await isPassword(user?.passwordHash ?? null, credentials.password);
  if (user !== null) await recordSignIn(tools, user, isOpen, fits, source, origin);
  if (user === null || !isOpen || !fits)
    throw new KmsError("notSignedIn", { message: "The account, user name or password is wrong, or the user is locked." });
  return {
    accountId: user.accountId,
    accountName: user.accountName,
    userId: user.id,
    userName: user.name,
    parentId: null,
    source,
    expiresAt: new Date(now.getTime() + TOKEN_LIFE_MS),
  };
}

async function recordSignIn(
  tools: IamTools,
  user: UserRecord,
  isOpen: boolean,
  fits: boolean,
  source: CallerSource,
  origin: RequestOrigin,
): Promise<void> {
  const now = tools.now();
  if (isOpen && fits) await resetFailedSignIns(tools.store, user.id);
  // A locked user's tries do not prolong the lock: whoever guesses must not keep the owner out for ever.
  if (isOpen && !fits) await countFailedSignIn(tools.store, user.id, FAILED_SIGN_INS_MAX, new Date(now.getTime() + LOCK_MS));
  await tools.traces.append({
    time: now,
    accountId: user.accountId,
    projectId: null,
    callerKind: "user",
    callerId: user.id,
    callerName: user.name,
    source,
    ip: origin.ip,
    requestId: origin.requestId,
    traceName: "createToken",
    resourceType: "token",
    resourceId: user.id,
    alias: "",
    outcome: isOpen && fits ? "normal" : "warning",
    errorCode: isOpen && fits ? "" : "APIGW.0301",
    details: {},
  });
}

async function exchange(tools: IamTools, token: string): Promise<Principal> {
  const hash = hashToken(token);
  const parent = hash === null ? null : await findToken(tools.store, hash, tools.now());
  if (parent === null) throw new KmsError("notSignedIn");
  const { accountId, accountName, userId, userName, source, expiresAt } = parent;
  return { accountId, accountName, userId, userName, source, expiresAt, parentId: parent.parentId ?? parent.id };
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
