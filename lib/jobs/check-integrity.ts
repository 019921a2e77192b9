/** Looks at the schema, at the rows that are sealed in books, and then, step by step, at those of the audit log. */
import type { BoundarySeal } from "#lib/audit/retention/boundary";
import type { Log } from "#lib/base/log";
import { KmsError } from "#lib/domain/errors";
import type { Store } from "#lib/store/open";
import { checkRows } from "#lib/usecases/integrity/check-rows";
import { SealedCheck } from "#lib/usecases/integrity/check-sealed";
import { lookAtSchema } from "#lib/usecases/integrity/look-at-schema";

type Tools = { readonly store: Store; readonly hsm: BoundarySeal; readonly log: Pick<Log, "error">; readonly hasCallers: () => boolean };

/** @returns the handler; what one look has found hides nothing from the next, and is thrown when all of them are over */
export function checkIntegrity(): (tools: Tools, now: Date) => Promise<number> {
  const sealed = new SealedCheck();
  let before: { readonly altered: KmsError | null } | null = null;
  return async (tools, now) => {
    before ??= { altered: await lookAtTables(tools, now) };
    const { altered } = before;
    try {
      const rows = await sealed.step(tools, now);
      if (rows > 0) return rows;
    } catch (error) {
      before = null;
      throw error;
    }
    before = null;
    if (altered !== null) throw altered;
    sealed.requireSound();
    return 0;
  };
}

async function lookAtTables({ store, log }: Tools, now: Date): Promise<KmsError | null> {
  await lookAtSchema(store, log, now);
  try {
    await checkRows(store, log, now);
    return null;
  } catch (error) {
    if (error instanceof KmsError && error.code === "materialIntegrity") return error;
    throw error;
  }
}
