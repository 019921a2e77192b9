/**
 * A Bloom filter: tells of every text that it was made of that it is in it, and of others with a known small chance. A text's bits come
 * from its SHA-256, by double hashing (Kirsch and Mitzenmacher), so that the same texts make the same bytes on every machine.
 */
import { createHash } from "node:crypto";

/** For each text, and of them as many set as give the smallest chance of a mistake: 2^-16.6, one in 100,000. */
const BITS_PER_TEXT = 24;
const BITS_SET = 16;

/** Chance that a text which is not in it is taken for one that is. */
export const FALSE_POSITIVE_RATE = (1 - Math.exp(-BITS_SET / BITS_PER_TEXT)) ** BITS_SET;

/** @param texts each once */
export function makeFilter(texts: readonly string[]): Buffer {
  const filter = Buffer.alloc(Math.ceil((texts.length * BITS_PER_TEXT) / 8));
  for (const text of texts) for (const bit of bitsOf(text, filter)) filter[bit >> 3] = (filter[bit >> 3] ?? 0) | (1 << (bit & 7));
  return filter;
}

export function isInFilter(filter: Uint8Array, text: string): boolean {
  return bitsOf(text, filter).every((bit) => ((filter[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0);
}

function bitsOf(text: string, filter: Uint8Array): number[] {
  const hash = createHash("sha256").update(text).digest();
  const first = hash.readUIntBE(0, 6);
  // Odd, so that it visits many places whatever their number.
  const step = (hash.readUInt32BE(6) | 1) >>> 0;
  const places = filter.length * 8;
  return Array.from({ length: BITS_SET }, (_none, index) => (first + index * step) % places);
}
