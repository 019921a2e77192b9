/** Small data: encrypt, decrypt and re-encrypt (guide §2.5). */
import type { EncryptionAlgorithm } from "#lib/domain/encryption-algorithm";
import type { EncryptionContext } from "#lib/domain/encryption-context";
import type { FramePurpose } from "#lib/domain/frame";
import type { KeyReference } from "#lib/domain/key-reference";
import { ENABLED_ONLY, type OperationRow, shape } from "./operation";

/** What a caller binds to a ciphertext, and must give again to open it. */
export type BoundInput = {
  readonly encryptionContext?: EncryptionContext | undefined;
  readonly additionalAuthenticatedData?: string | undefined;
};

/** Bytes of a ciphertext, and what kind of thing is in them. */
export type Ciphertext = { readonly bytes: Uint8Array; readonly purpose: FramePurpose };

type EncryptInput = BoundInput & {
  readonly key: KeyReference;
  /** 1 to 4,096 bytes. */
  readonly plaintext: Uint8Array;
  readonly encryptionAlgorithm?: EncryptionAlgorithm | undefined;
};

type DecryptInput = BoundInput & {
  /** For RSA it must be named; else it is found from the ciphertext. */
  readonly key?: KeyReference | undefined;
  readonly ciphertext: Uint8Array;
  readonly encryptionAlgorithm?: EncryptionAlgorithm | undefined;
};

type ReEncryptInput = {
  readonly ciphertext: Ciphertext;
  readonly sourceKey?: KeyReference | undefined;
  readonly sourceEncryptionAlgorithm?: EncryptionAlgorithm | undefined;
  readonly sourceEncryptionContext?: EncryptionContext | undefined;
  readonly sourceAdditionalAuthenticatedData?: string | undefined;
  readonly destinationKey: KeyReference;
  readonly destinationEncryptionAlgorithm?: EncryptionAlgorithm | undefined;
  readonly destinationEncryptionContext?: EncryptionContext | undefined;
  readonly destinationAdditionalAuthenticatedData?: string | undefined;
  /** Bytes that a data key in the ciphertext is said to have. */
  readonly dataKeyLength?: number | undefined;
};

type ReEncryptOutput = {
  readonly keyId: string;
  readonly sourceKeyId: string;
  readonly sourceEncryptionAlgorithm: EncryptionAlgorithm;
  readonly destinationEncryptionAlgorithm: EncryptionAlgorithm;
  /** Of the same kind as the one that came. */
  readonly ciphertext: Ciphertext;
};

export const dataOperations = {
  encryptData: {
    effect: "use",
    traceName: "encryptData",
    permission: "kms:cmk:crypto",
    subject: "key",
    grantable: "encrypt-data",
    allowedStates: ENABLED_ONLY,
    defaultKeys: true,
    input: shape<EncryptInput>(),
    output: shape<{ readonly keyId: string; readonly ciphertext: Uint8Array }>(),
    secretFields: ["plaintext", "ciphertext"],
    summary: "Encrypt up to 4,096 bytes of text with a key; with RSA up to 190, 318 or 446",
  },
  decryptData: {
    effect: "use",
    traceName: "decryptData",
    permission: "kms:cmk:crypto",
    subject: "key",
    grantable: "decrypt-data",
    allowedStates: ENABLED_ONLY,
    defaultKeys: true,
    input: shape<DecryptInput>(),
    output: shape<{ readonly keyId: string; readonly plaintext: Uint8Array }>(),
    secretFields: ["plaintext", "ciphertext"],
    summary: "Decrypt data; the key is found from the ciphertext, or named for RSA",
  },
  reEncrypt: {
    effect: "use",
    traceName: "reEncrypt",
    permission: "kms:cmk:crypto",
    subject: "key",
    secondKey: "destinationKey",
    allowedStates: ENABLED_ONLY,
    defaultKeys: true,
    input: shape<ReEncryptInput>(),
    output: shape<ReEncryptOutput>(),
    secretFields: ["ciphertext"],
    summary: "Encrypt a ciphertext anew under another key, without its plaintext leaving the service",
  },
} as const satisfies Record<string, OperationRow>;
