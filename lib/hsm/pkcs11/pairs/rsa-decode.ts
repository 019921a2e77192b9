/**
 * EME-OAEP decoding (RFC 8017 §7.1.2, step 3) with an empty label, for tokens that do only the raw RSA step.
 * Invariant: which check fails changes neither the result nor the path through the code, so that nobody learns from the time
 * (Manger's attack); the length of a sound message does. The clear message is in the buffers of this function and in the result.
 */
import { createHash } from "node:crypto";

/** Node's names; the mask is made with the same hash. */
export type OaepHash = "sha1" | "sha256";

/** Hashes of the empty label. */
const LABEL_HASHES = { sha1: createHash("sha1").digest(), sha256: createHash("sha256").digest() } as const;

/** @param encoded as many bytes as the modulus @returns the message, which may be empty; null for a bad encoding */
export function decodeOaep(encoded: Uint8Array, hash: OaepHash = "sha256"): Buffer | null {
  const labelHash = LABEL_HASHES[hash];
  const hashBytes = labelHash.byteLength;
  if (encoded.byteLength < 2 * hashBytes + 2) return null;
  const seed = Buffer.from(encoded.subarray(1, 1 + hashBytes));
  const block = Buffer.from(encoded.subarray(1 + hashBytes));
  xorMask(seed, block, hash);
  xorMask(block, seed, hash);

  let bad = encoded[0] ?? 1;
  for (let i = 0; i < hashBytes; i += 1) bad |= (block[i] ?? 0) ^ (labelHash[i] ?? 0);
  // 1 while the byte 01 that ends the padding has not been seen.
  let isPadding = 1;
  let start = 0;
  for (let i = hashBytes; i < block.byteLength; i += 1) {
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

/**
 * EME-PKCS1-v1_5 decoding (RFC 8017 §7.2.2, step 3), with the same invariant: against it stands Bleichenbacher's attack.
 * @param encoded as many bytes as the modulus @returns the message, which may be empty; null for a bad encoding
 */
export function decodePkcs1(encoded: Uint8Array): Buffer | null {
  if (encoded.byteLength < FIRST_AFTER_PADDING) return null;
  let bad = (encoded[0] ?? 1) | ((encoded[1] ?? 0) ^ 2);
  // 1 while the zero that ends the padding has not been seen.
  let isPadding = 1;
  let start = 0;
  for (let i = 2; i < encoded.byteLength; i += 1) {
    const endsHere = isPadding & isZero(encoded[i] ?? 0);
    start |= -endsHere & (i + 1);
    isPadding &= endsHere ^ 1;
  }
  bad |= isPadding;
  // The sign bit tells whether there were fewer than eight bytes of padding.
  bad |= (start - FIRST_AFTER_PADDING) >>> 31;
  const message = Buffer.from(encoded.subarray(start));
  if (bad === 0) return message;
  message.fill(0);
  return null;
}

/** The raw step gives a number; some tokens leave its leading zeros away. @param bytes of the modulus @returns a copy */
export function atFullLength(encoded: Uint8Array, bytes: number): Buffer {
  const whole = Buffer.alloc(bytes);
  whole.set(encoded, bytes - encoded.byteLength);
  return whole;
}

/** 00 02, eight bytes of padding or more, 00. */
const FIRST_AFTER_PADDING = 11;

/** 1 for 0, 0 for 1 to 255, without a branch. */
function isZero(byte: number): number {
  return (byte - 1) >>> 31;
}

/** Adds MGF1 of `seed` (RFC 8017 appendix B.2.1) to `target`. */
function xorMask(target: Buffer, seed: Uint8Array, hash: OaepHash): void {
  const hashBytes = LABEL_HASHES[hash].byteLength;
  const counter = Buffer.alloc(4);
  for (let offset = 0, round = 0; offset < target.byteLength; offset += hashBytes, round += 1) {
    counter.writeUInt32BE(round);
    const mask = createHash(hash).update(seed).update(counter).digest();
    const length = Math.min(hashBytes, target.byteLength - offset);
    for (let i = 0; i < length; i += 1) target[offset + i] = (target[offset + i] ?? 0) ^ (mask[i] ?? 0);
    mask.fill(0);
  }
}
