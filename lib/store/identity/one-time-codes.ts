/**
 * Virtual MFA devices and recovery codes at rest. Invariants: seeds are sealed by the token and recovery codes hashed, so a copy of these
 * tables yields no code; and a code is used by one conditional update, so that of two at once one succeeds.
 */
import { KmsError } from "#lib/domain/errors";
import { requirePerson } from "#lib/domain/identity/service";
import { openBook, removesFrom } from "../books/change-books";
import { bookOf } from "../books/people-books";
import { inTransaction } from "../database/run-sql";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";

type Db = Pick<Store, "prisma">;
/** What is used up is used up whatever becomes of the call: in a transaction of its own. */
type Changed = Pick<Store, "transact">;

export type StoredMfa = {
  readonly userId: string;
  readonly name: string;
  readonly sealedSeed: Uint8Array;
  readonly isBound: boolean;
};

const COLUMNS = { userId: true, name: true, seed: true, bound: true } as const;

type Row = { readonly userId: string; readonly name: string; readonly seed: Uint8Array; readonly bound: boolean };

function toStored({ seed, bound, ...rest }: Row): StoredMfa {
  return { ...rest, sealedSeed: seed, isBound: bound };
}

/** The device of a user of this account; null where there is none. */
export async function findMfa({ prisma }: Db, accountId: string, userId: string): Promise<StoredMfa | null> {
  const row = await prisma.virtualMfa.findFirst({ where: { userId, user: { accountId } }, select: COLUMNS });
  return row === null ? null : toStored(row);
}

/** Devices of an account, by the names of their users. */
export async function listMfas({ prisma }: Db, accountId: string): Promise<StoredMfa[]> {
  const where = { user: { accountId } };
  return (await prisma.virtualMfa.findMany({ where, select: COLUMNS, orderBy: { user: { name: "asc" } } })).map(toStored);
}

/**
 * Gives a user a device that is not bound, in the place of one that is not.
 * @throws KmsError `identityNotFound` for no user of the account; `mfaBound`
 */
export async function putMfa(tx: Transaction, accountId: string, mfa: Omit<StoredMfa, "isBound"> & { createdAt: Date }): Promise<void> {
  const { userId, name, createdAt } = mfa;
  const user = await tx.user.findFirst({ where: { id: userId, accountId }, select: { service: true } });
  if (user === null) throw new KmsError("identityNotFound");
  requirePerson(user);
  await openBook(inTransaction(tx), bookOf.user(userId));
  const seed = new Uint8Array(mfa.sealedSeed);
  const count = await tx.$executeRaw`insert into virtual_mfa (user_id, name, seed, created_at)
    values (${userId}, ${name}, ${seed}, ${createdAt}::timestamptz)
    on conflict (user_id) do update set name = excluded.name, seed = excluded.seed, created_at = excluded.created_at, last_step = 0
    where not virtual_mfa.bound`;
  if (count === 0) throw new KmsError("mfaBound");
}

/**
 * Binds the device whose codes were looked at; codes of this time step and before count as used.
 * @throws KmsError `mfaBound` when it is bound meanwhile, `identityNotFound` when there is another one
 */
export async function bindMfa(tx: Transaction, { userId, sealedSeed }: StoredMfa, step: number): Promise<void> {
  await openBook(inTransaction(tx), bookOf.user(userId));
  const { count } = await tx.virtualMfa.updateMany({
    where: { userId, seed: new Uint8Array(sealedSeed), bound: false },
    data: { bound: true, lastStep: step },
  });
  if (count > 0) return;
  throw new KmsError((await tx.virtualMfa.count({ where: { userId, bound: true } })) > 0 ? "mfaBound" : "identityNotFound");
}

/** Unbinds a device; with the last factor go the recovery codes. @throws KmsError `identityNotFound` when it is not bound */
export async function unbindMfa(tx: Transaction, userId: string): Promise<void> {
  await openBook(inTransaction(tx), bookOf.user(userId));
  const { count } = await tx.virtualMfa.updateMany({ where: { userId, bound: true }, data: { bound: false } });
  if (count === 0) throw new KmsError("identityNotFound");
  await forgetRecoveryOfNothing(tx, userId);
}

/** Recovery codes stand in for a device or a passkey. */
async function forgetRecoveryOfNothing(tx: Transaction, userId: string): Promise<void> {
  removesFrom(inTransaction(tx), ["recovery_code"], bookOf.user(userId));
  if ((await tx.passkey.count({ where: { userId } })) === 0) await tx.recoveryCode.deleteMany({ where: { userId } });
}

/**
 * Deletes a device; a bound one only where that is wanted. With the last factor go the recovery codes.
 * @throws KmsError `identityNotFound`, `mfaBound`
 */
export async function deleteMfa(tx: Transaction, userId: string, mayBeBound: boolean): Promise<void> {
  await openBook(inTransaction(tx), bookOf.user(userId));
  removesFrom(inTransaction(tx), ["virtual_mfa"], bookOf.user(userId));
  const [deleted] = await tx.$queryRaw<{ bound: boolean }[]>`
    delete from virtual_mfa where user_id = ${userId} and (not bound or ${mayBeBound}) returning bound`;
  if (deleted?.bound) await forgetRecoveryOfNothing(tx, userId);
  if (deleted === undefined) throw new KmsError((await tx.virtualMfa.count({ where: { userId } })) > 0 ? "mfaBound" : "identityNotFound");
}

/** Accepts the code of this time step, if none of it or of a later one was accepted before. @returns whether it was accepted */
export function spendStep(store: Changed, { userId, sealedSeed }: StoredMfa, step: number): Promise<boolean> {
  return store.transact(async (tx) => {
    await openBook(inTransaction(tx), bookOf.user(userId));
    const { count } = await tx.virtualMfa.updateMany({
      where: { userId, seed: new Uint8Array(sealedSeed), bound: true, lastStep: { lt: step } },
      data: { lastStep: step },
    });
    return count === 1;
  });
}

/**
 * Replaces a user's recovery codes. Two at once wait for each other on the user's book.
 * @param hashes SHA-256 of each, 32 bytes
 */
export async function replaceRecoveryCodes(tx: Transaction, userId: string, hashes: readonly Uint8Array[], createdAt: Date): Promise<void> {
  await openBook(inTransaction(tx), bookOf.user(userId));
  removesFrom(inTransaction(tx), ["recovery_code"], bookOf.user(userId));
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.recoveryCode.createMany({ data: hashes.map((hash) => ({ userId, hash: new Uint8Array(hash), createdAt })) });
}

/** Uses up a recovery code. @returns whether it was good */
export function spendRecoveryCode(store: Changed, userId: string, hash: Uint8Array, now: Date): Promise<boolean> {
  return store.transact(async (tx) => {
    await openBook(inTransaction(tx), bookOf.user(userId));
    const { count } = await tx.recoveryCode.updateMany({
      where: { userId, hash: new Uint8Array(hash), usedAt: null },
      data: { usedAt: now },
    });
    return count === 1;
  });
}

/** How many are left, and when they were made; null where there never were any. */
export async function describeRecoveryCodes({ prisma }: Db, userId: string): Promise<{ left: number; createdAt: Date | null }> {
  const codes = await prisma.recoveryCode.findMany({ where: { userId }, select: { createdAt: true, usedAt: true } });
  return { left: codes.filter(({ usedAt }) => usedAt === null).length, createdAt: codes[0]?.createdAt ?? null };
}
