/** The account that was made first, under which is filed what belongs to no other. */
import type { RunSql } from "../database/run-sql";
import type { Transaction } from "../database/transaction";

/** @returns its ID; null while there is none */
export async function findFirstAccountId(database: Pick<Transaction, "account">): Promise<string | null> {
  const account = await database.account.findFirst({ orderBy: [{ createdAt: "asc" }, { id: "asc" }], select: { id: true } });
  return account?.id ?? null;
}

/** The same by a plain statement. */
export async function findFirstAccountIdBy(run: RunSql): Promise<string | null> {
  const [account] = await run<{ id: string }>("select id from account order by created_at, id limit 1", []);
  return account?.id ?? null;
}
