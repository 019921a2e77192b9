/**
 * The import token: what is given with the parameters for an import and comes back with the material. It carries the wrapping key with
 * its private half wrapped under the domain key, so that any instance can serve it and nothing is stored meanwhile.
 * Invariant: nothing in it is believed before its MAC is verified.
 *
 * | bytes | content |
 * |---|---|
 * | 2 + 2 | generation of the domain key, where 0 says the first; total length (little-endian) |
 * | 36 | key ID (ASCII) |
 * | 1 + 8 | wrapping algorithm (its place in the table), end of life in epoch ms (big-endian) |
 * | 2 + n, 2 + m | length and DER SubjectPublicKeyInfo of the wrapping key; length and wrapped private half (big-endian) |
 * | 32 | HMAC-SHA-256 by the integrity key over `tokenMacInput` |
 */
import { KEY_ID_BYTES } from "#lib/domain/ids";
import { WRAPPING_ALGORITHM_NAMES, type WrappingAlgorithm } from "#lib/domain/wrapping-algorithm";
import type { WrappingKey } from "#lib/hsm/port";

export type ImportToken = WrappingKey & {
  readonly keyId: string;
  readonly algorithm: WrappingAlgorithm;
  readonly expiresAt: Date;
};

const HEADER_BYTES = 4;
const MAC_BYTES = 32;
const FIXED_BYTES = HEADER_BYTES + KEY_ID_BYTES + 1 + 8;
const FIRST_DOMAIN_KEY = 1;
const MAC_PREFIX = Buffer.from("kms-console/import-token/1", "ascii");

/** @param authenticate HMAC-SHA-256 by the integrity key, 32 bytes @param projectId of the key */
export function sealToken(token: ImportToken, projectId: string, authenticate: (data: Uint8Array) => Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.alloc(FIXED_BYTES), withLength(token.publicKey), withLength(token.wrapped)]);
  body.writeUInt16LE(token.domainKey === FIRST_DOMAIN_KEY ? 0 : token.domainKey, 0);
  body.writeUInt16LE(body.byteLength + MAC_BYTES, 2);
  body.write(token.keyId, HEADER_BYTES, "ascii");
  body.writeUInt8(WRAPPING_ALGORITHM_NAMES.indexOf(token.algorithm), HEADER_BYTES + KEY_ID_BYTES);
  body.writeBigUInt64BE(BigInt(token.expiresAt.getTime()), HEADER_BYTES + KEY_ID_BYTES + 1);
  return Buffer.concat([body, authenticate(tokenMacInput(body, projectId))]);
}

/** @returns null for whatever was not made by `sealToken` for this project. The key it is for is the caller's to compare. */
export function openToken(
  token: Uint8Array,
  projectId: string,
  isAuthentic: (data: Uint8Array, mac: Uint8Array) => boolean,
): ImportToken | null {
  const bytes = Buffer.from(token.buffer, token.byteOffset, token.byteLength);
  if (bytes.byteLength < FIXED_BYTES + MAC_BYTES) return null;
  const body = bytes.subarray(0, -MAC_BYTES);
  if (!isAuthentic(tokenMacInput(body, projectId), bytes.subarray(-MAC_BYTES))) return null;
  const publicKey = readWithLength(body, FIXED_BYTES);
  const wrapped = readWithLength(body, FIXED_BYTES + 2 + publicKey.byteLength);
  const algorithm = WRAPPING_ALGORITHM_NAMES[body.readUInt8(HEADER_BYTES + KEY_ID_BYTES)];
  if (algorithm === undefined) return null;
  return {
    keyId: body.toString("ascii", HEADER_BYTES, HEADER_BYTES + KEY_ID_BYTES),
    algorithm,
    expiresAt: new Date(Number(body.readBigUInt64BE(HEADER_BYTES + KEY_ID_BYTES + 1))),
    publicKey,
    wrapped,
    domainKey: body.readUInt16LE(0) || FIRST_DOMAIN_KEY,
  };
}

function tokenMacInput(body: Uint8Array, projectId: string): Buffer {
  return Buffer.concat([MAC_PREFIX, Buffer.from(projectId, "ascii"), body]);
}

function withLength(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.byteLength);
  return Buffer.concat([length, bytes]);
}

function readWithLength(body: Buffer, start: number): Buffer {
  return body.subarray(start + 2, start + 2 + body.readUInt16BE(start));
}
