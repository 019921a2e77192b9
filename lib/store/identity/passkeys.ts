/**
 * Passkeys and their challenges at rest. Invariant: a challenge is taken away by one statement, so that it is good for one answer, and
 * only for the user, session and purpose for which it was made.
 */
import { KmsError } from "#lib/domain/errors";
import type { Passkey } from "#lib/domain/identity/factor";
import { openBook, removesFrom } from "../books/change-books";
import { bookOf } from "../books/people-books";
import { inTransaction } from "../database/run-sql";
import type { Transaction } from "../database/transaction";
import { Prisma } from "../generated/client";
import type { Store } from "../open";

type Db = Pick<Store, "prisma">;

export type StoredPasskey = Passkey & {
  readonly userId: string;
  readonly credentialId: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly rpId: string;
  readonly transports: readonly string[];
};

/** For whom a challenge is, and what for. */
export type ChallengePlace = {
  readonly userId: string;
  /** "" where there is no session yet, or none that is known. */
  readonly sessionId: string;
  readonly purpose: "register" | "stepUp" | "signIn";
};

/** Those that one user may have open; the oldest go first. */
const CHALLENGES_MAX = 20;

type Row = Omit<StoredPasskey, "counter"> & { readonly counter: bigint };

function toStored({ counter, ...rest }: Row): StoredPasskey {
  return { ...rest, counter: Number(counter) };
}

/** Oldest first. */
export async function listPasskeys({ prisma }: Db, userId: string): Promise<StoredPasskey[]> {
  return (await prisma.passkey.findMany({ where: { userId }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] })).map(toStored);
}

/** Two at once wait for each other on the user's book. @throws KmsError `passkeyQuotaReached`; `passkeyRefused` for one that is known */
export async function insertPasskey(tx: Transaction, passkey: StoredPasskey, limit: number): Promise<void> {
  const { userId } = passkey;
  await openBook(inTransaction(tx), bookOf.user(userId));
  if ((await tx.passkey.count({ where: { userId } })) >= limit) throw new KmsError("passkeyQuotaReached");
  const { credentialId, publicKey, transports, ...rest } = passkey;
  const bytes = { credentialId: new Uint8Array(credentialId), publicKey: new Uint8Array(publicKey) };
  await tx.passkey.create({ data: { ...rest, ...bytes, transports: [...transports] } }).catch((error) => {
    const isKnown = error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
    throw isKnown ? new KmsError("passkeyRefused", { cause: error }) : error;
  });
}

/** @throws KmsError `identityNotFound` */
export async function renamePasskey(tx: Transaction, userId: string, id: string, name: string): Promise<StoredPasskey> {
  await openBook(inTransaction(tx), bookOf.user(userId));
  const [renamed] = await tx.passkey.updateManyAndReturn({ where: { id, userId }, data: { name } });
  if (renamed === undefined) throw new KmsError("identityNotFound");
  return toStored(renamed);
}

/**
 * Removes a passkey; with the last factor go the recovery codes.
 * @returns its name
 * @throws KmsError `identityNotFound`, also for a user of another account
 */
export async function removePasskey(tx: Transaction, accountId: string, userId: string, id: string): Promise<string> {
  const found = await tx.passkey.findFirst({ where: { id, userId, user: { accountId } }, select: { name: true } });
  if (found === null) throw new KmsError("identityNotFound");
  await openBook(inTransaction(tx), bookOf.user(userId));
  removesFrom(inTransaction(tx), ["passkey", "recovery_code"], bookOf.user(userId));
  const { count } = await tx.passkey.deleteMany({ where: { id, userId, user: { accountId } } });
  if (count === 0) throw new KmsError("identityNotFound");
  const left = (await tx.passkey.count({ where: { userId } })) + (await tx.virtualMfa.count({ where: { userId, bound: true } }));
  if (left === 0) await tx.recoveryCode.deleteMany({ where: { userId } });
  return found.name;
}

/**
 * Notes that a passkey was shown.
 * @param before its counter when the answer was verified, so that of two answers at once one counts
 * @returns whether it is still there, and as it was
 */
export function notePasskeyUse(
  store: Pick<Store, "transact">,
  { id, userId, counter: before }: StoredPasskey,
  counter: number,
  now: Date,
): Promise<boolean> {
  return store.transact(async (tx) => {
    await openBook(inTransaction(tx), bookOf.user(userId));
    const { count } = await tx.passkey.updateMany({ where: { id, counter: before }, data: { counter, lastUsedAt: now } });
    return count === 1;
  });
}

/**
 * Keeps a challenge, and takes the user's old ones away.
 * @param challenge.hash SHA-256 · challenge.shownPassword of one for a sign-in, see `lib/iam/shown-password.ts`; null of any other
 */
export async function keepChallenge(
  tx: Transaction,
  challenge: { readonly hash: Uint8Array; readonly shownPassword: Uint8Array | null },
  place: ChallengePlace,
  now: Date,
  lifeMs: number,
): Promise<void> {
  const { userId } = place;
  const hash = new Uint8Array(challenge.hash);
  const shownPassword = challenge.shownPassword && new Uint8Array(challenge.shownPassword);
  await tx.$executeRaw`delete from passkey_challenge where user_id = ${userId} and (expires_at <= ${now}::timestamptz
    or hash in (select hash from passkey_challenge where user_id = ${userId} order by expires_at desc offset ${CHALLENGES_MAX - 1}))`;
  await tx.passkeyChallenge.create({ data: { ...place, hash, shownPassword, expiresAt: new Date(now.getTime() + lifeMs) } });
}

/** What was shown before a challenge for a sign-in was given out, and who it is for; null where there is none that is in time. It stays. */
export async function findShownPassword(
  { prisma }: Db,
  hash: Uint8Array,
  now: Date,
): Promise<{ readonly userId: string; readonly shownPassword: Uint8Array } | null> {
  const where = { hash: new Uint8Array(hash), purpose: "signIn", expiresAt: { gt: now } };
  const row = await prisma.passkeyChallenge.findFirst({ where, select: { userId: true, shownPassword: true } });
  return row === null || row.shownPassword === null ? null : { userId: row.userId, shownPassword: row.shownPassword };
}

/** Takes a challenge away. @returns whether it was one for this user, session and purpose, and in time */
export async function takeChallenge(
  { prisma }: Db,
  hash: Uint8Array,
  { userId, sessionId, purpose }: ChallengePlace,
  now: Date,
): Promise<boolean> {
  const where = { hash: new Uint8Array(hash), userId, sessionId, purpose, expiresAt: { gt: now } };
  return (await prisma.passkeyChallenge.deleteMany({ where })).count === 1;
}
