/**
 * Makes a database that was just restored the one that goes on: under an incarnation of its own, so that whatever was newer before is told
 * from it, and with the same audit log. Invariant: the token must have made the database's mark.
 */
import { StartError } from "#lib/base/start-error";
import type { Mark } from "#lib/integrity/mark";
import type { Operator } from "../identity/account/operator-trace";
import { beginIncarnation, type IncarnationTools } from "../integrity/begin-incarnation";
import { traceBackup } from "./trace-backup";

/** @param madeAt when the backup was made @throws StartError where it is another token's database; KmsError `unavailable` */
export function acceptRestored(tools: IncarnationTools, operator: Operator, madeAt: string): Promise<Mark> {
  return beginIncarnation(tools, operator.now, async (tx, { inDatabase, next }) => {
    if (inDatabase !== null && !inDatabase.isAuthentic) {
      throw new StartError("The token has not made the mark that the backup's database has: it is another token's.");
    }
    await traceBackup(tx, operator, "restoreBackup", { madeAt, incarnation: next.incarnation, number: String(next.number) });
  });
}
