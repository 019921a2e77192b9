/**
 * Re-wraps under the newest domain key what is under an older one that is still there. The token does it, a few blobs at a time, while
 * callers go on using the keys. Invariant: a blob that does not belong to its row is left as it is, and holds up none of the others.
 */
import { setImmediate as giveWay, setTimeout as pause } from "node:timers/promises";
import { KmsError } from "#lib/domain/errors";
import type { WrappedMaterial } from "#lib/domain/key";
import type { Hsm } from "#lib/hsm/port";
import { listIntegrityKeys, replaceIntegrityKey } from "#lib/store/installation/integrity-keys";
import { readWrappedUnder, storeRewrapped, type WrappedRow } from "#lib/store/installation/rewrap";
import type { Store } from "#lib/store/open";

const BATCH = 100;
/** Before others have their say about whether to go on: a second or two. */
const BATCHES = 20;
/** Blobs re-wrapped before others get their turn in the event loop: about a millisecond. */
const TURN = 5;
/** How long callers have the machine after each turn, in ms. */
const PAUSE_MS = 2;
const BEGINNING = { keyId: "", version: -1 };

type Tools = {
  readonly store: Pick<Store, "transact" | "transactSql" | "prisma">;
  readonly hsm: Pick<Hsm, "listDomainKeys" | "rewrapMaterial" | "rewrapIntegrityKey">;
  /** Whether there are callers to make room for. */
  readonly hasCallers: () => boolean;
};

/**
 * @returns how many blobs were moved, a few thousand at most; 0 when nothing is left that can be
 * @throws KmsError `unavailable`; `materialIntegrity` when nothing but blobs that do not belong to their rows is left
 */
export async function rewrapSome(tools: Tools): Promise<number> {
  const older = tools.hsm.listDomainKeys().slice(0, -1);
  let moved = await rewrapIntegrityKeys(tools);
  const failures: unknown[] = [];
  for (const generation of older) {
    let after = BEGINNING;
    for (let batches = 0; batches < BATCHES; ) {
      const rows = await tools.store.transactSql((run) => readWrappedUnder(run, generation, after, BATCH));
      const last = rows.at(-1);
      if (last === undefined) break;
      after = last.material;
      const made = await rewrapRows(tools, rows, failures);
      moved += await tools.store.transactSql((run) => storeRewrapped(run, made));
      if (made.length > 0) batches += 1;
    }
    if (moved > 0) return moved;
  }
  if (moved === 0 && failures.length > 0) throw failures[0];
  return moved;
}

async function rewrapRows(
  { hsm, hasCallers }: Tools,
  rows: readonly WrappedRow[],
  failures: unknown[],
): Promise<{ from: WrappedRow; to: WrappedMaterial }[]> {
  const made: { from: WrappedRow; to: WrappedMaterial }[] = [];
  for (const [index, from] of rows.entries()) {
    try {
      const to = await hsm.rewrapMaterial(from.material);
      if (to !== null) made.push({ from, to });
    } catch (error) {
      if (!(error instanceof KmsError) || error.code !== "materialIntegrity") throw error;
      failures.push(error);
    }
    if (index % TURN === TURN - 1) await (hasCallers() ? pause(PAUSE_MS) : giveWay());
  }
  return made;
}

async function rewrapIntegrityKeys({ store, hsm }: Tools): Promise<number> {
  let moved = 0;
  const newest = Math.max(...hsm.listDomainKeys());
  for (const key of await listIntegrityKeys(store.prisma)) {
    if (key.domainKey >= newest) continue;
    const to = hsm.rewrapIntegrityKey(key);
    if (to !== null && (await store.transact((tx) => replaceIntegrityKey(tx, key, to)))) moved += 1;
  }
  return moved;
}
