/** Small data: encrypt-data and decrypt-data (api-reference §2.4; guide §2.5). */
import { z } from "zod";
import { base64ByteCount } from "#lib/domain/base64";
import { DATA_KEY_MAX_BYTES } from "#lib/domain/data-key";
import { ENCRYPTION_ALGORITHMS, OAEP_SHA_256_WORDS } from "#lib/domain/encryption-algorithm";
import type { ErrorCode } from "#lib/domain/errors";
import { DATA_MAX_BYTES } from "#lib/domain/frame";
import { isWellFormed, utf8ByteCount } from "#lib/domain/text";
import { base64Bytes } from "../base64-field";
import type { DoorRow } from "../door-row";
import { additionalData, encryptionContext, keyId, keyReference, optional, sequence, wholeNumber } from "../field";

/** 1 to 4,096 bytes of UTF-8; NUL and line breaks are data like any other, since nothing of it is stored. */
const plaintext = z
  .string()
  .refine((text) => text.length > 0 && text.length <= DATA_MAX_BYTES && isWellFormed(text) && utf8ByteCount(text) <= DATA_MAX_BYTES)
  .meta({ minLength: 1, maxLength: DATA_MAX_BYTES, description: `Text to encrypt, at most ${DATA_MAX_BYTES} bytes in UTF-8` });

/** Of 188 to 5,648 characters, which are the published limits. */
const ciphertext = base64Bytes(139, 4236, "What encrypt-data gave, in standard base64; RSA: what was encrypted to the public key");

const anyCiphertext = z
  .string()
  .regex(/^[0-9a-zA-Z+/=]{188,5648}$/)
  .refine((text) => /^(?:[0-9a-fA-F]{2})+$/.test(text) || base64ByteCount(text) !== null)
  .describe("What encrypt-data gave, in standard base64, or a data key's ciphertext in hexadecimal digits; the answer is in the same form");

/** A key that does not do what it is asked for. */
const UNFIT_KEY = [
  "algorithmNotForSymmetric",
  "algorithmNotForRsa",
  "usageNotEncrypt",
  "ecKeyCannotEncrypt",
  "hmacKeyUnsupported",
] as const satisfies ErrorCode[];

const encryptionAlgorithm = optional(
  z
    .enum(ENCRYPTION_ALGORITHMS)
    .describe(`Absent: SYMMETRIC_DEFAULT, which is for AES keys; RSA keys need theirs named. ${OAEP_SHA_256_WORDS}`),
);

const EXAMPLE_CONTEXT = { order: "4711" };

export const dataDoor = {
  encryptData: {
    method: "POST",
    path: "/v1.0/:project_id/kms/encrypt-data",
    input: z.object({
      key_id: keyReference,
      plain_text: plaintext,
      encryption_algorithm: encryptionAlgorithm,
      encryption_context: encryptionContext,
      additional_authenticated_data: additionalData,
      sequence,
    }),
    output: z.object({ key_id: z.string(), cipher_text: z.string() }),
    secretFields: ["plain_text", "cipher_text"],
    refusals: [...UNFIT_KEY, "rsaPlaintextTooLong"],
    example: { key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f", plain_text: "hello world", encryption_context: EXAMPLE_CONTEXT },
  },
  decryptData: {
    method: "POST",
    path: "/v1.0/:project_id/kms/decrypt-data",
    input: z.object({
      cipher_text: ciphertext,
      key_id: optional(keyId),
      encryption_algorithm: encryptionAlgorithm,
      encryption_context: encryptionContext,
      additional_authenticated_data: additionalData,
      sequence,
    }),
    fieldErrors: { cipher_text: "ciphertextNotBase64" },
    output: z.object({
      key_id: z.string(),
      plain_text: z.string().describe('"" where the bytes are no text in UTF-8'),
      plain_text_base64: z.string().describe("The bytes, whatever they are"),
    }),
    secretFields: ["plain_text", "plain_text_base64", "cipher_text"],
    refusals: [...UNFIT_KEY, "rsaDecryptionFailed"],
    example: { cipher_text: `AgBoAH${"A".repeat(182)}`, encryption_context: EXAMPLE_CONTEXT },
  },
  reEncrypt: {
    method: "POST",
    path: "/v1.0/:project_id/kms/re-encrypt",
    input: z.object({
      cipher_text: anyCiphertext,
      source_key_id: optional(keyId),
      source_encryption_algorithm: optional(z.enum(ENCRYPTION_ALGORITHMS)),
      source_encryption_context: encryptionContext,
      source_additional_authenticated_data: additionalData,
      destination_key_id: keyReference,
      destination_encryption_algorithm: optional(z.enum(ENCRYPTION_ALGORITHMS)),
      destination_encryption_context: encryptionContext,
      destination_additional_authenticated_data: additionalData,
      datakey_cipher_length: optional(wholeNumber(1, DATA_KEY_MAX_BYTES)),
      sequence,
    }),
    fieldErrors: {
      source_key_id: "keyIdInvalid",
      destination_key_id: "keyIdInvalid",
      source_encryption_context: "encryptionContextInvalid",
      destination_encryption_context: "encryptionContextInvalid",
      datakey_cipher_length: "dataKeyCipherLengthInvalid",
      cipher_text: "ciphertextNotEncoded",
    },
    output: z.object({
      key_id: z.string(),
      source_key_id: z.string(),
      source_encryption_algorithm: z.string(),
      destination_encryption_algorithm: z.string(),
      cipher_text: z.string(),
    }),
    secretFields: ["cipher_text"],
    refusals: ["algorithmNotForSymmetric", "dataKeyCipherLengthMismatch", "keyNotSymmetric", "hmacKeyUnsupported"],
    example: { cipher_text: "AgCY".padEnd(188, "A"), destination_key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f" },
  },
} as const satisfies Record<string, DoorRow>;
