/** Hash functions of signatures and MACs (FIPS 180-4). */
export const HASHES = {
  SHA_256: { bytes: 32, nodeName: "sha256", label: "SHA-256" },
  SHA_384: { bytes: 48, nodeName: "sha384", label: "SHA-384" },
  SHA_512: { bytes: 64, nodeName: "sha512", label: "SHA-512" },
} as const satisfies Record<string, { bytes: number; nodeName: string; label: string }>;

export type HashName = keyof typeof HASHES;
