/**
 * Puts the log in the database right, so far as it can be, when an operator accepts that database: what the lowest level has, from the
 * beginning to its first gap, is the log from then on. Nothing of the rows is looked at: those that are not as they were sealed stay so.
 */
import { setImmediate as breathe } from "node:timers/promises";
import { readLastCheckpoint, removeCheckpoint, removeCheckpointsAbove, removeOtherCheckpoints } from "#lib/store/audit/checkpoints";
import { lockLog, readEdge, readTilesFrom, removeTiles, TILE_HASHES, type Tile, writeTiles } from "#lib/store/audit/tiles";
import type { RunSql } from "#lib/store/database/run-sql";
import type { Store } from "#lib/store/open";
import { originOf } from "../verify/checkpoint";
import { requireSealed } from "./known";
import { LogBroken, type Tree, treeOf } from "./log-tree";
import { type Edge, extend } from "./tiles";

/** Tiles of the lowest level that are read at once. */
const AT_ONCE = 64;
/** So that no checkpoint stands in the way for ever. */
const CHECKPOINTS_MAX = 1_000;

/**
 * @param spki the audit key's public half: checkpoints of others are removed
 * @returns the tree that is in the database now
 */
export function repairLog(store: Pick<Store, "transactSql">, spki: Buffer): Promise<Tree> {
  return store.transactSql(async (run) => {
    await lockLog(run);
    await removeOtherCheckpoints(run, originOf(spki, 0).slice(0, -1));
    if (!(await isSound(run, spki))) await rebuild(run);
    const tree = treeOf(await readEdge(run));
    await removeCheckpointsAbove(run, tree.size);
    for (let tried = 0; tried < CHECKPOINTS_MAX && !(await isSound(run, spki)); tried += 1) {
      const last = await readLastCheckpoint(run);
      if (last !== null) await removeCheckpoint(run, last);
    }
    return tree;
  });
}

async function isSound(run: RunSql, spki: Buffer): Promise<boolean> {
  try {
    await requireSealed(run, { spki, anchors: [] });
    return true;
  } catch (error) {
    if (error instanceof LogBroken) return false;
    throw error;
  }
}

/** Computes all levels above the lowest anew. */
async function rebuild(run: RunSql): Promise<void> {
  await removeTiles(run, { from: 1, to: 64 }, 0);
  let edge: Edge = [];
  let isLast = false;
  for (let place = 0; !isLast; place += AT_ONCE) {
    const tiles = await readTilesFrom(run, 0, place, AT_ONCE);
    const sound = tiles.filter((tile, at) => tile.place === place + at);
    const ragged = sound.findIndex(({ hashes }) => hashes.length < TILE_HASHES);
    const part = ragged < 0 ? sound : sound.slice(0, ragged + 1);
    isLast = part.length < AT_ONCE || ragged >= 0;
    edge = await addAbove(run, edge, part);
    if (isLast) await removeTiles(run, { from: 0, to: 1 }, place + part.length);
  }
}

async function addAbove(run: RunSql, before: Edge, part: readonly Tile[]): Promise<Edge> {
  const above = new Map<string, Tile>();
  let edge = before;
  for (const { hashes, traceIds } of part) {
    const leaves = hashes.map((hash, at) => ({ hash, traceId: traceIds[at] ?? 0n }));
    const extended = extend(edge, leaves);
    for (const tile of extended.written) if (tile.level > 0) above.set(`${tile.level}/${tile.place}`, tile);
    edge = extended.edge;
    await breathe();
  }
  await writeTiles(run, [...above.values()]);
  return edge;
}
