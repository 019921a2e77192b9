/**
 * EME-OAEP decoding (RFC 8017 §7.1.2, step 3) with SHA-256 and an empty label, for tokens that do only the raw RSA step.
 * Invariant: which check fails changes neither the result nor the path through the code, so that nobody learns from the time
 * (Manger's attack); the length of a sound message does. The clear message is in the buffers of this function and in the result.
 */
import { createHash } from "node:crypto";

const HASH_BYTES = 32;
/** SHA-256 of the empty label. */
const LABEL_HASH = createHash("sha256").digest();

/** @param encoded as many bytes as the modulus @returns the message, which may be empty; null for a bad encoding */
export function decodeOaep(encoded: Uint8Array): Buffer | null {
  if (encoded.byteLength < 2 * HASH_BYTES + 2) return null;
  const seed = Buffer.from(encoded.subarray(1, 1 + HASH_BYTES));
  const block = Buffer.from(encoded.subarray(1 + HASH_BYTES));
  xorMask(seed, block);
  xorMask(block, seed);

  let bad = encoded[0] ?? 1;
  for (let i = 0; i < HASH_BYTES; i += 1) bad |= (block[i] ?? 0) ^ (LABEL_HASH[i] ?? 0);
  // 1 while the byte 01 that ends the padding has not been seen.
  let isPadding = 1;
  let start = 0;
  for (let i = HASH_BYTES; i < block.byteLength; i += 1) {
    const byte = block[i] ?? 0;
    const endsHere = isPadding & isZero(byte ^ 1);
    start |= -endsHere & (i + 1);
    isPadding &= endsHere ^ 1;
    bad |= isPadding & (isZero(byte) ^ 1);
  }
  bad |= isPadding;
  const message = Buffer.from(block.subarray(start));
  seed.fill(0);
  block.fill(0);
  if (bad === 0) return message;
  message.fill(0);
  return null;
}

/** 1 for 0, 0 for 1 to 255, without a branch. */
function isZero(byte: number): number {
  return (byte - 1) >>> 31;
}

/** Adds MGF1 of `seed` with SHA-256 (RFC 8017 appendix B.2.1) to `target`. */
function xorMask(target: Buffer, seed: Uint8Array): void {
  const counter = Buffer.alloc(4);
  for (let offset = 0, round = 0; offset < target.byteLength; offset += HASH_BYTES, round += 1) {
    counter.writeUInt32BE(round);
    const mask = createHash("sha256").update(seed).update(counter).digest();
    const length = Math.min(HASH_BYTES, target.byteLength - offset);
    for (let i = 0; i < length; i += 1) target[offset + i] = (target[offset + i] ?? 0) ^ (mask[i] ?? 0);
    mask.fill(0);
  }
}
