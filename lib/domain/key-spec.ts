/**
 * Key algorithms, usages and origins (user guide Tables 2-1 and 2-2; HMAC: api-reference §2.1).
 * Invariant: a pair of spec and usage that is not in this table never becomes a key.
 */

export const KEY_USAGES = ["ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC"] as const;
export type KeyUsage = (typeof KEY_USAGES)[number];

/** Where the material came from: made here (`kms`) or imported (`external`). */
export const KEY_ORIGINS = ["kms", "external"] as const;
export type KeyOrigin = (typeof KEY_ORIGINS)[number];

/** `symmetric` is AES; `rsa` and `ec` are key pairs. */
export type KeyFamily = "symmetric" | "hmac" | "rsa" | "ec";

type SpecRow = {
  readonly family: KeyFamily;
  readonly usages: readonly KeyUsage[];
  readonly defaultUsage: KeyUsage;
  /** Bits of the secret (AES, HMAC), of the modulus (RSA), or of a coordinate of the curve (EC). */
  readonly bits: number;
  /** Whether the console offers it: the guide's Table 2-1. The others are made by API. */
  readonly isInGuide: boolean;
  /** What the console says the key is for. */
  readonly purpose: string;
};

const RSA = {
  family: "rsa",
  usages: ["SIGN_VERIFY", "ENCRYPT_DECRYPT"],
  defaultUsage: "SIGN_VERIFY",
  isInGuide: true,
  purpose: "Creates digital signatures, or encrypts and decrypts a small amount of data.",
} as const;
const EC = {
  family: "ec",
  usages: ["SIGN_VERIFY"],
  defaultUsage: "SIGN_VERIFY",
  isInGuide: true,
  purpose: "Creates digital signatures, on an elliptic curve recommended by NIST.",
} as const;
const HMAC = {
  family: "hmac",
  usages: ["GENERATE_VERIFY_MAC"],
  defaultUsage: "GENERATE_VERIFY_MAC",
  isInGuide: false,
  purpose: "Makes and checks message authentication codes, by API.",
} as const;

/** The specs that can be created, in the guide's order. */
export const KEY_SPECS = {
  AES_256: {
    family: "symmetric",
    usages: ["ENCRYPT_DECRYPT"],
    defaultUsage: "ENCRYPT_DECRYPT",
    bits: 256,
    isInGuide: true,
    purpose: "Encrypts and decrypts a small amount of data or data keys.",
  },
  RSA_2048: { ...RSA, bits: 2048 },
  RSA_3072: { ...RSA, bits: 3072 },
  RSA_4096: { ...RSA, bits: 4096 },
  EC_P256: { ...EC, bits: 256 },
  EC_P384: { ...EC, bits: 384 },
  HMAC_256: { ...HMAC, bits: 256 },
  HMAC_384: { ...HMAC, bits: 384 },
  HMAC_512: { ...HMAC, bits: 512 },
} as const satisfies Record<string, SpecRow>;

export type KeySpec = keyof typeof KEY_SPECS;
export const KEY_SPEC_NAMES = Object.keys(KEY_SPECS) as [KeySpec, ...KeySpec[]];

/** Whether the table has this spec and allows this usage for it; names compare exactly (normalise first). */
export function isUsageAllowed(spec: KeySpec, usage: KeyUsage): boolean {
  return Object.hasOwn(KEY_SPECS, spec) && (KEY_SPECS[spec].usages as readonly KeyUsage[]).includes(usage);
}

/** Whether keys of this spec are pairs, with a public half that may be given away. */
export function isKeyPair(spec: KeySpec): boolean {
  const { family } = KEY_SPECS[spec];
  return family === "rsa" || family === "ec";
}

/** Length in bytes of the secret, the modulus, or a coordinate. */
export function keyBytes(spec: KeySpec): number {
  return KEY_SPECS[spec].bits / 8;
}
