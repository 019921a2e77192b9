/**
 * Data key pairs: made for use outside this service, their private half protected like a data key (api-reference §2.11).
 * Invariant: what is not in this table is not made.
 */

type PairRow =
  | { readonly family: "rsa"; readonly bits: number }
  /** `curve` as OpenSSL names it; `oid` in DER (RFC 5480 §2.1.1.1, SEC 2 §A.2.1). */
  | { readonly family: "ec"; readonly curve: string; readonly oid: string };

const P256 = { family: "ec", curve: "prime256v1", oid: "06082a8648ce3d030107" } as const;
const P384 = { family: "ec", curve: "secp384r1", oid: "06052b81040022" } as const;

export const DATA_KEY_PAIR_SPECS = {
  RSA_2048: { family: "rsa", bits: 2048 },
  RSA_3072: { family: "rsa", bits: 3072 },
  RSA_4096: { family: "rsa", bits: 4096 },
  ECC_NIST_P256: P256,
  ECC_NIST_P384: P384,
  ECC_NIST_P521: { family: "ec", curve: "secp521r1", oid: "06052b81040023" },
  ECC_SECG_P256K1: { family: "ec", curve: "secp256k1", oid: "06052b8104000a" },
  // As the keys of this service call the same curves.
  EC_P256: P256,
  EC_P384: P384,
} as const satisfies Record<string, PairRow>;

export type DataKeyPairSpec = keyof typeof DATA_KEY_PAIR_SPECS;

type Of<F extends "rsa" | "ec"> = {
  [S in DataKeyPairSpec]: (typeof DATA_KEY_PAIR_SPECS)[S] extends { family: F } ? S : never;
}[DataKeyPairSpec];

const namesOf = <F extends "rsa" | "ec">(family: F) =>
  (Object.keys(DATA_KEY_PAIR_SPECS) as DataKeyPairSpec[]).filter((name) => DATA_KEY_PAIR_SPECS[name].family === family) as [
    Of<F>,
    ...Of<F>[],
  ];

export type RsaDataKeyPairSpec = Of<"rsa">;
export type EcDataKeyPairSpec = Of<"ec">;

export const RSA_DATA_KEY_PAIR_SPECS = namesOf("rsa");
export const EC_DATA_KEY_PAIR_SPECS = namesOf("ec");

/** A pair for use elsewhere. */
export type DataKeyPair = {
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  /** PKCS #8 in DER, in clear; its owner wipes it. */
  readonly privateKey: Buffer;
};
