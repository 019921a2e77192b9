/**
 * The sealed log as one caller may see it, for whoever verifies it elsewhere. Invariant: what was written before the export began is in it,
 * unless sealing does not keep up; then it ends with the last checkpoint that there is, and says so by its size.
 */
import { retainedFrom } from "#lib/audit/retention/boundary";
import { sealedExport } from "#lib/audit/sealed-export";
import { KmsError } from "#lib/domain/errors";
import type { TraceFilter } from "#lib/domain/trace";
import { readLastNote, type StoredCheckpoint } from "#lib/store/audit/checkpoints";
import { findLastWritten, readShownRows } from "#lib/store/audit/shown-rows";
import { findTraceId, readTiles, readTilesFrom } from "#lib/store/audit/tiles";
import type { RunSql } from "#lib/store/database/run-sql";
import { headOf } from "../log/export-log";
import { runIn, waitUntilSealed } from "../log/sealed";
import type { Context } from "../use-case";
import { trailOf } from "./trail";

const SEALED_WITHIN_MS = 3_000;

/** @throws KmsError `traceNotSealed` where there is no checkpoint yet; `logNotAsSealed` where the last one is none */
export async function openSealedExport(filter: TraceFilter, context: Context): Promise<AsyncGenerator<string>> {
  const run = runIn(context.store);
  const trail = trailOf(context);
  const { text } = await checkpointOf(await findLastWritten(run), run, context);
  return sealedExport({
    ...headOf(text),
    checkpoint: text,
    keptFrom: await retainedFrom(run, context.hsm),
    readTilesFrom: (place, limit) => readTilesFrom(run, 0, place, limit),
    readTiles: (places) => readTiles(run, places),
    readRows: (after, upTo, limit) => readShownRows(run, { after, upTo }, trail, filter, limit),
  });
}

/** The first checkpoint that has a trace; the last that there is, where none has it in time. */
async function checkpointOf(traceId: bigint, run: RunSql, context: Pick<Context, "gone">): Promise<StoredCheckpoint> {
  let last: StoredCheckpoint | null = null;
  const look = async () => {
    last = await readLastNote(run);
    const sealed = last === null ? null : await findTraceId(run, last.size - 1);
    return sealed !== null && sealed >= traceId ? last : null;
  };
  return waitUntilSealed(look, context, SEALED_WITHIN_MS).catch((error: unknown) => {
    if (last === null || !(error instanceof KmsError) || error.code !== "traceNotSealed") throw error;
    return last;
  });
}
