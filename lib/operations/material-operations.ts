/** Key material of elsewhere: how it is brought in, and destroyed again (guide chapter 2.3). */
import type { KeyReference } from "#lib/domain/key-reference";
import type { WrappingAlgorithm } from "#lib/domain/wrapping-algorithm";
import { byTransition, type OperationRow, shape } from "./operation";

type ParametersInput = { readonly key: KeyReference; readonly wrappingAlgorithm: WrappingAlgorithm };

type ParametersOutput = {
  readonly keyId: string;
  readonly importToken: Uint8Array;
  /** When token and wrapping key end, in whole seconds. */
  readonly expiresAt: Date;
  /** Wrapping key: DER SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** The key had material before, and takes no other; absent where it waits for its first. */
  readonly sameMaterialOnly?: true | undefined;
};

type ImportInput = {
  readonly key: KeyReference;
  readonly importToken: Uint8Array;
  /** A secret key, or the temporary AES key of a private key, under the wrapping key. */
  readonly encryptedMaterial: Uint8Array;
  /** PKCS #8 (DER) under the temporary key (RFC 5649); of key pairs, which need it, and of no others. */
  readonly encryptedPrivateKey?: Uint8Array | undefined;
  /** When the material is to be destroyed; without it, never. */
  readonly expiresAt?: Date | undefined;
};

export const materialOperations = {
  getParametersForImport: {
    effect: "change",
    traceName: "getParametersForImport",
    permission: "kms:cmk:getMaterial",
    subject: "key",
    ...byTransition("importMaterial"),
    defaultKeys: false,
    // The wrapping key is an RSA key, which may wait for others in making.
    patience: 4,
    input: shape<ParametersInput>(),
    output: shape<ParametersOutput>(),
    secretFields: ["importToken"],
    summary: "Get a wrapping key and an import token, good for 24 hours, for a key that waits for its material",
  },
  importKeyMaterial: {
    effect: "change",
    traceName: "importKeyMaterial",
    permission: "kms:cmk:importMaterial",
    subject: "key",
    ...byTransition("importMaterial"),
    defaultKeys: false,
    patience: 4,
    input: shape<ImportInput>(),
    output: shape<void>(),
    secretFields: ["importToken", "encryptedMaterial", "encryptedPrivateKey"],
    summary: "Import key material; a key takes only the material it had first",
  },
  deleteImportedKeyMaterial: {
    effect: "destroy",
    traceName: "deleteImportedKeyMaterial",
    permission: "kms:cmk:deleteMaterial",
    needsStepUp: true,
    subject: "key",
    ...byTransition("deleteMaterial"),
    defaultKeys: false,
    input: shape<{ readonly key: KeyReference }>(),
    output: shape<void>(),
    secretFields: [],
    summary: "Destroy imported key material of an AES key; the key stays and waits for the same material",
  },
} as const satisfies Record<string, OperationRow>;
