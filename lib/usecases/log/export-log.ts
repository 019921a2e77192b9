/** The whole sealed log, for whoever runs the machine: every row of every account, as far as a checkpoint has it. */
import { type BoundarySeal, retainedFrom } from "#lib/audit/retention/boundary";
import { sealedExport } from "#lib/audit/sealed-export";
import { parseCheckpoint } from "#lib/audit/verify/checkpoint";
import { KmsError } from "#lib/domain/errors";
import { readLastNote } from "#lib/store/audit/checkpoints";
import { readRows } from "#lib/store/audit/rows";
import { readTiles, readTilesFrom } from "#lib/store/audit/tiles";
import type { RunSql } from "#lib/store/database/run-sql";
import type { Store } from "#lib/store/open";

type LogSource = { readonly store: Pick<Store, "transactSql">; readonly hsm: BoundarySeal };

/**
 * @param write takes parts of whole lines, one after the other
 * @throws KmsError `traceNotSealed` where there is no checkpoint yet, `logNotAsSealed` where the last one is none
 */
export async function exportLog({ store, hsm }: LogSource, write: (text: string) => Promise<void>): Promise<void> {
  const run: RunSql = (text, values) => store.transactSql((inOne) => inOne(text, values));
  const last = await store.transactSql(readLastNote);
  if (last === null) throw new KmsError("traceNotSealed");
  const parts = sealedExport({
    ...headOf(last.text),
    checkpoint: last.text,
    keptFrom: await store.transactSql((inOne) => retainedFrom(inOne, hsm)),
    readTilesFrom: (place, limit) => readTilesFrom(run, 0, place, limit),
    readTiles: (places) => readTiles(run, places),
    readRows: async (after, upTo, limit) =>
      (await store.transactSql((inOne) => readRows(inOne, after, upTo, limit))).map((trace) => ({ trace, isShown: true })),
  });
  for await (const part of parts) await write(part);
}

/**
 * What the export needs of a checkpoint. It is given as it is: whether the token has signed it is for the reader to find out.
 * @throws KmsError `logNotAsSealed`
 */
export function headOf(text: string): { readonly origin: string; readonly size: number } {
  try {
    const { origin, size } = parseCheckpoint(Buffer.from(text));
    return { origin, size };
  } catch (error) {
    throw new KmsError("logNotAsSealed", { cause: error });
  }
}
