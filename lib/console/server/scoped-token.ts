/**
 * Tokens of a project or of the account, exchanged on demand from the session's token and kept in this process's memory only.
 * Invariant: an entry is found only by who holds the parent token (the map's key is its digest), and never outlives it:
 * revoking the parent revokes its children in the API, and a 401 drops the entry here.
 */
import "server-only";
import { createHash } from "node:crypto";
import { ERRORS } from "#lib/domain/errors";
import { KMS_ERRORS } from "#lib/wire/kms/errors";
import { ApiFailure, type Failure, ownFailure, SessionEnded } from "../api-failure";
import { words } from "../words/words";
import { callApi } from "./api-client";
import type { Session } from "./session";

export type ScopedToken = { readonly token: string; readonly roles: readonly string[]; readonly expiresAt: number };

/** Stands for the user's own account, where a project's ID would stand: people, groups, policies and projects are of it. */
export const ACCOUNT = null;
export type Scope = string | typeof ACCOUNT;

const MAX_ENTRIES = 1000;
/** Roles may change while a token lives; what the console shows follows within this time. */
const REFRESH_MS = 5 * 60_000;

/** One map for the process: pages, actions and routes are separate bundles of the same server. */
const STORE = Symbol.for("kms.console.scopedTokens");
const store = globalThis as unknown as { [STORE]?: Map<string, Promise<ScopedToken>> };

function entries(): Map<string, Promise<ScopedToken>> {
  store[STORE] ??= new Map();
  return store[STORE];
}

const digest = (text: string) => createHash("sha256").update(text).digest("base64url");
const entryKey = (session: Session, scope: Scope) => `${digest(session.apiToken)}:${scope === ACCOUNT ? "account" : `project:${scope}`}`;

/**
 * @throws SessionEnded when the session's token is expired or revoked
 * @throws ApiFailure when the user has no part in the project, or it is disabled
 */
export async function getScopedToken(session: Session, scope: Scope): Promise<ScopedToken> {
  const key = entryKey(session, scope);
  const known = entries().get(key);
  if (known) {
    const token = await known.catch(() => null);
    if (token && token.expiresAt > Date.now()) return token;
    entries().delete(key);
  }
  const pending = exchange(session, scope);
  entries().set(key, pending);
  pending.catch(() => entries().delete(key));
  for (const oldest of entries().keys()) {
    if (entries().size <= MAX_ENTRIES) break;
    entries().delete(oldest);
  }
  return pending;
}

export function dropScopedToken(session: Session, scope: Scope): void {
  entries().delete(entryKey(session, scope));
}

/** Forgets every token of a session, for signing out. */
export function dropScopedTokens(session: Session): void {
  const prefix = `${digest(session.apiToken)}:`;
  for (const key of entries().keys()) if (key.startsWith(prefix)) entries().delete(key);
}

type TokenReply = { token?: { expires_at?: string; roles?: { name?: string }[]; second_factor_setup_required?: boolean } };

function secondFactorUnset(): Failure {
  return { ...ownFailure(403, ERRORS.secondFactorUnset.message), code: KMS_ERRORS.secondFactorUnset.code };
}

async function exchange(session: Session, scope: Scope): Promise<ScopedToken> {
  const identity = { methods: ["token"], token: { id: session.apiToken } };
  try {
    const reply = await callApi({
      method: "POST",
      path: "/v3/auth/tokens",
      body: { auth: { identity, scope: scope === ACCOUNT ? { domain: { id: session.accountId } } : { project: { id: scope } } } },
    });
    const token = reply.headers.get("x-subject-token");
    const body = reply.body as TokenReply | null;
    // Nothing that a page shows can be read with it: the way leads to setting the second factor up.
    if (body?.token?.second_factor_setup_required) throw new ApiFailure(secondFactorUnset());
    const expiresAt = Date.parse(body?.token?.expires_at ?? "");
    if (!token || Number.isNaN(expiresAt)) {
      throw new ApiFailure(ownFailure(502, words.failures.unknown));
    }
    const roles = (body?.token?.roles ?? []).flatMap((role) => (role.name ? [role.name] : []));
    return { token, roles, expiresAt: Math.min(expiresAt, Date.now() + REFRESH_MS) };
  } catch (error) {
    if (error instanceof ApiFailure && error.failure.status === 401) throw new SessionEnded();
    throw error;
  }
}
