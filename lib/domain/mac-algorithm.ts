/** MAC algorithms (api-reference §2.5; RFC 2104). Invariant: each belongs to one spec, whose length equals its hash's. */
import type { ErrorCode } from "./errors";
import type { HashName } from "./hash";
import { isKeyPair, KEY_SPECS, type KeySpec } from "./key-spec";

export const MAC_ALGORITHMS = {
  HMAC_SHA_256: { spec: "HMAC_256", hash: "SHA_256" },
  HMAC_SHA_384: { spec: "HMAC_384", hash: "SHA_384" },
  HMAC_SHA_512: { spec: "HMAC_512", hash: "SHA_512" },
} as const satisfies Record<string, { spec: KeySpec; hash: HashName }>;

export type MacAlgorithm = keyof typeof MAC_ALGORITHMS;
export const MAC_ALGORITHM_NAMES = Object.keys(MAC_ALGORITHMS) as [MacAlgorithm, ...MacAlgorithm[]];

/** Why a key cannot make or check such a MAC; null where it can. */
export function macRefusal(key: { readonly spec: KeySpec }, algorithm: MacAlgorithm): ErrorCode | null {
  if (isKeyPair(key.spec)) return "keyPairNotHmac";
  if (KEY_SPECS[key.spec].family !== "hmac") return "symmetricKeyNotHmac";
  return MAC_ALGORITHMS[algorithm].spec === key.spec ? null : "macAlgorithmUnsupported";
}
