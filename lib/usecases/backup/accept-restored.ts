/**
 * Makes a database that was just restored the one that goes on: under an incarnation of its own, so that whatever was newer before is told
 * from it, and with the same audit log, which begins its next checkpoint there. Invariant: the token must have made the database's mark.
 */
import { repairLog } from "#lib/audit/seal/repair-log";
import { StartError } from "#lib/base/start-error";
import type { Hsm } from "#lib/hsm/port";
import { decodeMark, encodeKeptMark, type Mark } from "#lib/integrity/mark";
import { fromRow, type MarkSeal, toRow } from "#lib/integrity/mark-row";
import { inTransaction, type RunSql } from "#lib/store/database/run-sql";
import { readMarkRow, replaceMarkRow, settledChange } from "#lib/store/installation/integrity-mark";
import type { Store } from "#lib/store/open";
import { SettledTrail } from "#lib/store/traces/settled";
import type { Operator } from "../identity/account/operator-trace";
import { traceBackup } from "./trace-backup";

type Tools = {
  readonly store: Pick<Store, "transact" | "transactSql" | "queueSql">;
  readonly hsm: MarkSeal & Pick<Hsm, "readMark" | "writeMark" | "description" | "auditPublicKey">;
};

/** @param madeAt when the backup was made @throws StartError where it is another token's database; KmsError `unavailable` */
export async function acceptRestored({ store, hsm }: Tools, operator: Operator, madeAt: string): Promise<Mark> {
  const run: RunSql = async (text, values) => (await store.queueSql(text, [...values])).rows as never[];
  const number = settledChange(await new SettledTrail(run).look());
  const mark = await store.transact(async (tx) => {
    const bytes = hsm.readMark();
    const inToken = bytes === null ? null : decodeMark(bytes);
    const inDatabase = fromRow(hsm, await readMarkRow(inTransaction(tx)));
    if (inDatabase !== null && !inDatabase.isAuthentic) {
      throw new StartError("The token has not made the mark that the backup's database has: it is another token's.");
    }
    const incarnation = Math.max(inToken?.incarnation ?? 0, inDatabase?.mark.incarnation ?? 0) + 1;
    const next = { incarnation, number, at: operator.now };
    await replaceMarkRow(inTransaction(tx), toRow(hsm, next));
    await traceBackup(tx, operator, "restoreBackup", { madeAt, incarnation, number: String(number) });
    return next;
  });
  const tree = await repairLog(store, await hsm.auditPublicKey());
  if (hsm.description.keepsMark) hsm.writeMark(encodeKeptMark(mark, tree.size === 0 ? null : tree));
  return mark;
}
