/**
 * Makes the database that is here the one that goes on. Invariants: from then on the database that was newer is the older one, whichever of
 * the two is asked; whatever is interrupted when, this one goes on wholly or not at all.
 */
import { repairLog } from "#lib/audit/seal/repair-log";
import type { Hsm } from "#lib/hsm/port";
import { decodeMark, encodeKeptMark, type Mark } from "#lib/integrity/mark";
import { fromRow, type MarkSeal, toRow } from "#lib/integrity/mark-row";
import type { MarkInDatabase } from "#lib/integrity/verdict";
import { inTransaction, type RunSql } from "#lib/store/database/run-sql";
import { readMarkRow, replaceMarkRow, settledChange } from "#lib/store/installation/integrity-mark";
import type { Store, Transaction } from "#lib/store/open";
import { SettledTrail } from "#lib/store/traces/settled";

export type IncarnationTools = {
  readonly store: Pick<Store, "transact" | "transactSql" | "queueSql">;
  readonly hsm: MarkSeal & Pick<Hsm, "readMark" | "writeMark" | "description" | "auditPublicKey">;
};

export type Found = {
  readonly inToken: Mark | null;
  /** Of the product or not, as it says. */
  readonly inDatabase: MarkInDatabase | null;
  /** Which the database gets, above all that are known. */
  readonly next: Mark;
};

/**
 * @param agree looks at what there is and leaves a trace, in the transaction that writes the mark; what it throws leaves all as it is
 * @throws KmsError `unavailable`, and what `agree` throws
 */
export async function beginIncarnation(
  { store, hsm }: IncarnationTools,
  now: Date,
  agree: (tx: Transaction, found: Found) => Promise<void>,
): Promise<Mark> {
  const run: RunSql = async (text, values) => (await store.queueSql(text, [...values])).rows as never[];
  const number = settledChange(await new SettledTrail(run).look());
  const mark = await store.transact(async (tx) => {
    const bytes = hsm.readMark();
    const inToken = bytes === null ? null : decodeMark(bytes);
    const inDatabase = fromRow(hsm, await readMarkRow(inTransaction(tx)));
    const known = inDatabase?.isAuthentic ? inDatabase.mark.incarnation : 0;
    const next = { incarnation: Math.max(inToken?.incarnation ?? 0, known) + 1, number, at: now };
    await agree(tx, { inToken, inDatabase, next });
    await replaceMarkRow(inTransaction(tx), toRow(hsm, next));
    return next;
  });
  // The log that is here is the one that goes on. Killed before that, it is not what was sealed, and is accepted once more.
  const tree = await repairLog(store, await hsm.auditPublicKey());
  // Whoever leads does it too, but for the tree, should this process be killed before.
  if (hsm.description.keepsMark) hsm.writeMark(encodeKeptMark(mark, tree.size === 0 ? null : tree));
  return mark;
}
