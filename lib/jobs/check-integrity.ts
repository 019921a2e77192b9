/** Looks at the schema, at the rows that are sealed in books, and then, step by step, at those of the audit log. */
import { KmsError } from "#lib/domain/errors";
import { checkRows } from "#lib/usecases/integrity/check-rows";
import { SealedCheck } from "#lib/usecases/integrity/check-sealed";
import { lookAtSchema } from "#lib/usecases/integrity/look-at-schema";
import type { JobHandler } from "./registry";

/** @returns the handler; what one look has found hides nothing from the next, and is thrown when all of them are over */
export function checkIntegrity(): JobHandler["handle"] {
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

async function lookAtTables({ store, log }: Parameters<JobHandler["handle"]>[0], now: Date): Promise<KmsError | null> {
  await lookAtSchema(store, log, now);
  try {
    await checkRows(store, log, now);
    return null;
  } catch (error) {
    if (error instanceof KmsError && error.code === "materialIntegrity") return error;
    throw error;
  }
}
