/**
 * Tokens at rest: only their SHA-256. A token that is gone, expired, or of a disabled user is as good as unknown; one of a disabled project
 * is known, and good for nothing.
 */

import { KmsError } from "#lib/domain/errors";
import { CALLER_SOURCES, type CallerSource } from "#lib/domain/identity/caller-source";
import { knownWord, toAlteredRefusal } from "../books/altered";
import { requireBooks, sealOfRow } from "../books/change-books";
import { bookOf, newTokenLine } from "../books/people-books";
import { isReferenceGone } from "../database/faults";
import { inTransaction } from "../database/run-sql";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";
import { noteRevoked, type Revoked } from "./revoked-tokens";

const TOKEN_SCOPES = ["project", "account", "none"] as const;

export type TokenRecord = {
  readonly id: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly userId: string;
  readonly userName: string;
  /** IDs of the groups in which somebody without a user is, who comes by them alone; null of a user. */
  readonly federatedGroups: readonly string[] | null;
  /** Whether the sign-in that it comes from was by an ID token. */
  readonly isByIdToken: boolean;
  readonly scope: (typeof TOKEN_SCOPES)[number];
  readonly project: { readonly id: string; readonly name: string; readonly isEnabled: boolean } | null;
  readonly parentId: string | null;
  /** The sign-in that it comes from; null where it is older than sessions. */
  readonly sessionId: string | null;
  readonly source: CallerSource;
  /** Whether a second factor was shown at the sign-in. */
  readonly isMfaPresent: boolean;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
};

export type NewToken = Omit<TokenRecord, "accountName" | "userName" | "project" | "isMfaPresent" | "isByIdToken"> & {
  readonly hash: Uint8Array;
  readonly projectId: string | null;
};

/**
 * Inserts a token, and removes its holder's expired ones on the way.
 * @throws KmsError `notSignedIn` when its parent or its session is gone; `materialIntegrity` where somebody else has written the row of its
 *   project, whose name may be what was asked for
 */
export async function insertToken(tx: Transaction, { federatedGroups, userId, ...token }: NewToken): Promise<void> {
  const holder = federatedGroups === null ? { userId } : { session: { federatedId: userId } };
  if (token.projectId !== null) await requireBooks(inTransaction(tx), bookOf.project(token.projectId));
  await tx.authToken.deleteMany({ where: { ...holder, expiresAt: { lte: token.issuedAt } } });
  try {
    const user: { readonly userId?: string } = federatedGroups === null ? { userId } : {};
    const line = newTokenLine({ ...token, userId: user.userId ?? null });
    const seal = sealOfRow(inTransaction(tx), bookOf.token(token.id), line);
    await tx.authToken.create({ data: { ...token, ...user, hash: new Uint8Array(token.hash), seal } });
  } catch (error) {
    // The parent has been revoked meanwhile, the session ended, or the user removed.
    throw isReferenceGone(error) ? new KmsError("notSignedIn", { cause: error }) : error;
  }
}

/**
 * A token that is good for something now, or null.
 * @param hash SHA-256 of the token, 32 bytes
 */
export async function findToken(store: Store, hash: Buffer, now: Date): Promise<TokenRecord | null> {
  // The cheap statement first, which all requests of the moment share: strangers may send thousands a second.
  const request = { tokenHash: hash, accessKey: null, projectId: "", reference: null, keyVersion: null, now };
  const { caller, alteredCaller } = await store.hot.find(request);
  if (caller === null) return null;
  if (alteredCaller !== null) throw toAlteredRefusal(alteredCaller.book, alteredCaller.alterations);
  const row = await store.prisma.authToken.findFirst({
    where: {
      hash: new Uint8Array(hash),
      expiresAt: { gt: now },
      OR: [{ user: { enabled: true } }, { userId: null, session: { federatedId: { not: null } } }],
    },
    include: { account: true, user: true, project: true, session: true },
  });
  if (row === null) return null;
  return {
    id: row.id,
    accountId: row.accountId,
    accountName: row.account.name,
    userId: row.userId ?? row.session?.federatedId ?? "",
    userName: row.user?.name ?? row.session?.federatedName ?? "",
    federatedGroups: row.userId === null ? (row.session?.federatedGroups ?? []) : null,
    isByIdToken: row.session?.isByIdToken ?? false,
    scope: knownWord(TOKEN_SCOPES, row.scope, bookOf.token(row.id)),
    project: row.project && { id: row.project.id, name: row.project.name, isEnabled: row.project.enabled },
    parentId: row.parentId,
    sessionId: row.sessionId,
    source: knownWord(CALLER_SOURCES, row.source, bookOf.token(row.id)),
    isMfaPresent: row.session?.isMfaPresent ?? false,
    issuedAt: row.issuedAt,
    expiresAt: row.expiresAt,
  };
}

/** Removes tokens that ended before `end`, a thousand at most, with those exchanged from them. @returns how many were found */
export async function deleteExpiredTokens(tx: Transaction, end: Date): Promise<number> {
  return tx.$executeRaw`delete from auth_token where id in (
    select id from auth_token where expires_at < ${end} order by expires_at limit 1000 for update skip locked)`;
}

/** Removes a token and every token exchanged from it; with that of the sign-in itself, its session. */
export async function deleteToken(tx: Transaction, token: RevokedRecord, now: Date): Promise<void> {
  const { id, parentId, sessionId } = token;
  const isSignIn = parentId === null && sessionId !== null;
  await noteRevoked(tx, await toBeRevoked(tx, token, isSignIn ? sessionId : null), now);
  if (isSignIn) await tx.session.deleteMany({ where: { id: sessionId } });
  await tx.authToken.deleteMany({ where: { id } });
}

type RevokedRecord = Pick<TokenRecord, "id" | "parentId" | "sessionId" | "accountId" | "userId" | "federatedGroups" | "expiresAt">;

/** A session goes with all its tokens; a token with those that were exchanged from it, and from those. */
async function toBeRevoked(tx: Transaction, token: RevokedRecord, session: string | null): Promise<Revoked[]> {
  const holder = { userId: token.federatedGroups === null ? token.userId : null, accountId: token.accountId };
  if (session !== null) {
    const row = await tx.session.findUnique({ where: { id: session }, select: { expiresAt: true } });
    return [{ ...holder, id: session, until: row?.expiresAt ?? token.expiresAt }];
  }
  const rows = await tx.$queryRaw<{ id: string; until: Date }[]>`
    with recursive gone as (
      select id, expires_at from auth_token where id = ${token.id}
      union all select t.id, t.expires_at from auth_token t join gone on t.parent_id = gone.id)
    select id, expires_at as until from gone`;
  return rows.map((row) => ({ ...holder, ...row }));
}
