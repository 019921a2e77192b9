/** Traces of domain keys and integrity keys, which belong to the installation: they are kept under the account that was there first. */
import { randomBytes } from "node:crypto";
import { findFirstAccountId } from "#lib/store/domain-keys";
import type { Transaction } from "#lib/store/open";
import { insertTrace, type TraceRow } from "#lib/store/traces";
import { type Operator, toOperatorTrace } from "../iam/operator-trace";

export type DomainKeyAct = Pick<TraceRow, "traceName" | "resourceId" | "details"> & { readonly resourceType: "domainKey" | "integrityKey" };

/** @param by who did it; null for the product itself */
export async function traceDomainKey(tx: Transaction, by: Operator | null, now: Date, act: DomainKeyAct): Promise<void> {
  const accountId = await findFirstAccountId(tx);
  const operator = by ?? { systemUser: "Key Management Service", now };
  const row = toOperatorTrace(operator, { ...act, accountId });
  const product = { callerKind: "system", source: "system", requestId: randomBytes(16).toString("hex") };
  await insertTrace(tx, by === null ? { ...row, ...product } : row);
}
