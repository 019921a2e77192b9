/** What is asked of the sealed log as it is stored: its tree, and whether that continues one that was known before. */

import { readEdge, readTiles } from "#lib/store/audit/tiles";
import type { RunSql } from "#lib/store/database/run-sql";
import { consistencyPlan, type LeafRange, verifyConsistency } from "../verify/proof";
import { EMPTY_ROOT, rootOf, subtreesOf } from "../verify/tree";
import { type Edge, hashesOf, placesOf, rangeOf, sizeOf } from "./tiles";

export type Tree = { readonly size: number /** 32 bytes. */; readonly root: Buffer };

/** A tree that was signed once, and who says so. */
export type Anchor = Tree & { readonly by: string };

/** The log is not what was sealed: nothing more is sealed. `what` follows "log audit" in a sentence. */
export class LogBroken extends Error {
  constructor(readonly what: string) {
    super(`the audit log ${what}`);
  }
}

/** @throws LogBroken where the tiles do not hold together */
export function treeOf(edge: Edge): Tree {
  const range = rangeOf(edge);
  if (range === null) throw new LogBroken("has tiles that do not hold together");
  return { size: range.size, root: range.size === 0 ? EMPTY_ROOT : rootOf(range.nodes, range.size) };
}

/** The hashes of a plan (`inclusionPlan`, `consistencyPlan`), in its order. @returns null where a tile is missing */
export async function readProof(run: RunSql, plan: readonly LeafRange[]): Promise<Buffer[] | null> {
  const parts = plan.map(({ from, to }) => ({ leaves: to - from, subtrees: subtreesOf(from, to) }));
  const tiles = await readTiles(run, placesOf(parts.flatMap(({ subtrees }) => subtrees)));
  const hashes = parts.map(({ leaves, subtrees }) => {
    const nodes = hashesOf(subtrees, tiles);
    return nodes === null ? null : rootOf(nodes, leaves);
  });
  return hashes.includes(null) ? null : (hashes as Buffer[]);
}

/** The tree of the first leaves as the tiles have them. @returns null where there are not so many, or a tile is missing */
export async function readTree(run: RunSql, size: number): Promise<Tree | null> {
  if (size === 0) return { size, root: EMPTY_ROOT };
  if (sizeOf(await readEdge(run)) < size) return null;
  const [root] = (await readProof(run, [{ from: 0, to: size }])) ?? [];
  return root === undefined ? null : { size, root };
}

/** Makes sure that the tree begins with each of the others. @param tree as the tiles have it @throws LogBroken */
export async function requireContinues(run: RunSql, tree: Tree, anchors: readonly Anchor[]): Promise<void> {
  const seen = new Set<string>();
  for (const { size, root, by } of anchors) {
    const name = `${size} ${root.toString("hex")}`;
    if (size === 0 || seen.has(name)) continue;
    seen.add(name);
    if (size > tree.size) {
      throw new LogBroken(`is older than what was sealed: the database has ${tree.size} entries of it, and ${by} knows ${size}`);
    }
    const proof = (await readProof(run, consistencyPlan(size, tree.size))) ?? [];
    if (!verifyConsistency({ first: size, second: tree.size, firstRoot: root, secondRoot: tree.root, proof })) {
      throw new LogBroken(`is not the one that was sealed: ${by} knows others of its first ${size} entries`);
    }
  }
}
