/**
 * Accepts a database that is older than the mark in the token, or whose audit log is not what was sealed, because the operator says so.
 * Invariant: nothing is accepted that is not older, and has the log that was sealed.
 */
import { FileBroken } from "#lib/audit/seal/known";
import { StartError } from "#lib/base/start-error";
import type { Mark } from "#lib/integrity/mark";
import { isOlder, judge, type Verdict } from "#lib/integrity/verdict";
import { findFirstAccountId } from "#lib/store/identity/first-account";
import { listOpenIncidents } from "#lib/store/installation/integrity-incidents";
import type { Transaction } from "#lib/store/open";
import { insertTrace } from "#lib/store/traces/traces";
import { type Operator, toOperatorTrace } from "../identity/account/operator-trace";
import { beginIncarnation, type IncarnationTools } from "./begin-incarnation";
import { findLogFault, type LogTools } from "./check-log";

type Tools = LogTools & IncarnationTools;

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
  const fault = await findLogFault(tools, operator.now);
  if (fault instanceof FileBroken) throw new StartError(`The audit log ${fault.what}.`);
  const log = fault?.what ?? (await findWitnessed(store));
  if (!hsm.description.keepsMark && log === null)
    throw new StartError("The token keeps no mark, so no database is older than it: there is nothing to accept.");
  let before: Mark | null = null;
  const mark = await beginIncarnation(tools, operator.now, async (tx, { inToken, inDatabase, next }) => {
    const found = judge(inToken, inDatabase);
    const known = inToken ?? (inDatabase?.isAuthentic ? inDatabase.mark : null);
    if (known === null || (!isOlder(found) && log === null)) {
      throw new StartError("The database is not older than the mark in the token: there is nothing to accept.");
    }
    before = known;
    await trace(tx, operator, { found, reason, before: known, mark: next, log });
  });
  return { mark, before: before ?? mark, log };
}

/** What a witness says, which has seen another log: where the token keeps no mark nobody else can know. null where none says such. */
async function findWitnessed(store: Tools["store"]): Promise<string | null> {
  const [incident] = await store.transactSql((run) => listOpenIncidents(run, "witness"));
  return incident === undefined ? null : `is not the one that was witnessed: ${incident.name} ${incident.what}`;
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
