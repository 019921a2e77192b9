/**
 * Seals for many books by one MAC of the token, which may be far away: a tree of SHA-256 over what is sealed, whose root has the MAC; each
 * book keeps that and the way up to the root. Invariant: leaf, node and root are told apart by what they begin with, so none passes for
 * another, nor for what is sealed alone.
 */
import { hash } from "node:crypto";

const BYTES = 32;
/** A way of four nodes is as long as the rest of a key's seal. */
const LARGEST = 16;

/** Makes the MAC in the token: 32 bytes. @throws KmsError `unavailable` */
type MakeMac = (data: Buffer) => Buffer;

const LEAF = Buffer.of(0);
/** What a node begins with, and room for the two below it. */
const NODE = Buffer.alloc(1 + 2 * BYTES, 1);
const [LEFT, RIGHT] = [1, 1 + BYTES];

/** A character a byte, which costs a quarter of what an object for each hash and a buffer for each result do. */
type Hash = string;

function leafOf(sealed: Buffer): Hash {
  return hash("sha256", Buffer.concat([LEAF, sealed]), "binary");
}

function nodeOf(left: Hash, right: Hash): Hash {
  NODE.write(left, LEFT, "latin1");
  NODE.write(right, RIGHT, "latin1");
  return hash("sha256", NODE, "binary");
}

/** What the token authenticates of a tree. */
function rootBytes(depth: number, root: Hash): Buffer {
  return Buffer.from(`kms/books/1\n${depth}\n${root}`, "latin1");
}

/**
 * @param sealed what each book's seal authenticates
 * @returns for each its seal: a MAC (32 bytes) alone, or the MAC of the tree's root, its place (1) and the nodes beside its way (32 each)
 */
export function sealTogether(sealed: readonly Buffer[], makeMac: MakeMac): Buffer[] {
  const seals: Buffer[] = [];
  while (seals.length < sealed.length) {
    const size = Math.min(LARGEST, 2 ** Math.floor(Math.log2(sealed.length - seals.length)));
    seals.push(...sealTree(sealed.slice(seals.length, seals.length + size), makeMac));
  }
  return seals;
}

function sealTree(sealed: readonly Buffer[], makeMac: MakeMac): Buffer[] {
  const [alone, ...others] = sealed;
  if (alone !== undefined && others.length === 0) return [makeMac(alone)];
  const levels = [sealed.map(leafOf)];
  for (let level = levels[0] as Hash[]; level.length > 1; levels.push(level)) {
    level = Array.from({ length: level.length / 2 }, (_, at) => nodeOf(level[2 * at] as Hash, level[2 * at + 1] as Hash));
  }
  const [root] = levels.pop() as [Hash];
  const mac = makeMac(rootBytes(levels.length, root));
  return sealed.map((_, place) => {
    const beside = levels.map((level, up) => level[(place >> up) ^ 1]).join("");
    return Buffer.concat([mac, Buffer.of(place), Buffer.from(beside, "latin1")]);
  });
}

/** What the token must have authenticated for a seal to be one of this; null where it cannot be any. */
export function authenticatedBy(sealed: Buffer, seal: Buffer): { readonly data: Buffer; readonly mac: Buffer } | null {
  const mac = seal.subarray(0, BYTES);
  if (seal.length === BYTES) return { data: sealed, mac };
  const depth = (seal.length - BYTES - 1) / BYTES;
  const place = seal[BYTES] ?? 0;
  if (!Number.isInteger(depth) || depth < 1 || 2 ** depth > LARGEST || place >= 2 ** depth) return null;
  let node = leafOf(sealed);
  for (let up = 0; up < depth; up += 1) {
    const beside = seal.toString("latin1", BYTES + 1 + up * BYTES, BYTES + 1 + (up + 1) * BYTES);
    node = ((place >> up) & 1) === 0 ? nodeOf(node, beside) : nodeOf(beside, node);
  }
  return { data: rootBytes(depth, node), mac };
}
