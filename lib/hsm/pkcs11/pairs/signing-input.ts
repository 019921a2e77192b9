/**
 * From signing algorithm and digest to what the token signs, and from the token's signature to the wire's and back.
 * Invariant: what the token gets has the length that its mechanism wants, so that a wrong one is never the token's error.
 */
import type { Mechanism } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { fromDer, toDer } from "#lib/domain/ecdsa-signature";
import { HASHES } from "#lib/domain/hash";
import { type KeySpec, keyBytes } from "#lib/domain/key-spec";
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from "#lib/domain/signing-algorithm";
import { plainMechanism, pssMechanism, requireLength, toBuffer } from "../mechanisms";
import { digestInfo } from "./digest-info";

export type SigningInput = { readonly mechanism: Mechanism; readonly data: Buffer };

/** @throws RangeError when the digest has not the length of the algorithm's hash */
export function signingInput(spec: KeySpec, algorithm: SigningAlgorithm, digest: Uint8Array): SigningInput {
  const { scheme, hash } = SIGNING_ALGORITHMS[algorithm];
  const whole = requireLength(digest, HASHES[hash].bytes, "digest");
  if (scheme === "pss") return { mechanism: pssMechanism(hash), data: whole };
  if (scheme === "pkcs1") return { mechanism: plainMechanism(pkcs11js.CKM_RSA_PKCS), data: digestInfo(hash, whole) };
  // The leftmost bits, as many as the order of the group has (FIPS 186-5 §6.4.1); not every token cuts a longer digest itself.
  return { mechanism: plainMechanism(pkcs11js.CKM_ECDSA), data: whole.subarray(0, keyBytes(spec)) };
}

/** Bytes of a signature as the token gives it. */
export function rawSignatureBytes(spec: KeySpec, algorithm: SigningAlgorithm): number {
  return SIGNING_ALGORITHMS[algorithm].scheme === "ecdsa" ? 2 * keyBytes(spec) : keyBytes(spec);
}

export function toWireSignature(algorithm: SigningAlgorithm, raw: Buffer): Buffer {
  return SIGNING_ALGORITHMS[algorithm].scheme === "ecdsa" ? toBuffer(toDer(raw)) : raw;
}

/** @returns null for what cannot be a signature of such a key, whatever was signed */
export function fromWireSignature(spec: KeySpec, algorithm: SigningAlgorithm, signature: Uint8Array): Buffer | null {
  if (SIGNING_ALGORITHMS[algorithm].scheme === "ecdsa") {
    const pair = fromDer(signature, keyBytes(spec));
    return pair && toBuffer(pair);
  }
  return signature.byteLength === keyBytes(spec) ? toBuffer(signature) : null;
}
