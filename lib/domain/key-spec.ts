/**
 * Key algorithms, usages and origins (user guide Tables 2-1 and 2-2).
 * Invariant: a pair of spec and usage that is not in this table never becomes a key.
 */

type SpecRow = {
  readonly family: "symmetric" | "rsa" | "ec";
  readonly usages: readonly KeyUsage[];
  readonly defaultUsage: KeyUsage;
  /** Bytes of the clear material where it is a plain secret; null for key pairs. */
  readonly materialBytes: number | null;
  /** What the console says the key is for. */
  readonly purpose: string;
};

export const KEY_USAGES = ["ENCRYPT_DECRYPT", "SIGN_VERIFY"] as const;
export type KeyUsage = (typeof KEY_USAGES)[number];

/** Where the material came from: made here (`kms`) or imported (`external`). */
export const KEY_ORIGINS = ["kms", "external"] as const;
export type KeyOrigin = (typeof KEY_ORIGINS)[number];

/** The specs that can be created in this version. */
export const KEY_SPECS = {
  AES_256: {
    family: "symmetric",
    usages: ["ENCRYPT_DECRYPT"],
    defaultUsage: "ENCRYPT_DECRYPT",
    materialBytes: 32,
    purpose: "Encrypts and decrypts a small amount of data or data keys.",
  },
} as const satisfies Record<string, SpecRow>;

export type KeySpec = keyof typeof KEY_SPECS;
export const KEY_SPEC_NAMES = Object.keys(KEY_SPECS) as [KeySpec, ...KeySpec[]];

/** Whether the table allows this usage for this spec; names compare exactly (normalise first). */
export function isUsageAllowed(spec: KeySpec, usage: KeyUsage): boolean {
  return (KEY_SPECS[spec].usages as readonly KeyUsage[]).includes(usage);
}
