import { ENABLED_ONLY, type OperationRow } from "./operation";

export const dataOperations = {
  encryptData: {
    effect: "use",
    traceName: "encryptData",
    permission: "kms:cmk:crypto",
    subject: "key",
    grantable: "encrypt-data",
    allowedStates: ENABLED_ONLY,
    defaultKeys: true,
    secretFields: ["plain_text", "cipher_text"],
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
    secretFields: ["plain_text", "plain_text_base64", "cipher_text"],
    summary: "Decrypt data; the key is found from the ciphertext, or named by key_id for RSA",
  },
  reEncrypt: {
    effect: "use",
    traceName: "reEncrypt",
    permission: "kms:cmk:crypto",
    subject: "key",
    secondKey: "destination_key_id",
    allowedStates: ENABLED_ONLY,
    defaultKeys: true,
    secretFields: ["cipher_text"],
    summary: "Encrypt a ciphertext anew under another key, without its plaintext leaving the service",
  },
} as const satisfies Record<string, OperationRow>;
