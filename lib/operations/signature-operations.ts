/** Signatures of key pairs, and their public halves. */
import type { KeyReference } from "#lib/domain/key-reference";
import type { KeyState } from "#lib/domain/key-state";
import type { MessageType, SigningAlgorithm } from "#lib/domain/signing-algorithm";
import { ENABLED_ONLY, type OperationRow, shape } from "./operation";

type SignInput = {
  readonly key: KeyReference;
  /** 1 to 4,096 bytes. */
  readonly message: Uint8Array;
  readonly signingAlgorithm: SigningAlgorithm;
  /** A digest unless said otherwise. */
  readonly messageType?: MessageType | undefined;
};

/** Whatever bytes are there as a signature: what is none is an invalid one. */
type VerifyInput = SignInput & { readonly signature: Uint8Array };

/** A disabled key signs nothing, but what it has signed is verified elsewhere with its public half. */
const WITH_PUBLIC_HALF: readonly KeyState[] = ["enabled", "disabled"];

export const signatureOperations = {
  sign: {
    effect: "use",
    traceName: "sign",
    permission: "kms:cmk:sign",
    subject: "key",
    grantable: "sign",
    allowedStates: ENABLED_ONLY,
    defaultKeys: true,
    input: shape<SignInput>(),
    /** ECDSA signatures are DER. */
    output: shape<{ readonly keyId: string; readonly signature: Uint8Array }>(),
    secretFields: ["message", "signature"],
    summary: "Sign a digest, or a message of up to 4,096 bytes, with an RSA or EC key",
  },
  verify: {
    effect: "use",
    traceName: "verify",
    permission: "kms:cmk:verify",
    subject: "key",
    grantable: "verify",
    allowedStates: ENABLED_ONLY,
    defaultKeys: true,
    input: shape<VerifyInput>(),
    output: shape<{ readonly keyId: string; readonly isValid: boolean }>(),
    secretFields: ["message", "signature"],
    summary: "Verify a signature; one that is not valid is no error",
  },
  getPublickey: {
    effect: "read",
    traceName: "getPublickey",
    permission: "kms:cmk:getPublicKey",
    subject: "key",
    grantable: "get-publickey",
    allowedStates: WITH_PUBLIC_HALF,
    defaultKeys: true,
    input: shape<{ readonly key: KeyReference }>(),
    /** DER SubjectPublicKeyInfo. */
    output: shape<{ readonly keyId: string; readonly publicKey: Uint8Array }>(),
    secretFields: [],
    summary: "Get the public half of an RSA or EC key",
  },
} as const satisfies Record<string, OperationRow>;
