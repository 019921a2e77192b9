/** Traces of backups: they belong to the installation, and are kept under the account that was there first. */
import { findFirstAccountId } from "#lib/store/identity/first-account";
import type { Transaction } from "#lib/store/open";
import { insertTrace } from "#lib/store/traces/traces";
import { type Operator, toOperatorTrace } from "../identity/account/operator-trace";

/** Whoever has a backup and its passphrase has every key: that one was made, and that one was put back, is worth knowing. */
export async function traceBackup(
  tx: Transaction,
  operator: Operator,
  traceName: "createBackup" | "restoreBackup",
  details: Record<string, string | number>,
): Promise<void> {
  const accountId = (await findFirstAccountId(tx)) ?? "";
  const event = { accountId, traceName, resourceType: "database", resourceId: "", details };
  await insertTrace(tx, { ...toOperatorTrace(operator, event), outcome: traceName === "restoreBackup" ? "warning" : "normal" });
}
