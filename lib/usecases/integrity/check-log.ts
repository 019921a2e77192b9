/** Looks whether the audit log in the database is what was sealed, as its tree and row by row. */

import { type BoundarySeal, readBoundary, retainedFrom } from "#lib/audit/retention/boundary";
import type { CheckpointFile } from "#lib/audit/seal/checkpoint-file";
import { readKnown, requireSealed } from "#lib/audit/seal/known";
import { LogBroken } from "#lib/audit/seal/log-tree";
import { type SealedFault, verifySealed, verifyUpperTiles } from "#lib/audit/seal/verify-sealed";
import type { Hsm } from "#lib/hsm/port";
import { treeMark } from "#lib/integrity/tree-mark";
import { readMarkRow } from "#lib/store/installation/integrity-mark";
import type { Store } from "#lib/store/open";

export type LogTools = {
  readonly store: Pick<Store, "transactSql" | "queueSql">;
  readonly hsm: Pick<Hsm, "description" | "readMark" | "writeMark" | "sealMac" | "isSealMac" | "auditPublicKey">;
  /** The file with the last checkpoint, where the operator names one. */
  readonly file: CheckpointFile | null;
};

/** @returns what is wrong with its tree; null where nothing is @throws KmsError `unavailable`, and the file's error */
export async function findLogFault({ store, hsm, file }: LogTools, now: Date): Promise<LogBroken | null> {
  const readRow = () => readMarkRow(async (text, values) => (await store.queueSql(text, [...values])).rows as never[]);
  const mark = treeMark({ hsm, clock: { now: () => now }, readRow });
  try {
    const known = await readKnown({ hsm, mark, file });
    if (known !== null) await store.transactSql((run) => requireSealed(run, known));
    return null;
  } catch (error) {
    if (error instanceof LogBroken) return error;
    throw error;
  }
}

const STEP_TILES = 40;

/** @returns a fault where what says from where on rows are kept is not the product's @throws as `findLogFault` */
export async function verifyBoundary({
  store,
  hsm,
}: { readonly store: Pick<Store, "transactSql"> } & { readonly hsm: BoundarySeal }): Promise<SealedFault[]> {
  const { isAuthentic } = await store.transactSql((run) => readBoundary(run, hsm));
  return isAuthentic ? [] : [{ kind: "retention", name: "boundary", how: "changed" }];
}

/** @returns a line for each entry that is not as it was sealed, none where all are @throws as `findLogFault` */
export async function checkLog(tools: LogTools, now: Date): Promise<string[]> {
  const fault = await findLogFault(tools, now);
  const faults = [...(await verifyBoundary(tools)), ...(await verifyUpperTiles(tools.store))];
  for (let from = 0, isEnd = false; !isEnd; ) {
    const part = await verifySealed(tools.store, from, STEP_TILES, (run) => retainedFrom(run, tools.hsm));
    faults.push(...part.faults);
    from = part.ends;
    isEnd = part.isEnd;
  }
  const lines = faults.map(({ kind, name, how }) => `${kind} ${name} ${how}`);
  return fault === null ? lines : [`the audit log ${fault.what}`, ...lines];
}
