/** Data keys and random bytes (guide §1.1 and §1.2). */
import type { DataKeySpec } from "#lib/domain/data-key";
import type { KeyReference } from "#lib/domain/key-reference";
import type { BoundInput } from "./data-operations";
import { ANY_STATE, ENABLED_ONLY, type OperationRow, shape } from "./operation";

type NewDataKeyInput = BoundInput & {
  readonly key: KeyReference;
  /** Of the data key, whole bytes; goes before `spec`. Without both, `DATA_KEY_DEFAULT_BITS`. */
  readonly bits?: number | undefined;
  readonly spec?: DataKeySpec | undefined;
};

type EncryptDataKeyInput = BoundInput & {
  readonly key: KeyReference;
  /** The data key, and its SHA-256 right behind it, by which it is seen to have come whole. */
  readonly dataKeyAndDigest: Uint8Array;
  /** Bytes that the data key is said to have. */
  readonly dataKeyLength: number;
};

type DecryptDataKeyInput = BoundInput & {
  readonly key: KeyReference;
  readonly ciphertext: Uint8Array;
  /** Bytes that the data key is said to have. */
  readonly dataKeyLength: number;
};

export const dataKeyOperations = {
  genRandom: {
    effect: "use",
    traceName: "genRandom",
    resourceType: "rng",
    permission: "kms:cmk:generate",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<{ readonly bits: number }>(),
    output: shape<{ readonly randomData: Uint8Array }>(),
    secretFields: ["randomData"],
    summary: "Give random bytes of the HSM's generator",
  },
  createDatakey: {
    effect: "use",
    // The guide's table names only the form without plaintext; this is its spelling for the other one.
    traceName: "createDataKey",
    permission: "kms:dek:create",
    subject: "key",
    grantable: "create-datakey",
    byService: "makes",
    allowedStates: ENABLED_ONLY,
    defaultKeys: true,
    input: shape<NewDataKeyInput>(),
    output: shape<{ readonly keyId: string; readonly plaintext: Uint8Array; readonly ciphertext: Uint8Array }>(),
    secretFields: ["plaintext", "ciphertext"],
    summary: "Make a data key; give it in clear and encrypted",
  },
  createDatakeyWithoutPlaintext: {
    effect: "use",
    traceName: "createDataKeyWithoutPlaintext",
    permission: "kms:dek:create",
    subject: "key",
    grantable: "create-datakey-without-plaintext",
    byService: "makes",
    allowedStates: ENABLED_ONLY,
    defaultKeys: true,
    input: shape<NewDataKeyInput>(),
    output: shape<{ readonly keyId: string; readonly ciphertext: Uint8Array }>(),
    secretFields: ["ciphertext"],
    summary: "Make a data key; give it encrypted only",
  },
  encryptDatakey: {
    effect: "use",
    traceName: "encryptDatakey",
    permission: "kms:dek:crypto",
    subject: "key",
    grantable: "encrypt-datakey",
    byService: "uses",
    allowedStates: ENABLED_ONLY,
    defaultKeys: true,
    input: shape<EncryptDataKeyInput>(),
    output: shape<{ readonly keyId: string; readonly ciphertext: Uint8Array; readonly dataKeyLength: number }>(),
    secretFields: ["dataKeyAndDigest", "ciphertext"],
    summary: "Encrypt a data key of your own, given with its SHA-256",
  },
  decryptDatakey: {
    effect: "use",
    traceName: "decryptDatakey",
    permission: "kms:dek:crypto",
    subject: "key",
    grantable: "decrypt-datakey",
    byService: "uses",
    allowedStates: ENABLED_ONLY,
    defaultKeys: true,
    input: shape<DecryptDataKeyInput>(),
    /** `digest`: SHA-256 of the data key. */
    output: shape<{ readonly dataKey: Uint8Array; readonly dataKeyLength: number; readonly digest: Uint8Array }>(),
    secretFields: ["ciphertext", "dataKey", "digest"],
    summary: "Decrypt a data key",
  },
} as const satisfies Record<string, OperationRow>;
