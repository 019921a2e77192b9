/**
 * Seals for many books by one MAC of the token, which may be far away: a tree of SHA-256 over what is sealed, whose root has the MAC; each
 * book keeps that and the way up to the root. Invariant: leaf, node and root are told apart by what they begin with, so none passes for
 * another, nor for what is sealed alone.
 */
import { hash } from "node:crypto";

const BYTES = 32;
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);
/** A way of four nodes is as long as the rest of a key's seal. */
const LARGEST = 16;

/** Makes the MAC in the token: 32 bytes. @throws KmsError `unavailable` */
type MakeMac = (data: Buffer) => Buffer;

function leafOf(sealed: Buffer): Buffer {
  return hash("sha256", Buffer.concat([LEAF, sealed]), "buffer");
}

function nodeOf(left: Buffer, right: Buffer): Buffer {
  return hash("sha256", Buffer.concat([NODE, left, right]), "buffer");
}

/** What the token authenticates of a tree. */
function rootBytes(depth: number, root: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`kms/books/1\n${depth}\n`, "utf8"), root]);
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
  for (let level = levels[0] as Buffer[]; level.length > 1; levels.push(level)) {
    level = Array.from({ length: level.length / 2 }, (_, at) => nodeOf(level[2 * at] as Buffer, level[2 * at + 1] as Buffer));
  }
  const [root] = levels.pop() as [Buffer];
  const mac = makeMac(rootBytes(levels.length, root));
  return sealed.map((_, place) => Buffer.concat([mac, Buffer.of(place), ...levels.map((level, up) => level[(place >> up) ^ 1] as Buffer)]));
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
    const beside = seal.subarray(BYTES + 1 + up * BYTES, BYTES + 1 + (up + 1) * BYTES);
    node = ((place >> up) & 1) === 0 ? nodeOf(node, beside) : nodeOf(beside, node);
  }
  return { data: rootBytes(depth, node), mac };
}
