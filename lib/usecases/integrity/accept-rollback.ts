/**
 * Accepts a database that is older than the mark in the token, or whose audit log is not what was sealed, because the operator says so.
 * Invariant: from then on the database that
 * was newer is the older one, whichever of the two is asked; whatever is interrupted when, this database is accepted wholly or not at all.
 */
import { FileBroken } from "#lib/audit/seal/known";
import { repairLog } from "#lib/audit/seal/repair-log";
import { StartError } from "#lib/base/start-error";
import type { Hsm } from "#lib/hsm/port";
import { decodeMark, encodeKeptMark, type Mark } from "#lib/integrity/mark";
import { fromRow, toRow } from "#lib/integrity/mark-row";
import { isOlder, judge, type Verdict } from "#lib/integrity/verdict";
import { inTransaction, type RunSql } from "#lib/store/database/run-sql";
import { findFirstAccountId } from "#lib/store/identity/first-account";
import { listOpenIncidents } from "#lib/store/installation/integrity-incidents";
import { readMarkRow, replaceMarkRow, settledChange } from "#lib/store/installation/integrity-mark";
import type { Store, Transaction } from "#lib/store/open";
import { SettledTrail } from "#lib/store/traces/settled";
import { insertTrace } from "#lib/store/traces/traces";
import { type Operator, toOperatorTrace } from "../identity/account/operator-trace";
import { findLogFault, type LogTools } from "./check-log";

type Tools = LogTools & {
  readonly store: Pick<Store, "transact">;
  readonly hsm: Pick<Hsm, "writeMark">;
};

export type Acceptance = {
  readonly mark: Mark;
  /** As the token had it; where it keeps none, as the database had it. */
  readonly before: Mark;
  /** What was wrong with the audit log; null where nothing was. */
  readonly log: string | null;
};

/** @throws StartError where there is nothing to accept; KmsError `unavailable` */
export async function acceptRollback(tools: Tools, operator: Operator, reason: string): Promise<Acceptance> {
  const { store, hsm } = tools;
  const run: RunSql = async (text, values) => (await store.queueSql(text, [...values])).rows as never[];
  const fault = await findLogFault(tools, operator.now);
  if (fault instanceof FileBroken) throw new StartError(`The audit log ${fault.what}.`);
  const log = fault?.what ?? (await findWitnessed(store));
  if (!hsm.description.keepsMark && log === null)
    throw new StartError("The token keeps no mark, so no database is older than it: there is nothing to accept.");
  const number = settledChange(await new SettledTrail(run).look());
  const acceptance = await store.transact((tx) => accept(tx, hsm, operator, { number, reason, log }));
  // The log that is here is the one that goes on. Killed before that, it is not what was sealed, and is accepted once more.
  const tree = await repairLog(store, await hsm.auditPublicKey());
  // Whoever leads does it too, but for the tree, should this process be killed before.
  if (hsm.description.keepsMark) hsm.writeMark(encodeKeptMark(acceptance.mark, tree.size === 0 ? null : tree));
  return acceptance;
}

/** What a witness says, which has seen another log: where the token keeps no mark nobody else can know. null where none says such. */
async function findWitnessed(store: Tools["store"]): Promise<string | null> {
  const [incident] = await store.transactSql((run) => listOpenIncidents(run, "witness"));
  return incident === undefined ? null : `is not the one that was witnessed: ${incident.name} ${incident.what}`;
}

type Wish = { readonly number: bigint; readonly reason: string; readonly log: string | null };

async function accept(tx: Transaction, hsm: Tools["hsm"], operator: Operator, { number, reason, log }: Wish): Promise<Acceptance> {
  const bytes = hsm.readMark();
  const inToken = bytes === null ? null : decodeMark(bytes);
  const inDatabase = fromRow(hsm, await readMarkRow(inTransaction(tx)));
  const found = judge(inToken, inDatabase);
  const before = inToken ?? (inDatabase?.isAuthentic ? inDatabase.mark : null);
  if (before === null || (!isOlder(found) && log === null)) {
    throw new StartError("The database is not older than the mark in the token: there is nothing to accept.");
  }
  const known = inDatabase?.isAuthentic ? inDatabase.mark.incarnation : 0;
  const mark = { incarnation: Math.max(before.incarnation, known) + 1, number, at: operator.now };
  await replaceMarkRow(inTransaction(tx), toRow(hsm, mark));
  await trace(tx, operator, { found, reason, before, mark, log });
  return { mark, before, log };
}

type Told = Acceptance & { readonly found: Verdict; readonly reason: string };

/** It belongs to the installation, and is kept under the account that was there first. */
async function trace(tx: Transaction, operator: Operator, { found, reason, before, mark, log }: Told): Promise<void> {
  const accountId = (await findFirstAccountId(tx)) ?? "";
  const details = {
    reason,
    found,
    incarnation: mark.incarnation,
    number: String(mark.number),
    tokenIncarnation: before.incarnation,
    tokenNumber: String(before.number),
    tokenAt: before.at.toISOString(),
    ...(log === null ? {} : { log }),
  };
  const event = { accountId, traceName: "acceptRollback", resourceType: "database", resourceId: "", details };
  await insertTrace(tx, { ...toOperatorTrace(operator, event), outcome: "warning" });
}
