/**
 * Sessions and tokens that were ended before their time. Invariant: each is in the book of its user, or of the account for somebody who has
 * no user, until it would have run out; so a row of it that somebody puts back is good for nothing.
 */
import { openBook, openBooks, removesFrom } from "../books/change-books";
import { bookOf } from "../books/people-books";
import { inTransaction, type RunSql } from "../database/run-sql";
import type { Transaction } from "../database/transaction";

export type Revoked = {
  /** Of a session, or of a token. */
  readonly id: string;
  /** null of somebody who has no user here. */
  readonly userId: string | null;
  readonly accountId: string;
  readonly until: Date;
};

function bookOfHolder({ userId, accountId }: Pick<Revoked, "userId" | "accountId">): string {
  return userId === null ? bookOf.account(accountId) : bookOf.user(userId);
}

/** Before the rows go, so that the lock of the holder comes first, as at a sign-in. What has run out already needs no note. */
export async function noteRevoked(tx: Transaction, revoked: readonly Revoked[], now: Date): Promise<void> {
  const alive = revoked.filter(({ until }) => until > now);
  if (alive.length === 0) return;
  await openBook(inTransaction(tx), ...new Set(alive.map(bookOfHolder)));
  const data = alive.map(({ id, userId, accountId, until }) => ({ id, until, ...(userId === null ? { accountId } : { userId }) }));
  await tx.revokedToken.createMany({ data, skipDuplicates: true });
}

const OVER = "select id, user_id, account_id from revoked_token where until <= $1::text::timestamptz order by until limit 1000";
const FORGET = "delete from revoked_token where id = any($1::text[])";

/** Forgets those that would have run out before `end`, a thousand at most. @returns how many were found */
export async function forgetRevoked(run: RunSql, end: Date): Promise<number> {
  const rows = await run<{ id: string; user_id: string | null; account_id: string | null }>(OVER, [end.toISOString()]);
  const bookOfRow = (row: (typeof rows)[number]) => bookOfHolder({ userId: row.user_id, accountId: row.account_id ?? "" });
  const altered = await openBooks(run, [...new Set(rows.map(bookOfRow))]);
  const sound = rows.filter((row) => !altered.has(bookOfRow(row)));
  removesFrom(run, ["revoked_token"], ...new Set(sound.map(bookOfRow)));
  await run(FORGET, [sound.map(({ id }) => id)]);
  return sound.length;
}
