/**
 * Signs a user in, or exchanges a token for another scope. Invariants: an exchanged token never outlives the one it came from, and
 * reaches no further; whoever has proven who they are is counted against their rate limit; token and trace are one transaction.
 */
import type { RequestOrigin } from "#lib/domain/caller";
import { KmsError, toKmsError } from "#lib/domain/errors";
import { newHexId } from "#lib/domain/ids";
import { hashToken, newToken } from "#lib/iam/token";
import type { TokenRequest, TokenScope } from "#lib/iam/token-request";
import { isDatabaseUnavailable } from "#lib/store/database/faults";
import { findAccountId, findProjectOfAccount } from "#lib/store/identity/identities";
import { findToken, insertToken, type TokenRecord } from "#lib/store/identity/tokens";
import type { Store } from "#lib/store/open";
import { insertTrace } from "#lib/store/traces/traces";
import { requireNoWider } from "./exchange-scope";
import { type IamTools, toIamTrace } from "./iam-trace";
import { firstAccountId, noteRefusal } from "./note-refusal";
import type { Known, Principal } from "./principal";
import { signIn } from "./sign-in";

/**
 * @returns the token, in clear for this one time, and its record
 * @throws KmsError `notSignedIn`, one body whatever the cause; `notPermitted` for a wider scope; `requestTooMany`; `unavailable` when
 *   the database is away
 */
export async function issueToken(
  tools: IamTools,
  request: TokenRequest,
  origin: RequestOrigin,
): Promise<{ token: string; record: TokenRecord }> {
  const now = tools.now();
  const known: Known = {};
  const method = request.identity.methods[0];
  // Once for each process, and before anything else, so that it is no work that only some refusals bring.
  await firstAccountId(tools);
  try {
    const principal =
      "password" in request.identity
        ? await signIn(tools, request.identity.password.user, origin, now, known)
        : await exchange(tools, request.identity.token.id, request.scope, now, known);
    await tools.admit(principal.userId);
    const scope = await resolveScope(tools.store, principal, request.scope);
    const token = newToken();
    const { accountName, userName, ...ids } = principal;
    const record = { ...ids, id: newHexId(), issuedAt: now, scope: scope.scope };
    const details = { method, scope: scope.scope };
    await tools.store.transact(async (tx) => {
      await insertToken(tx, { ...record, projectId: scope.project?.id ?? null, hash: hashToken(token) as Buffer });
      await insertTrace(tx, toIamTrace(tools, "createToken", principal, scope.project?.id ?? null, origin, details, null));
    });
    return { token, record: { ...record, accountName, userName, project: scope.project } };
  } catch (error) {
    const refusal = isDatabaseUnavailable(error) ? new KmsError("unavailable", { cause: error }) : toKmsError(error);
    await noteRefusal(tools, method, known, origin, refusal);
    throw refusal;
  }
}

async function exchange(tools: IamTools, token: string, scope: TokenScope, now: Date, known: Known): Promise<Principal> {
  const hash = hashToken(token);
  const parent = hash === null ? null : await findToken(tools.store, hash, now);
  if (parent === null) {
    // An account that exists takes as long to find as one that does not; it is not remembered, or that would tell the two apart.
    const named = await findScopeAccountId(tools.store, scope);
    if (named !== null) known.accountId = named;
    throw new KmsError("notSignedIn");
  }
  const { accountId, accountName, userId, userName, source, expiresAt } = parent;
  Object.assign(known, { accountId, userId, userName });
  requireNoWider(parent, scope);
  return { accountId, accountName, userId, userName, source, expiresAt, parentId: parent.id };
}

type NamedAccount = { readonly id: string } | { readonly name: string };

/** The account that a scope names, as it names it. */
function accountOf(scope: TokenScope): NamedAccount | undefined {
  if (typeof scope !== "object" || scope === null || "unscoped" in scope) return undefined;
  if ("domain" in scope) return scope.domain;
  return "domain" in scope.project ? scope.project.domain : undefined;
}

/** ID of the account that a stranger names; null where there is none, or the database does not answer. */
async function findScopeAccountId(store: Store, scope: TokenScope): Promise<string | null> {
  const account = accountOf(scope);
  return account === undefined ? null : findAccountId(store, account).catch(() => null);
}

/** A scope outside the user's own account is refused like a wrong password: it tells nothing about other accounts. */
async function resolveScope(store: Store, principal: Principal, scope: TokenScope): Promise<Pick<TokenRecord, "scope" | "project">> {
  if (scope === undefined || scope === null || scope === "unscoped" || "unscoped" in scope) return { scope: "none", project: null };
  const account = accountOf(scope);
  if (account !== undefined && ("id" in account ? account.id !== principal.accountId : account.name !== principal.accountName)) {
    throw new KmsError("notSignedIn", { message: "The account of the scope is not the user's own." });
  }
  if ("domain" in scope) return { scope: "account", project: null };
  const named = "id" in scope.project ? { id: scope.project.id } : { name: scope.project.name };
  const project = await findProjectOfAccount(store, principal.accountId, named);
  if (project === null) throw new KmsError("notSignedIn", { message: "The project of the scope does not exist in the user's account." });
  return { scope: "project", project };
}
