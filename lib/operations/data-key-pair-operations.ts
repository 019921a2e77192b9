/** Key pairs that are made for use elsewhere, their private halves protected by a key. */
import type { DataKeyPairSpec, EcDataKeyPairSpec, RsaDataKeyPairSpec } from "#lib/domain/data-key-pair";
import type { KeyReference } from "#lib/domain/key-reference";
import { ENABLED_ONLY, type OperationRow, shape } from "./operation";

type PairInput<S extends DataKeyPairSpec> = {
  readonly key: KeyReference;
  readonly spec: S;
  /** Whether the private half is given in clear too. */
  readonly withPlaintext: boolean;
  readonly additionalAuthenticatedData?: string | undefined;
};

type PairOutput = {
  readonly keyId: string;
  readonly spec: DataKeyPairSpec;
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** A ciphertext of data, as small data has it. */
  readonly privateKeyCiphertext: Uint8Array;
  /** PKCS #8 in DER; null where it was not asked for. */
  readonly privateKey: Uint8Array | null;
};

const shared = {
  permission: "kms:dek:create",
  subject: "key",
  grantable: "create-datakey",
  allowedStates: ENABLED_ONLY,
  defaultKeys: true,
  // An RSA_4096 pair takes seconds, and may wait for others in making.
  patience: 4,
  output: shape<PairOutput>(),
  secretFields: ["privateKey", "privateKeyCiphertext"],
} as const;

export const dataKeyPairOperations = {
  createRsaDatakeyPair: {
    effect: "use",
    ...shared,
    traceName: "createRsaDatakeyPair",
    input: shape<PairInput<RsaDataKeyPairSpec>>(),
    summary: "Make an RSA pair for use elsewhere; give its public half, and its private half encrypted and, where wanted, in clear",
  },
  createEcDatakeyPair: {
    effect: "use",
    ...shared,
    traceName: "createEcDatakeyPair",
    input: shape<PairInput<EcDataKeyPairSpec>>(),
    summary: "Make an EC pair for use elsewhere; give its public half, and its private half encrypted and, where wanted, in clear",
  },
} as const satisfies Record<string, OperationRow>;
