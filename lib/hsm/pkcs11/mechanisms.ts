/**
 * Every mechanism this product uses, built and checked in one place.
 * Invariant: no mechanism object reaches pkcs11js unchecked, because one that fails its own validation aborts the process.
 */

import type { Mechanism } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { HASHES, type HashName } from "#lib/domain/hash";
import type { OaepHash } from "./pairs/rsa-decode";

/** AES-KWP (RFC 5649): PKCS#11 3.0 numbers it 0x210B; modules older than that use 0x210A, which elsewhere is another padding. */
export const KEY_WRAP_CANDIDATES = [0x210b, 0x210a] as const;

export const GCM_IV_BYTES = 12;
export const GCM_TAG_BYTES = 16;
export const NONCE_BYTES = 16;

/** A view on the same bytes as a Buffer, the only thing pkcs11js takes. */
export function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The same bytes, if there are exactly so many. @throws RangeError otherwise: a mistake of the caller */
export function requireLength(bytes: Uint8Array, length: number, what: string): Buffer {
  if (!(bytes instanceof Uint8Array) || bytes.byteLength !== length) throw new RangeError(`${what} must have ${length} bytes`);
  return toBuffer(bytes);
}

/** A mechanism without parameters. */
export function plainMechanism(number: number): Mechanism {
  if (!Number.isInteger(number) || number < 0) throw new RangeError("a mechanism number must be a whole number");
  return { mechanism: number };
}

/** AES-GCM with a 96-bit IV and a 128-bit tag; the layout of PKCS#11 2.40 (CK_GCM_PARAMS with ulIvBits), which all known tokens take. */
export function gcmMechanism(iv: Uint8Array, aad: Uint8Array): Mechanism {
  if (!(aad instanceof Uint8Array)) throw new RangeError("AAD must be bytes");
  const parameter = {
    type: pkcs11js.CK_PARAMS_AES_GCM_v240,
    iv: requireLength(iv, GCM_IV_BYTES, "IV"),
    ivBits: GCM_IV_BYTES * 8,
    ...(aad.byteLength > 0 ? { aad: toBuffer(aad) } : {}),
    tagBits: GCM_TAG_BYTES * 8,
  };
  return { mechanism: pkcs11js.CKM_AES_GCM, parameter };
}

/**
 * Derivation of a message key: AES-256-CBC encryption, under the base key and with `nonce` as IV, of two constant blocks
 * (CKM_AES_CBC_ENCRYPT_DATA, PKCS#11 v2.40 mechanisms §2.15). Both blocks differ from message to message, since the first is
 * encrypted with the nonce and the second is chained to it.
 */
export function messageKeyDerivation(nonce: Uint8Array): Mechanism {
  const parameter = {
    type: pkcs11js.CK_PARAMS_AES_CBC,
    iv: requireLength(nonce, NONCE_BYTES, "nonce"),
    data: MESSAGE_KEY_DATA,
  };
  return { mechanism: pkcs11js.CKM_AES_CBC_ENCRYPT_DATA, parameter };
}

/** What is encrypted to give a message key: 32 bytes, part of the ciphertext format for ever. */
export const MESSAGE_KEY_DATA: Buffer = Buffer.from("kms-console message key, AES-256", "ascii");

/** RSAES-OAEP with SHA-256 in both places and no label; pkcs11js does not export CKZ_DATA_SPECIFIED (1). */
export function oaepMechanism(hash: OaepHash = "sha256"): Mechanism {
  const parameter = { type: pkcs11js.CK_PARAMS_RSA_OAEP, ...OAEP_HASHES[hash], source: 1 };
  return { mechanism: pkcs11js.CKM_RSA_PKCS_OAEP, parameter };
}

const OAEP_HASHES = {
  sha1: { hashAlg: pkcs11js.CKM_SHA_1, mgf: pkcs11js.CKG_MGF1_SHA1 },
  sha256: { hashAlg: pkcs11js.CKM_SHA256, mgf: pkcs11js.CKG_MGF1_SHA256 },
} as const satisfies Record<OaepHash, { hashAlg: number; mgf: number }>;

const PSS_HASHES = {
  SHA_256: { hashAlg: pkcs11js.CKM_SHA256, mgf: pkcs11js.CKG_MGF1_SHA256 },
  SHA_384: { hashAlg: pkcs11js.CKM_SHA384, mgf: pkcs11js.CKG_MGF1_SHA384 },
  SHA_512: { hashAlg: pkcs11js.CKM_SHA512, mgf: pkcs11js.CKG_MGF1_SHA512 },
} as const satisfies Record<HashName, { hashAlg: number; mgf: number }>;

/** RSASSA-PSS of a digest: MGF1 with the same hash, salt as long as the hash (api-reference §2.5). */
export function pssMechanism(hash: HashName): Mechanism {
  const parameter = { type: pkcs11js.CK_PARAMS_RSA_PSS, ...PSS_HASHES[hash], saltLen: HASHES[hash].bytes };
  return { mechanism: pkcs11js.CKM_RSA_PKCS_PSS, parameter };
}

const HMACS = {
  SHA_256: pkcs11js.CKM_SHA256_HMAC,
  SHA_384: pkcs11js.CKM_SHA384_HMAC,
  SHA_512: pkcs11js.CKM_SHA512_HMAC,
} as const satisfies Record<HashName, number>;

export function hmacMechanism(hash: HashName): Mechanism {
  return plainMechanism(HMACS[hash]);
}
