/** Opens the books of what an account has. Another account's does not exist here, so nothing of it is locked or looked at. */
import { KmsError } from "#lib/domain/errors";
import { openBook } from "../books/change-books";
import { bookOf } from "../books/people-books";
import { inTransaction } from "../database/run-sql";
import type { Transaction } from "../database/transaction";

const TABLES = { user: "iam_user", group: "iam_group", project: "project" } as const;

/** @throws KmsError `identityNotFound`; `materialIntegrity` when somebody else has written a row of it */
export async function openOwn(tx: Transaction, kind: keyof typeof TABLES, accountId: string, id: string): Promise<void> {
  const run = inTransaction(tx);
  const found = await run<unknown>(`select 1 from ${TABLES[kind]} where id = $1 and account_id = $2`, [id, accountId]);
  if (found.length === 0) throw new KmsError("identityNotFound");
  await openBook(run, bookOf[kind](id));
}
