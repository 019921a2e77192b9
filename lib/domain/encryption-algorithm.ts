/** Encryption algorithms of small data (api-reference §2.4). Invariant: a key encrypts only with the algorithm of its family. */
import type { ErrorCode } from "./errors";
import { KEY_SPECS, type KeySpec, type KeyUsage, keyBytes } from "./key-spec";

export const ENCRYPTION_ALGORITHMS = ["SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_256"] as const;
export type EncryptionAlgorithm = (typeof ENCRYPTION_ALGORITHMS)[number];

/** Why a key cannot encrypt or decrypt so; null where it can. */
export function encryptionRefusal(
  key: { readonly spec: KeySpec; readonly usage: KeyUsage },
  algorithm: EncryptionAlgorithm,
): ErrorCode | null {
  const { family } = KEY_SPECS[key.spec];
  if (family === "hmac") return "hmacKeyUnsupported";
  if (family === "ec") return "ecKeyCannotEncrypt";
  if (key.usage !== "ENCRYPT_DECRYPT") return "usageNotEncrypt";
  if (family === "symmetric") return algorithm === "SYMMETRIC_DEFAULT" ? null : "algorithmNotForSymmetric";
  return algorithm === "RSAES_OAEP_SHA_256" ? null : "algorithmNotForRsa";
}

const SHA_256_BYTES = 32;

/** The longest plaintext in bytes of RSAES-OAEP with SHA-256 (RFC 8017 §7.1.1): 190, 318 or 446. */
export function oaepMaxBytes(spec: KeySpec): number {
  return keyBytes(spec) - 2 * SHA_256_BYTES - 2;
}
