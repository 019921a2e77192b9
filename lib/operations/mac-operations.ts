import { ENABLED_ONLY, type OperationRow } from "./operation";

export const macOperations = {
  generateMac: {
    effect: "use",
    traceName: "generateMac",
    permission: "kms:cmk:generateMac",
    subject: "key",
    allowedStates: ENABLED_ONLY,
    defaultKeys: true,
    secretFields: ["message", "mac"],
    summary: "Make the message authentication code of up to 4,096 bytes with an HMAC key",
  },
  verifyMac: {
    effect: "use",
    traceName: "verifyMac",
    permission: "kms:cmk:verifyMac",
    subject: "key",
    allowedStates: ENABLED_ONLY,
    defaultKeys: true,
    secretFields: ["message", "mac"],
    summary: "Check a message authentication code; one that is not valid is no error",
  },
} as const satisfies Record<string, OperationRow>;
