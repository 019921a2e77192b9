/**
 * Sessions at rest. A session that has run out or was left alone for too long is as good as gone, and with its row go all its tokens.
 * Invariant: what ends it by time is in the row, so that every statement that finds a token sees it.
 */
import { KmsError } from "#lib/domain/errors";
import type { CallerSource } from "#lib/domain/identity/caller-source";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";

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
 * @throws KmsError `notSignedIn` where it is not any more, or the user is disabled or gone
 */
export async function insertSession(tx: Transaction, session: NewSession, passwordHash: string | null): Promise<void> {
  const { federated, userId, ...data } = session;
  if (federated === null) await holdUser(tx, userId, passwordHash);
  await tx.session.deleteMany({ where: { ...heldBy(userId), expiresAt: { lte: session.createdAt } } });
  const holder =
    federated === null ? { userId } : { federatedId: userId, federatedName: federated.name, federatedGroups: [...federated.groups] };
  await tx.session.create({ data: { ...data, ...holder } });
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
  return { ...rest, userId: userId ?? federatedId ?? "", source: source as CallerSource };
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
  const { count } = await tx.session.deleteMany({ where: { ...alive(userId, now), ...others } });
  await tx.session.deleteMany({ where: { ...heldBy(userId), ...others } });
  await tx.authToken.deleteMany({ where: { userId, sessionId: null } });
  return count;
}

/** @returns whether the session is still there */
export async function noteStepUp(tx: Transaction, id: string, at: Date): Promise<boolean> {
  return (await tx.session.updateMany({ where: { id }, data: { steppedUpAt: at } })).count > 0;
}

/** Removes sessions that ended before `end`, a thousand at most. @returns how many were found */
export async function deleteExpiredSessions(tx: Transaction, end: Date): Promise<number> {
  return tx.$executeRaw`delete from session where id in (
    select id from session where expires_at < ${end} order by expires_at limit 1000 for update skip locked)`;
}

/** When a session was used; more often than once in `leastMs` that is not written. */
export type SessionUse = { readonly id: string; readonly at: Date };

/**
 * Keeps when sessions were last used, in one statement for any number of them.
 * @param idleMs how long those of the console may be left alone from then on
 */
export async function writeSessionUses(
  store: Store,
  uses: readonly SessionUse[],
  leastMs: number,
  idleMs: number,
  now: Date,
): Promise<void> {
  const ids = uses.map(({ id }) => id);
  const times = uses.map(({ at }) => at);
  const before = new Date(now.getTime() - leastMs);
  // In the order of their IDs, so that no two processes wait for each other; and one that another process is at is not waited for.
  await store.prisma.$executeRaw`
    with used as (
      select s.id, u.at from session s join unnest(${ids}::text[], ${times}::timestamptz[]) as u (id, at) on u.id = s.id
      where s.last_used_at <= ${before}::timestamptz and s.last_used_at < u.at
      order by s.id for update of s skip locked)
    update session s set last_used_at = used.at,
      idle_until = case when s.idle_until is null then null else used.at + ${idleMs} * interval '1 millisecond' end
    from used where s.id = used.id`;
}
