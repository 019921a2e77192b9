/**
 * Signing algorithms (api-reference §2.5; RFC 8017 for RSA, FIPS 186-5 for ECDSA).
 * Invariant: a key signs only with an algorithm of its own family, and only if signing is its usage.
 */
import type { ErrorCode } from "./errors";
import type { HashName } from "./hash";
import { KEY_SPECS, type KeySpec, type KeyUsage } from "./key-spec";

type AlgorithmRow = {
  readonly family: "rsa" | "ec";
  /** `pss`: MGF1 with the same hash, salt as long as the hash. `ecdsa`: DER, any of the hashes on either curve. */
  readonly scheme: "pss" | "pkcs1" | "ecdsa";
  readonly hash: HashName;
};

export const SIGNING_ALGORITHMS = {
  RSASSA_PSS_SHA_256: { family: "rsa", scheme: "pss", hash: "SHA_256" },
  RSASSA_PSS_SHA_384: { family: "rsa", scheme: "pss", hash: "SHA_384" },
  RSASSA_PSS_SHA_512: { family: "rsa", scheme: "pss", hash: "SHA_512" },
  RSASSA_PKCS1_V1_5_SHA_256: { family: "rsa", scheme: "pkcs1", hash: "SHA_256" },
  RSASSA_PKCS1_V1_5_SHA_384: { family: "rsa", scheme: "pkcs1", hash: "SHA_384" },
  RSASSA_PKCS1_V1_5_SHA_512: { family: "rsa", scheme: "pkcs1", hash: "SHA_512" },
  ECDSA_SHA_256: { family: "ec", scheme: "ecdsa", hash: "SHA_256" },
  ECDSA_SHA_384: { family: "ec", scheme: "ecdsa", hash: "SHA_384" },
  ECDSA_SHA_512: { family: "ec", scheme: "ecdsa", hash: "SHA_512" },
} as const satisfies Record<string, AlgorithmRow>;

export type SigningAlgorithm = keyof typeof SIGNING_ALGORITHMS;
export const SIGNING_ALGORITHM_NAMES = Object.keys(SIGNING_ALGORITHMS) as [SigningAlgorithm, ...SigningAlgorithm[]];

/** What `message` holds: the digest of what is signed, or that itself, for the service to hash. */
export const MESSAGE_TYPES = ["DIGEST", "RAW"] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** Bytes of a message that is signed, verified or authenticated: 1 to this many. */
export const MESSAGE_MAX_BYTES = 4096;

/** The algorithms of a spec's family; the first is the one to take where nothing speaks for another. */
export function signingAlgorithmsOf(spec: KeySpec): SigningAlgorithm[] {
  const fitting = SIGNING_ALGORITHM_NAMES.filter((name) => SIGNING_ALGORITHMS[name].family === KEY_SPECS[spec].family);
  // SHA-384 is the hash that is as strong as the larger curve.
  const first = fitting.find((name) => spec === "EC_P384" && name === "ECDSA_SHA_384");
  return first === undefined ? fitting : [first, ...fitting.filter((name) => name !== first)];
}

/** Why a key cannot sign or verify so; null where it can. */
export function signingRefusal(key: { readonly spec: KeySpec; readonly usage: KeyUsage }, algorithm: SigningAlgorithm): ErrorCode | null {
  const { family } = KEY_SPECS[key.spec];
  if (family === "hmac") return "hmacKeyUnsupported";
  if (family === "symmetric") return "keyNotAsymmetric";
  if (key.usage !== "SIGN_VERIFY") return "usageNotSign";
  return SIGNING_ALGORITHMS[algorithm].family === family ? null : "signingAlgorithmUnsupported";
}
