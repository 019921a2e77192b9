/** Which second factors a user has, and whether one is required. */
import { KmsError } from "#lib/domain/errors";
import { requirePerson } from "#lib/domain/identity/service";
import { openBook, removesFrom } from "../books/change-books";
import { bookOf } from "../books/people-books";
import { inTransaction } from "../database/run-sql";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";
import { openOwn } from "./open-own";

type Db = Pick<Store, "prisma">;

export type FactorsOfUser = {
  readonly hasMfa: boolean;
  readonly hasPasskeys: boolean;
  readonly hasRecoveryCodes: boolean;
};

export async function findFactors({ prisma }: Db, userId: string): Promise<FactorsOfUser> {
  const [row] = await prisma.$queryRaw<FactorsOfUser[]>`select
    exists (select from virtual_mfa where user_id = ${userId} and bound) as "hasMfa",
    exists (select from passkey where user_id = ${userId}) as "hasPasskeys",
    exists (select from recovery_code where user_id = ${userId} and used_at is null) as "hasRecoveryCodes"`;
  if (row === undefined) throw new Error("a row that is always there was not");
  return row;
}

/** Whether a second factor is required of a user who has set up none. */
export async function lacksRequiredFactor({ prisma }: Db, userId: string): Promise<boolean> {
  const rows = await prisma.$queryRaw<unknown[]>`select 1 from iam_user u where u.id = ${userId} and u.second_factor_required
    and not exists (select from virtual_mfa m where m.user_id = u.id and m.bound)
    and not exists (select from passkey k where k.user_id = u.id)`;
  return rows.length > 0;
}

/** Whether it is required; null where that was never said. @throws KmsError `identityNotFound` */
export async function getSecondFactorRequired({ prisma }: Db, accountId: string, id: string): Promise<boolean | null> {
  const user = await prisma.user.findFirst({ where: { id, accountId }, select: { secondFactorRequired: true } });
  if (user === null) throw new KmsError("identityNotFound");
  return user.secondFactorRequired;
}

/** Of the users of an account of whom it was ever said, by their names. */
export async function listSecondFactorsRequired({ prisma }: Db, accountId: string): Promise<{ userId: string; isRequired: boolean }[]> {
  const where = { accountId, secondFactorRequired: { not: null } };
  const users = await prisma.user.findMany({ where, select: { id: true, secondFactorRequired: true }, orderBy: [{ name: "asc" }] });
  return users.map(({ id, secondFactorRequired }) => ({ userId: id, isRequired: secondFactorRequired === true }));
}

/** @throws KmsError `identityNotFound`; `serviceSignsOnly` */
export async function setSecondFactorRequired(tx: Transaction, accountId: string, id: string, isRequired: boolean): Promise<void> {
  await openOwn(tx, "user", accountId, id);
  const where = { id, accountId };
  const [user] = await tx.user.updateManyAndReturn({ where, data: { secondFactorRequired: isRequired }, select: { service: true } });
  if (user === undefined) throw new KmsError("identityNotFound");
  requirePerson(user);
}

/** Takes all second factors of a user away, and that one is required. @returns whether there were any of the two */
export async function removeSecondFactors(tx: Transaction, userId: string): Promise<boolean> {
  await openBook(inTransaction(tx), bookOf.user(userId));
  removesFrom(inTransaction(tx), ["virtual_mfa", "passkey", "recovery_code"], bookOf.user(userId));
  const { count: devices } = await tx.virtualMfa.deleteMany({ where: { userId } });
  const { count: passkeys } = await tx.passkey.deleteMany({ where: { userId } });
  await tx.recoveryCode.deleteMany({ where: { userId } });
  const { count: requirements } = await tx.user.updateMany({
    where: { id: userId, secondFactorRequired: true },
    data: { secondFactorRequired: false },
  });
  return devices + passkeys + requirements > 0;
}

type Listed = { readonly id: string; readonly isSecondFactorRequired: boolean; readonly hasSecondFactor: boolean };

/** Of all users of an account, by their IDs: whether a second factor is required, and whether one is set up. */
export async function listSecondFactors({ prisma }: Db, accountId: string): Promise<ReadonlyMap<string, Omit<Listed, "id">>> {
  const rows = await prisma.$queryRaw<Listed[]>`select u.id, coalesce(u.second_factor_required, false) as "isSecondFactorRequired",
    exists (select from virtual_mfa m where m.user_id = u.id and m.bound)
      or exists (select from passkey k where k.user_id = u.id) as "hasSecondFactor"
    from iam_user u where u.account_id = ${accountId}`;
  return new Map(rows.map(({ id, ...factors }) => [id, factors]));
}
