/**
 * Sessions at rest. A session that has run out or was left alone for too long is as good as gone, and with its row go all its tokens.
 * Invariant: what ends it by time is in the row, so that every statement that finds a token sees it.
 */

import { KmsError } from "#lib/domain/errors";
import { CALLER_SOURCES, type CallerSource } from "#lib/domain/identity/caller-source";
import { knownWord } from "../books/altered";
import { openBook, openBooks, requireBooks, sealOfRow } from "../books/change-books";
import { bookOf, newSessionLine } from "../books/people-books";
import { inTransaction } from "../database/run-sql";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";
import { noteRevoked, type Revoked } from "./revoked-tokens";

export type SessionRecord = {
  readonly id: string;
  readonly accountId: string;
  /** Of a user, or of somebody without one. */
  readonly userId: string;
  readonly source: CallerSource;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly ip: string;
  readonly agent: string;
  readonly isMfaPresent: boolean;
  readonly steppedUpAt: Date | null;
  readonly idleUntil: Date | null;
  readonly expiresAt: Date;
};

/** A session that begins. */
export type NewSession = SessionRecord & {
  /** Whether an ID token was shown. */
  readonly isByIdToken: boolean;
  /** Of somebody without a user: by what name they are known, and in which groups they are, by their IDs. */
  readonly federated: { readonly name: string; readonly groups: readonly string[] } | null;
};

/**
 * Inserts a session, and removes those of its holder that have run out on the way.
 * @param passwordHash that was shown to be the user's: a change that came in between has ended what was begun before it; null where no
 *   password was shown
 * @throws KmsError `notSignedIn` where it is not any more, or the user is disabled or gone; `materialIntegrity` where somebody else has
 *   written a row that says who it is
 */
export async function insertSession(tx: Transaction, session: NewSession, passwordHash: string | null): Promise<void> {
  const { federated, userId, ...data } = session;
  if (federated === null) await holdUser(tx, userId, passwordHash);
  const books = [bookOf.account(session.accountId), ...(federated === null ? [bookOf.user(userId)] : [])];
  await requireBooks(inTransaction(tx), ...books);
  await tx.session.deleteMany({ where: { ...heldBy(userId), expiresAt: { lte: session.createdAt } } });
  const holder =
    federated === null ? { userId } : { federatedId: userId, federatedName: federated.name, federatedGroups: [...federated.groups] };
  const seal = sealOfRow(inTransaction(tx), bookOf.session(session.id), newSessionLine(session));
  await tx.session.create({ data: { ...data, ...holder, seal } });
}

async function holdUser(tx: Transaction, userId: string, passwordHash: string | null): Promise<void> {
  // Waits for a change that is under way, and makes one that comes now wait its turn: shared locks would let sign-ins pass it for ever.
  const found = await tx.$queryRaw<unknown[]>`select 1 from iam_user
    where id = ${userId} and enabled and password_hash = coalesce(${passwordHash}, password_hash) and service is null for no key update`;
  if (found.length === 0) throw new KmsError("notSignedIn");
}

type SessionRow = Omit<SessionRecord, "userId" | "source"> & {
  readonly userId: string | null;
  readonly federatedId: string | null;
  readonly source: string;
};

function toRecord({ userId, federatedId, source, ...rest }: SessionRow): SessionRecord {
  return { ...rest, userId: userId ?? federatedId ?? "", source: knownWord(CALLER_SOURCES, source, bookOf.session(rest.id)) };
}

/** An ID of somebody without a user is no user's. */
const heldBy = (userId: string) => ({ OR: [{ userId }, { federatedId: userId }] });
const alive = (userId: string, now: Date) => ({
  AND: [heldBy(userId), { OR: [{ idleUntil: null }, { idleUntil: { gt: now } }] }],
  expiresAt: { gt: now },
});

/** Those of a user that are good for something now: the one named first, the others by their last use. */
export async function listSessions(store: Store, userId: string, first: string | null, limit: number, now: Date): Promise<SessionRecord[]> {
  const { session } = store.prisma;
  const [own, others] = await Promise.all([
    first === null ? [] : session.findMany({ where: { id: first, ...alive(userId, now) } }),
    session.findMany({
      where: { ...alive(userId, now), ...(first !== null && { id: { not: first } }) },
      orderBy: [{ lastUsedAt: "desc" }, { id: "asc" }],
      take: limit,
    }),
  ]);
  return [...own, ...others].slice(0, limit).map(toRecord);
}

/** Removes a session of this user with all its tokens. @returns what it was; null where there is none that lives */
export async function deleteSession(tx: Transaction, userId: string, id: string, now: Date): Promise<SessionRecord | null> {
  const row = await tx.session.findFirst({ where: { id, ...alive(userId, now) } });
  if (row !== null) await noteRevoked(tx, [toRevoked(row)], now);
  if (row === null || (await tx.session.deleteMany({ where: { id } })).count === 0) return null;
  return toRecord(row);
}

/**
 * Removes all sessions of a user, or of somebody without one, with their tokens, and tokens that are older than sessions.
 * @param kept the one session that stays, if any
 * @returns how many there were that were good for something
 */
export async function deleteOtherSessions(tx: Transaction, userId: string, kept: string | null, now: Date): Promise<number> {
  const others = kept === null ? {} : { id: { not: kept } };
  const unsettled = { userId, sessionId: null };
  const [sessions, tokens] = [
    await tx.session.findMany({ where: { ...heldBy(userId), ...others, expiresAt: { gt: now } }, select: REVOKED }),
    await tx.authToken.findMany({ where: { ...unsettled, expiresAt: { gt: now } }, select: REVOKED }),
  ];
  await noteRevoked(tx, [...sessions, ...tokens].map(toRevoked), now);
  const { count } = await tx.session.deleteMany({ where: { ...alive(userId, now), ...others } });
  await tx.session.deleteMany({ where: { ...heldBy(userId), ...others } });
  await tx.authToken.deleteMany({ where: unsettled });
  return count;
}

const REVOKED = { id: true, userId: true, accountId: true, expiresAt: true } as const;

function toRevoked({ expiresAt, ...rest }: Omit<Revoked, "until"> & { readonly expiresAt: Date }): Revoked {
  return { ...rest, until: expiresAt };
}

/** @returns whether the session is still there */
export async function noteStepUp(tx: Transaction, id: string, at: Date): Promise<boolean> {
  await openBook(inTransaction(tx), bookOf.session(id));
  return (await tx.session.updateMany({ where: { id }, data: { steppedUpAt: at } })).count > 0;
}

/** Removes sessions that ended before `end`, a thousand at most. @returns how many were found */
export async function deleteExpiredSessions(tx: Transaction, end: Date): Promise<number> {
  return tx.$executeRaw`delete from session where id in (
    select id from session where expires_at < ${end} order by expires_at limit 1000 for update skip locked)`;
}

/** When a session was used; more often than once in `leastMs` that is not written. */
export type SessionUse = { readonly id: string; readonly at: Date };

// One that had been left alone for too long was not used by anybody honest, and stays ended. In the order of their IDs, so that no two
// processes wait for each other; and one that another process is at is not waited for.
const DUE = `select s.id, u.at from session s join unnest($1::text[], $2::text[]) as u (id, at) on u.id = s.id
  where s.last_used_at <= $3::text::timestamptz and s.last_used_at < u.at::timestamptz
    and (s.idle_until is null or s.idle_until > u.at::timestamptz) order by s.id for update of s skip locked`;
const USE = `update session s set last_used_at = u.at::timestamptz,
  idle_until = case when s.idle_until is null then null else u.at::timestamptz + $3::text::float8 * interval '1 millisecond' end
  from unnest($1::text[], $2::text[]) as u (id, at) where s.id = u.id`;

/**
 * Keeps when sessions were last used, together for any number of them.
 * @param idleMs how long those of the console may be left alone from then on
 */
export async function writeSessionUses(
  store: Pick<Store, "transactSql">,
  uses: readonly SessionUse[],
  leastMs: number,
  idleMs: number,
  now: Date,
): Promise<void> {
  if (uses.length === 0) return;
  const before = new Date(now.getTime() - leastMs).toISOString();
  await store.transactSql(async (run) => {
    const due = await run<{ id: string; at: string }>(DUE, [uses.map(({ id }) => id), uses.map(({ at }) => at.toISOString()), before]);
    const books = due.map(({ id }) => bookOf.session(id));
    const altered = await openBooks(run, books, { areLocked: true });
    const sound = due.filter(({ id }) => !altered.has(bookOf.session(id)));
    if (sound.length > 0) await run(USE, [sound.map(({ id }) => id), sound.map(({ at }) => at), String(idleMs)]);
  });
}
