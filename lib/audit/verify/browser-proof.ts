/** The way from a row to the root, with WebCrypto: nothing of Node.js is needed, so that a page shows what it computed by itself. */
import { inclusionSteps, type Side } from "./plan";

export type ProofStep = {
  /** On which side of the hash below the sibling is. */
  readonly side: Side;
  readonly sibling: Uint8Array;
  /** What both make. */
  readonly hash: Uint8Array;
};

export type WalkedProof = {
  /** Hash of the leaf. */
  readonly leaf: Uint8Array;
  readonly steps: readonly ProofStep[];
  /** Whether the last hash is the root that was given. */
  readonly isProven: boolean;
};

/**
 * @param row the canonical row's bytes
 * @param proof siblings from the leaf to the root
 * @throws RangeError where the tree has no such leaf, or the path is not as long as one to it
 */
export async function walkInclusion(
  row: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): Promise<WalkedProof> {
  const sides = inclusionSteps(index, size);
  if (sides.length !== proof.length) throw new RangeError(`the path has ${sides.length} hashes, not ${proof.length}`);
  const leaf = await digest(Uint8Array.of(0), row);
  const steps: ProofStep[] = [];
  let hash = leaf;
  for (const [step, sibling] of proof.entries()) {
    const side = sides[step] ?? "left";
    hash = side === "left" ? await digest(Uint8Array.of(1), sibling, hash) : await digest(Uint8Array.of(1), hash, sibling);
    steps.push({ side, sibling, hash });
  }
  return { leaf, steps, isProven: hash.length === root.length && hash.every((byte, place) => byte === root[place]) };
}

async function digest(...parts: readonly Uint8Array[]): Promise<Uint8Array> {
  const input = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let end = 0;
  for (const part of parts) {
    input.set(part, end);
    end += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", input));
}
