import type { KeyState } from "#lib/domain/key-state";
import { ENABLED_ONLY, type OperationRow } from "./operation";

/** A disabled key signs nothing, but what it has signed is verified elsewhere with its public half. */
const WITH_PUBLIC_HALF: readonly KeyState[] = ["enabled", "disabled"];

export const signatureOperations = {
  sign: {
    effect: "use",
    traceName: "sign",
    permission: "kms:cmk:sign",
    subject: "key",
    allowedStates: ENABLED_ONLY,
    defaultKeys: true,
    secretFields: ["message", "signature"],
    summary: "Sign a digest, or a message of up to 4,096 bytes, with an RSA or EC key",
  },
  verify: {
    effect: "use",
    traceName: "verify",
    permission: "kms:cmk:verify",
    subject: "key",
    allowedStates: ENABLED_ONLY,
    defaultKeys: true,
    secretFields: ["message", "signature"],
    summary: "Verify a signature; one that is not valid is no error",
  },
  getPublickey: {
    effect: "read",
    traceName: null,
    permission: "kms:cmk:getPublicKey",
    subject: "key",
    allowedStates: WITH_PUBLIC_HALF,
    defaultKeys: true,
    secretFields: [],
    summary: "Get the public half of an RSA or EC key",
  },
} as const satisfies Record<string, OperationRow>;
