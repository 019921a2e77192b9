/** Proofs about Merkle trees, verified as RFC 9162 §2.1.3.2 and §2.1.4.2 say. Whatever cannot be right is false, not an error. */
import { consistencyPlan, inclusionSteps, isCount } from "./plan";
import { EMPTY_ROOT, HASH_BYTES, nodeHash } from "./tree";

export { consistencyPlan, inclusionPlan, inclusionSteps, type LeafRange, type Side } from "./plan";

export type InclusionClaim = {
  /** Hash of the leaf. */
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  /** As `inclusionPlan` orders them. */
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
};

/** Whether the leaf is where it is said to be in the tree of that root. */
export function verifyInclusion({ leaf, index, size, proof, root }: InclusionClaim): boolean {
  if (!isCount(index) || !isCount(size) || index >= size || ![leaf, root, ...proof].every(isHash)) return false;
  const steps = inclusionSteps(index, size);
  if (steps.length !== proof.length) return false;
  const computed = proof.reduce(
    (hash, sibling, step) => (steps[step] === "left" ? nodeHash(sibling, hash) : nodeHash(hash, sibling)),
    leaf,
  );
  return areEqual(computed, root);
}

export type ConsistencyClaim = {
  readonly first: number;
  readonly second: number;
  readonly firstRoot: Uint8Array;
  readonly secondRoot: Uint8Array;
  /** As `consistencyPlan` orders them. */
  readonly proof: readonly Uint8Array[];
};

/**
 * Whether the second tree begins with the leaves of the first. Of the empty tree that is so whatever the second is; only its own root is
 * compared then.
 */
export function verifyConsistency({ first, second, firstRoot, secondRoot, proof }: ConsistencyClaim): boolean {
  if (!isCount(first) || !isCount(second) || first > second || ![firstRoot, secondRoot, ...proof].every(isHash)) return false;
  if (proof.length !== consistencyPlan(first, second).length) return false;
  if (first === second) return areEqual(firstRoot, secondRoot);
  if (first === 0) return areEqual(firstRoot, EMPTY_ROOT);
  let [last, end] = [first - 1, second - 1];
  const half = () => {
    last = Math.floor(last / 2);
    end = Math.floor(end / 2);
  };
  while (last % 2 === 1) half();
  // A first tree that is a perfect subtree of the second is not sent: the verifier has its root.
  const [start, ...rest] = last === 0 ? [firstRoot, ...proof] : proof;
  if (start === undefined) return false;
  let [firstHash, secondHash] = [start, start];
  for (const part of rest) {
    if (end === 0) return false;
    if (last % 2 === 1 || last === end) {
      firstHash = nodeHash(part, firstHash);
      secondHash = nodeHash(part, secondHash);
      while (last % 2 === 0 && last > 0) half();
    } else {
      secondHash = nodeHash(secondHash, part);
    }
    half();
  }
  return end === 0 && areEqual(firstHash, firstRoot) && areEqual(secondHash, secondRoot);
}

function isHash(value: Uint8Array): boolean {
  return value.length === HASH_BYTES;
}

function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
