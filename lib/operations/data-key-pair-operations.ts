import { ENABLED_ONLY, type OperationRow } from "./operation";

const shared = {
  permission: "kms:dek:create",
  subject: "key",
  grantable: "create-datakey",
  allowedStates: ENABLED_ONLY,
  defaultKeys: true,
  // An RSA_4096 pair takes seconds, and may wait for others in making.
  patience: 4,
  secretFields: ["private_key_plain_text", "private_key_cipher_text"],
} as const;

export const dataKeyPairOperations = {
  createRsaDatakeyPair: {
    effect: "use",
    ...shared,
    traceName: "createRsaDatakeyPair",
    summary: "Make an RSA pair for use elsewhere; give its public half, and its private half encrypted and, where wanted, in clear",
  },
  createEcDatakeyPair: {
    effect: "use",
    ...shared,
    traceName: "createEcDatakeyPair",
    summary: "Make an EC pair for use elsewhere; give its public half, and its private half encrypted and, where wanted, in clear",
  },
} as const satisfies Record<string, OperationRow>;
