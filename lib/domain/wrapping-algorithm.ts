/** How key material is wrapped for its import (guide Tables 1-3 and 2-5), under an RSA_2048 wrapping key. */
export const WRAPPING_ALGORITHM_NAMES = ["RSAES_OAEP_SHA_256", "RSAES_PKCS1_V1_5", "RSAES_OAEP_SHA_1"] as const;
export type WrappingAlgorithm = (typeof WRAPPING_ALGORITHM_NAMES)[number];

type AlgorithmRow = {
  /** Node's name of the hash of OAEP and its mask (RFC 8017 §7.1, without a label); null for PKCS #1 v1.5 (§7.2). */
  readonly oaepHash: "sha1" | "sha256" | null;
  /** What speaks against it; null for the recommended one. */
  readonly caution: string | null;
};

export const WRAPPING_ALGORITHMS = {
  RSAES_OAEP_SHA_256: { oaepHash: "sha256", caution: null },
  RSAES_PKCS1_V1_5: {
    oaepHash: null,
    caution: "This padding is no longer recommended: choose it only if your HSM does not support OAEP.",
  },
  RSAES_OAEP_SHA_1: { oaepHash: "sha1", caution: "SHA-1 is no longer secure: exercise caution when choosing it." },
} as const satisfies Record<WrappingAlgorithm, AlgorithmRow>;

/** The wrapping key is RSA_2048, so what it wraps has so many bytes. */
export const WRAPPING_KEY_SPEC = "RSA_2048";
export const WRAPPED_BYTES = 256;
/** Import token and wrapping key are good for so long (guide §2.3.2, NOTICE). */
export const IMPORT_TOKEN_LIFE_MS = 24 * 60 * 60 * 1000;

/** Lengths of the temporary AES key that wraps a private key, in bytes (api-reference §2.6). */
export const TEMPORARY_KEY_BYTES: readonly number[] = [32, 16];
