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

/**
 * What RSAES_OAEP_SHA_256 is, for who encrypts in a program of his own: the mask has a hash too, and programs differ in which one they
 * take where none is named.
 */
export const OAEP_SHA_256_WORDS =
  'RSAES_OAEP_SHA_256 is RSAES-OAEP with SHA-256, MGF1 with SHA-256, and an empty label. OpenSSL: -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256. Java: Cipher.getInstance("RSA/ECB/OAEPPadding") with new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT). By default Java\'s OAEPWithSHA-256AndMGF1Padding uses MGF1 with SHA-1; what it encrypts cannot be decrypted here.';

const SHA_256_BYTES = 32;

/** The longest plaintext in bytes of RSAES-OAEP with SHA-256 (RFC 8017 §7.1.1): 190, 318 or 446. */
export function oaepMaxBytes(spec: KeySpec): number {
  return keyBytes(spec) - 2 * SHA_256_BYTES - 2;
}
