/**
 * Accepts a database that is older than the mark in the token, because the operator says so. Invariant: from then on the database that
 * was newer is the older one, whichever of the two is asked; whatever is interrupted when, this database is accepted wholly or not at all.
 */
import { StartError } from "#lib/base/start-error";
import type { Hsm } from "#lib/hsm/port";
import { decodeMark, encodeMark, type Mark } from "#lib/integrity/mark";
import { fromRow, toRow } from "#lib/integrity/mark-row";
import { isOlder, judge, type Verdict } from "#lib/integrity/verdict";
import { inTransaction } from "#lib/store/database/run-sql";
import { findFirstAccountId } from "#lib/store/identity/first-account";
import { readMarkRow, replaceMarkRow, settledChange } from "#lib/store/installation/integrity-mark";
import type { Store, Transaction } from "#lib/store/open";
import { SettledTrail } from "#lib/store/traces/settled";
import { insertTrace } from "#lib/store/traces/traces";
import { type Operator, toOperatorTrace } from "../identity/account/operator-trace";

type Tools = {
  readonly store: Pick<Store, "transact" | "queueSql">;
  readonly hsm: Pick<Hsm, "description" | "readMark" | "writeMark" | "sealMac" | "isSealMac">;
};

export type Acceptance = {
  readonly mark: Mark;
  /** As the token had it. */
  readonly before: Mark;
};

/** @throws StartError where there is nothing to accept; KmsError `unavailable` */
export async function acceptRollback({ store, hsm }: Tools, operator: Operator, reason: string): Promise<Acceptance> {
  if (!hsm.description.keepsMark)
    throw new StartError("The token keeps no mark, so no database is older than it: there is nothing to accept.");
  const trail = new SettledTrail(async (text, values) => (await store.queueSql(text, [...values])).rows as never[]);
  const number = settledChange(await trail.look());
  const acceptance = await store.transact((tx) => accept(tx, hsm, operator, { number, reason }));
  // Whoever leads does it too, should this process be killed before.
  hsm.writeMark(encodeMark(acceptance.mark));
  return acceptance;
}

type Wish = { readonly number: bigint; readonly reason: string };

async function accept(tx: Transaction, hsm: Tools["hsm"], operator: Operator, { number, reason }: Wish): Promise<Acceptance> {
  const bytes = hsm.readMark();
  const before = bytes === null ? null : decodeMark(bytes);
  const inDatabase = fromRow(hsm, await readMarkRow(inTransaction(tx)));
  const found = judge(before, inDatabase);
  if (before === null || !isOlder(found)) {
    throw new StartError("The database is not older than the mark in the token: there is nothing to accept.");
  }
  const known = inDatabase?.isAuthentic ? inDatabase.mark.incarnation : 0;
  const mark = { incarnation: Math.max(before.incarnation, known) + 1, number, at: operator.now };
  await replaceMarkRow(inTransaction(tx), toRow(hsm, mark));
  await trace(tx, operator, { found, reason, before, mark });
  return { mark, before };
}

type Told = Acceptance & { readonly found: Verdict; readonly reason: string };

/** It belongs to the installation, and is kept under the account that was there first. */
async function trace(tx: Transaction, operator: Operator, { found, reason, before, mark }: Told): Promise<void> {
  const accountId = (await findFirstAccountId(tx)) ?? "";
  const details = {
    reason,
    found,
    incarnation: mark.incarnation,
    number: String(mark.number),
    tokenIncarnation: before.incarnation,
    tokenNumber: String(before.number),
    tokenAt: before.at.toISOString(),
  };
  const event = { accountId, traceName: "acceptRollback", resourceType: "database", resourceId: "", details };
  await insertTrace(tx, { ...toOperatorTrace(operator, event), outcome: "warning" });
}
