/** Small data: encrypt-data and decrypt-data (api-reference §2.4; guide §2.5). */
import { z } from "zod";
import { DATA_MAX_BYTES } from "#lib/domain/frame";
import { isWellFormed, utf8ByteCount } from "#lib/domain/text";
import { additionalData, encryptionContext, keyId, keyReference, optional, sequence } from "./field";
import { ENABLED_ONLY, type OperationRow } from "./operation";

export const ENCRYPTION_ALGORITHMS = ["SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_256"] as const;

/** 1 to 4,096 bytes of UTF-8; NUL and line breaks are data like any other, since nothing of it is stored. */
const plaintext = z
  .string()
  .refine((text) => text.length > 0 && text.length <= DATA_MAX_BYTES && isWellFormed(text) && utf8ByteCount(text) <= DATA_MAX_BYTES);

/** Standard base64; the length limits are the published ones. */
const ciphertext = z.string().regex(/^[0-9a-zA-Z+/=]{188,5648}$/);

export const dataOperations = {
  encryptData: {
    method: "POST",
    path: "/v1.0/:project_id/kms/encrypt-data",
    traceName: "encryptData",
    permission: "kms:cmk:crypto",
    subject: "key",
    grantable: "encrypt-data",
    allowedStates: ENABLED_ONLY,
    defaultKeys: true,
    input: z.object({
      key_id: keyReference,
      plain_text: plaintext,
      encryption_algorithm: optional(z.enum(ENCRYPTION_ALGORITHMS)),
      encryption_context: encryptionContext,
      additional_authenticated_data: additionalData,
      sequence,
    }),
    output: z.object({ key_id: z.string(), cipher_text: z.string() }),
    secretFields: ["plain_text", "cipher_text"],
    summary: "Encrypt up to 4,096 bytes of text with a key",
  },
  decryptData: {
    method: "POST",
    path: "/v1.0/:project_id/kms/decrypt-data",
    traceName: "decryptData",
    permission: "kms:cmk:crypto",
    subject: "key",
    grantable: "decrypt-data",
    allowedStates: ENABLED_ONLY,
    defaultKeys: true,
    input: z.object({
      cipher_text: ciphertext,
      key_id: optional(keyId),
      encryption_algorithm: optional(z.enum(ENCRYPTION_ALGORITHMS)),
      encryption_context: encryptionContext,
      additional_authenticated_data: additionalData,
      sequence,
    }),
    output: z.object({ key_id: z.string(), plain_text: z.string(), plain_text_base64: z.string() }),
    secretFields: ["plain_text", "plain_text_base64", "cipher_text"],
    summary: "Decrypt data; the key is found from the ciphertext",
  },
} as const satisfies Record<string, OperationRow>;
