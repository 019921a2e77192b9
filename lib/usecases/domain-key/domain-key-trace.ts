/** Traces of domain keys and integrity keys, which belong to the installation: they are kept under the account that was there first. */

import { toSystemTrace } from "#lib/audit/system-trace";
import { findFirstAccountId } from "#lib/store/identity/first-account";
import type { Transaction } from "#lib/store/open";
import { insertTrace, type TraceRow } from "#lib/store/traces/traces";
import { type Operator, toOperatorTrace } from "../identity/account/operator-trace";

export type DomainKeyEvent = Pick<TraceRow, "traceName" | "resourceId" | "details"> & {
  readonly resourceType: "domainKey" | "integrityKey";
};

/** @param by who did it; null for the product itself */
export async function traceDomainKey(tx: Transaction, by: Operator | null, now: Date, event: DomainKeyEvent): Promise<void> {
  const accountId = (await findFirstAccountId(tx)) ?? "";
  const bySystem = () => toSystemTrace({ id: event.resourceId, accountId, projectId: "", alias: "" }, now, event.traceName, event.details);
  const row =
    by === null ? { ...bySystem(), projectId: null, resourceType: event.resourceType } : toOperatorTrace(by, { ...event, accountId });
  await insertTrace(tx, row);
}
