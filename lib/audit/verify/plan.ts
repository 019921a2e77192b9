/**
 * Which subtrees of a Merkle tree a proof is made of (RFC 9162 §2.1.3.1, §2.1.4.1), by numbers alone: no hash is computed here, and nothing of
 * Node.js is needed, so that a browser walks the same proofs. Leaves are counted from 0, ranges are `from ≤ i < to`, and everything is a
 * safe integer; what is not is a RangeError. No shifts: in JavaScript they are 32 bits wide.
 */

/** A perfect subtree: `size` leaves, a power of two, from a multiple of it on. */
export type PerfectSubtree = { readonly from: number; readonly size: number };

/** The leaves from ≤ i < to: a perfect subtree, or the ragged right end of a tree. */
export type LeafRange = { readonly from: number; readonly to: number };

/** On which side of what one has a hash of a proof belongs. */
export type Side = "left" | "right";

/**
 * The one way to make up a range of as few perfect subtrees as there can be, from left to right. Of [0, size) their sizes are the ones of
 * `size` in binary.
 */
export function subtreesOf(from: number, to: number): PerfectSubtree[] {
  if (!isCount(from) || !isCount(to) || from > to) throw new RangeError(`no range of leaves: ${from} to ${to}`);
  const subtrees: PerfectSubtree[] = [];
  for (let next = from; next < to; ) {
    let size = 1;
    while (next % (size * 2) === 0 && next + size * 2 <= to) size *= 2;
    subtrees.push({ from: next, size });
    next += size;
  }
  return subtrees;
}

/** What proves that the leaf is in the tree of this size: the siblings on the way from the leaf to the root, in this order. */
export function inclusionPlan(index: number, size: number): LeafRange[] {
  if (!isCount(index) || !isCount(size) || index >= size) throw new RangeError(`no leaf ${index} in a tree of ${size}`);
  const siblings: LeafRange[] = [];
  let from = 0;
  let to = size;
  while (to - from > 1) {
    const middle = from + largestPowerBelow(to - from);
    siblings.push(index < middle ? { from: middle, to } : { from, to: middle });
    if (index < middle) to = middle;
    else from = middle;
  }
  return siblings.reverse();
}

/** For each hash of such a proof, on which side of what was computed so far it is. */
export function inclusionSteps(index: number, size: number): Side[] {
  return inclusionPlan(index, size).map((sibling) => (sibling.to <= index ? "left" : "right"));
}

/** What proves that the tree of `second` leaves begins with that of `first`. Nothing, where they are the same or the first is empty. */
export function consistencyPlan(first: number, second: number): LeafRange[] {
  if (!isCount(first) || !isCount(second) || first > second) throw new RangeError(`no tree of ${first} in one of ${second}`);
  if (first === 0 || first === second) return [];
  const parts: LeafRange[] = [];
  let from = 0;
  let to = second;
  while (to !== first) {
    const middle = from + largestPowerBelow(to - from);
    parts.push(first <= middle ? { from: middle, to } : { from, to: middle });
    if (first <= middle) to = middle;
    else from = middle;
  }
  // The whole first tree is what the verifier has already.
  if (from > 0) parts.push({ from, to });
  return parts.reverse();
}

/** Whether it can be a number of leaves. */
export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** RFC 9162 §2.1.1: k, by which a tree of n leaves is split. @param count at least 2 */
function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}
