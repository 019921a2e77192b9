/** The Merkle tree of RFC 9162 §2.1 over SHA-256. Hashes are 32 bytes. */
import { hash } from "node:crypto";
import { isCount, subtreesOf } from "./plan";

export { type PerfectSubtree, subtreesOf } from "./plan";

export const HASH_BYTES = 32;

/** Root of the tree without leaves. */
export const EMPTY_ROOT: Buffer = sha256(Buffer.alloc(0));

/** Leaves to be hashed are put behind a zero here, and nodes behind a one: one buffer for all, since nothing waits in between. */
let leafInput = Buffer.alloc(4096);
const nodeInput = Buffer.alloc(1 + 2 * HASH_BYTES, 1);

/** @param bytes the leaf, of any length */
export function leafHash(bytes: Uint8Array): Buffer {
  return Buffer.from(leafHex(bytes), "hex");
}

/** The same as hex, for whoever has millions of them to compare. */
export function leafHex(bytes: Uint8Array): string {
  if (leafInput.length <= bytes.length) leafInput = Buffer.alloc(2 * bytes.length + 1);
  leafInput.set(bytes, 1);
  return hash("sha256", leafInput.subarray(0, bytes.length + 1), "hex");
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES) throw new RangeError("a node has two hashes of 32 bytes");
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + HASH_BYTES);
  return sha256(nodeInput);
}

/**
 * Root of a tree.
 *
 * @param nodes hashes of `subtreesOf(0, size)`. Those of a ragged range of a proof (`subtreesOf(from, to)` of a plan's part) and its number
 *   of leaves make that range's hash just so
 */
export function rootOf(nodes: readonly Buffer[], size: number): Buffer {
  const expected = subtreesOf(0, size).length;
  if (nodes.length !== expected) throw new RangeError(`a tree of ${size} leaves has ${expected} perfect subtrees, not ${nodes.length}`);
  return (
    nodes.reduceRight<Buffer | undefined>((right, left) => (right === undefined ? left : nodeHash(left, right)), undefined) ?? EMPTY_ROOT
  );
}

/** A tree that grows at its right end: how many leaves it has, and the hashes of its perfect subtrees from left to right. */
export type CompactRange = { size: number; readonly nodes: Buffer[] };

export function emptyRange(): CompactRange {
  return { size: 0, nodes: [] };
}

/**
 * Adds a perfect subtree at the end.
 *
 * @param node its hash; a leaf's, where it is one leaf
 * @param leaves how many it has: a power of two that divides the range's size, else a RangeError
 */
export function appendTo(range: CompactRange, node: Buffer, leaves = 1): void {
  const size = range.size + leaves;
  if (!isPowerOfTwo(leaves) || range.size % leaves !== 0 || !isCount(size)) {
    throw new RangeError(`no subtree of ${leaves} leaves can follow ${range.size}`);
  }
  let whole = node;
  for (let width = leaves; Math.floor(range.size / width) % 2 === 1; width *= 2) {
    whole = nodeHash(range.nodes.pop() ?? whole, whole);
  }
  range.nodes.push(whole);
  range.size = size;
}

/** Root of the tree of these leaf hashes. */
export function foldLeaves(hashes: Iterable<Buffer>): Buffer {
  const range = emptyRange();
  for (const leaf of hashes) appendTo(range, leaf);
  return rootOf(range.nodes, range.size);
}

/**
 * Root of a perfect tree, level by level in one buffer.
 *
 * @param hashes of its leaves, one after the other; how many is a power of two
 */
export function rootOfPerfect(hashes: Uint8Array): Buffer {
  if (!isPowerOfTwo(hashes.length / HASH_BYTES)) throw new RangeError("a perfect tree has a power of two of leaves");
  const level = Buffer.from(hashes);
  for (let length = level.length; length > HASH_BYTES; length /= 2) {
    for (let at = 0; at < length; at += 2 * HASH_BYTES) {
      level.copy(nodeInput, 1, at, at + 2 * HASH_BYTES);
      level.write(hash("sha256", nodeInput, "binary"), at / 2, "binary");
    }
  }
  return level.subarray(0, HASH_BYTES);
}

/** By way of hex, since Node.js makes a small buffer in half the time from a string than in native code. */
function sha256(input: Buffer): Buffer {
  return Buffer.from(hash("sha256", input, "hex"), "hex");
}

function isPowerOfTwo(count: number): boolean {
  let power = 1;
  while (power < count) power *= 2;
  return power === count;
}
