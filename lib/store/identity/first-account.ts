/** The account that was made first, under which is filed what belongs to no other. */
import type { Transaction } from "../database/transaction";

/** @returns its ID; null while there is none */
export async function findFirstAccountId(database: Pick<Transaction, "account">): Promise<string | null> {
  const account = await database.account.findFirst({ orderBy: [{ createdAt: "asc" }, { id: "asc" }], select: { id: true } });
  return account?.id ?? null;
}
