/**
 * What a sign-in asks the database. Invariant: for a user who exists and one who does not, who is locked or disabled, it is the same
 * statements, and each of those that commit something for the one commits something for the other, so that their time tells nothing.
 */

import { Prisma } from "../generated/client";
import type { Store } from "../open";

/** How a sign-in names a user: by ID, or by name within an account named by ID or name. */
export type UserReference = { id: string } | { name: string; account: { id: string } | { name: string } };

export type SigningIn = {
  /** The account that was named, or that of the user; null where there is none. */
  readonly account: { readonly id: string; readonly name: string } | null;
  readonly user: { readonly id: string; readonly name: string; readonly passwordHash: string } | null;
};

type Row = Record<"accountId" | "accountName" | "userId" | "userName" | "passwordHash", string | null>;

/** One statement that finds one row, whatever exists. */
export async function findSigningIn({ prisma }: Store, reference: UserReference): Promise<SigningIn> {
  const [row] = await prisma.$queryRaw<Row[]>`
    select a.id as "accountId", a.name as "accountName", u.id as "userId", u.name as "userName", u.password_hash as "passwordHash"
    from (select 1) as one ${joins(reference)}`;
  if (row === undefined) throw new Error("a row that is always there was not");
  const { accountId, accountName, userId, userName, passwordHash } = row;
  return {
    account: accountId === null || accountName === null ? null : { id: accountId, name: accountName },
    user: userId === null || userName === null || passwordHash === null ? null : { id: userId, name: userName, passwordHash },
  };
}

function joins(reference: UserReference): Prisma.Sql {
  if ("id" in reference) {
    return Prisma.sql`left join iam_user u on u.id = ${reference.id} left join account a on a.id = u.account_id`;
  }
  const { name, account } = reference;
  const named = "id" in account ? Prisma.sql`a.id = ${account.id}` : Prisma.sql`a.name = ${account.name}`;
  return Prisma.sql`left join account a on ${named} left join iam_user u on u.account_id = a.id and u.name = ${name}`;
}

/**
 * Counts a try to sign in as a failure, before its password is looked at; `resetSignIns` takes that back. The try that reaches
 * `limit` locks the user until `lockedUntil` unless it succeeds. Where nothing is counted, something that says nothing is written to
 * the log of the database, so that the statement commits, and waits for the disk, just the same.
 * @param userId null for a user who does not exist
 * @returns whether the user may try now: false while locked, disabled, or unknown
 */
export async function countSignIn({ prisma }: Store, userId: string | null, limit: number, now: Date, lockedUntil: Date): Promise<boolean> {
  const [row] = await prisma.$queryRaw<{ isCounted: boolean }[]>`
    with counted as (
      update iam_user set
        failed_sign_ins = case when failed_sign_ins + 1 >= ${limit} then 0 else failed_sign_ins + 1 end,
        locked_until = case when failed_sign_ins + 1 >= ${limit} then ${lockedUntil}::timestamptz else null end
      where id = ${userId ?? ""} and enabled and (locked_until is null or locked_until <= ${now}::timestamptz)
      returning 1)
    select exists (select from counted) as "isCounted",
      case when not exists (select from counted) then pg_logical_emit_message(true, 'kms', '') is not null end as "isLevelled"`;
  return row?.isCounted === true;
}

export async function resetSignIns({ prisma }: Store, userId: string): Promise<void> {
  await prisma.user.updateMany({ where: { id: userId }, data: { failedSignIns: 0, lockedUntil: null } });
}
