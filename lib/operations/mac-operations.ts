/** Message authentication codes of HMAC keys. */
import type { KeyReference } from "#lib/domain/key-reference";
import type { MacAlgorithm } from "#lib/domain/mac-algorithm";
import { ENABLED_ONLY, type OperationRow, shape } from "./operation";

type GenerateInput = {
  readonly key: KeyReference;
  readonly macAlgorithm: MacAlgorithm;
  /** 1 to 4,096 bytes. */
  readonly message: Uint8Array;
};

/** Whatever bytes are there as a MAC: what is none is an invalid one. */
type VerifyInput = GenerateInput & { readonly mac: Uint8Array };

export const macOperations = {
  generateMac: {
    effect: "use",
    traceName: "generateMac",
    permission: "kms:cmk:generateMac",
    subject: "key",
    grantable: "generate-mac",
    allowedStates: ENABLED_ONLY,
    defaultKeys: true,
    input: shape<GenerateInput>(),
    output: shape<{ readonly keyId: string; readonly macAlgorithm: MacAlgorithm; readonly mac: Uint8Array }>(),
    secretFields: ["message", "mac"],
    summary: "Make the message authentication code of up to 4,096 bytes with an HMAC key",
  },
  verifyMac: {
    effect: "use",
    traceName: "verifyMac",
    permission: "kms:cmk:verifyMac",
    subject: "key",
    grantable: "verify-mac",
    allowedStates: ENABLED_ONLY,
    defaultKeys: true,
    input: shape<VerifyInput>(),
    output: shape<{ readonly keyId: string; readonly macAlgorithm: MacAlgorithm; readonly isValid: boolean }>(),
    secretFields: ["message", "mac"],
    summary: "Check a message authentication code; one that is not valid is no error",
  },
} as const satisfies Record<string, OperationRow>;
