/**
 * Looks at every key whether its rows are as the product has written them, hourly and when the product starts. Invariant: each key of which
 * they are not is an incident in the trail of its project, which names table and row.
 */
import { toSystemTrace } from "#lib/audit/system-trace";
import { KmsError } from "#lib/domain/errors";
import { type Findings, toText } from "#lib/store/books/books";
import { inTransaction } from "#lib/store/database/run-sql";
import { findFirstAccountId } from "#lib/store/identity/first-account";
import type { Store } from "#lib/store/open";
import { insertTracesIn } from "#lib/store/traces/traces";

/** Of one look, so that whoever alters all keys does not fill the trail too. */
const TRACES_MAX = 100;

/** @returns 0 @throws KmsError `materialIntegrity` when a key was altered, when that is in the trail */
export async function checkKeys(store: Store, now: Date): Promise<0> {
  const { altered } = await store.findAltered();
  if (altered.length === 0) return 0;
  await traceAltered(store, now, altered.slice(0, TRACES_MAX));
  const keys = altered.length === 1 ? "1 key was" : `${altered.length} keys were`;
  throw new KmsError("materialIntegrity", {
    message: `${keys} changed in the database by somebody else, and ${altered.length === 1 ? "is" : "are"} not used: run npm run admin -- integrity check.`,
  });
}

async function traceAltered(store: Store, now: Date, altered: readonly Findings[]): Promise<void> {
  await store.transact(async (tx) => {
    const known = new Map(
      (
        await tx.key.findMany({
          where: { id: { in: altered.map(({ id }) => id) } },
          select: { id: true, accountId: true, projectId: true, alias: true },
        })
      ).map((key) => [key.id, key]),
    );
    const firstAccount = (await findFirstAccountId(tx)) ?? "";
    const traces = altered.map(({ id, alterations }) => {
      const key = known.get(id);
      const details = { altered: alterations.slice(0, 5).map(toText).join(", ") };
      const trace = toSystemTrace(key ?? { id, accountId: firstAccount, projectId: "", alias: "" }, now, "integrityIncident", details);
      return { ...trace, projectId: key?.projectId ?? null, outcome: "incident" as const, errorCode: "KMS.0102" };
    });
    await insertTracesIn(inTransaction(tx), traces);
  });
}
