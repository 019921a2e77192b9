/** Small data: encrypt-data and decrypt-data (api-reference §2.4; guide §2.5). */
import { z } from "zod";
import { base64ByteCount, fromBase64, toBase64 } from "#lib/domain/base64";
import { DATA_KEY_MAX_BYTES } from "#lib/domain/data-key";
import { ENCRYPTION_ALGORITHMS, OAEP_SHA_256_WORDS } from "#lib/domain/encryption-algorithm";
import type { ErrorCode } from "#lib/domain/errors";
import { DATA_MAX_BYTES } from "#lib/domain/frame";
import { fromHex, isHex, toHex } from "#lib/domain/hex";
import { fromUtf8, isWellFormed, toUtf8, utf8ByteCount } from "#lib/domain/text";
import type { InputOf, OutputOf } from "#lib/operations/catalog";
import type { Ciphertext } from "#lib/operations/data-operations";
import { base64, base64Bytes } from "../codec";
import type { DoorRow } from "../door-row";
import { additionalData, encryptionContext, keyById, keyReference, optional, sequence, wholeNumber } from "../field";
import { held } from "../held";
import { record } from "../record";

/** 1 to 4,096 bytes of UTF-8; NUL and line breaks are data like any other, since nothing of it is stored. */
const plainText = z
  .string()
  .refine((text) => text.length > 0 && text.length <= DATA_MAX_BYTES && isWellFormed(text) && utf8ByteCount(text) <= DATA_MAX_BYTES)
  .meta({ minLength: 1, maxLength: DATA_MAX_BYTES, description: `Text to encrypt, at most ${DATA_MAX_BYTES} bytes in UTF-8` });

/** Of 188 to 5,648 characters, which are the published limits. */
const ciphertext = base64Bytes(139, 4236, "What encrypt-data gave, in standard base64; RSA: what was encrypted to the public key");

/** A ciphertext in the form of its kind: data keys' are hexadecimal, and the base64 of a frame begins with "Ag", which is not. */
const ciphertextIn = (text: z.ZodString) =>
  z.codec(text, held<Ciphertext>(), {
    decode: (value): Ciphertext =>
      isHex(value) ? { bytes: fromHex(value), purpose: "dataKey" } : { bytes: fromBase64(value), purpose: "data" },
    encode: ({ bytes, purpose }) => (purpose === "dataKey" ? toHex(bytes).toUpperCase() : toBase64(bytes)),
  });

const anyCiphertext = ciphertextIn(
  z
    .string()
    .regex(/^[0-9a-zA-Z+/=]{188,5648}$/)
    .refine((text) => isHex(text) || base64ByteCount(text) !== null)
    .describe(
      "What encrypt-data gave, in standard base64, or a data key's ciphertext in hexadecimal digits; the answer is in the same form",
    ),
);

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

const encryptBody = z
  .object({
    key_id: keyReference,
    plain_text: optional(plainText),
    plain_text_base64: optional(
      base64Bytes(
        1,
        DATA_MAX_BYTES,
        `Bytes to encrypt, whatever they are, in standard base64; in place of plain_text. At most ${DATA_MAX_BYTES} bytes`,
      ),
    ),
    encryption_algorithm: encryptionAlgorithm,
    encryption_context: encryptionContext,
    additional_authenticated_data: additionalData,
    sequence,
  })
  .check(z.core._check(requireOnePlaintext, { when: () => true }));

type EncryptBody = { readonly plain_text?: unknown; readonly plain_text_base64?: unknown };

/** Tells of what is wrong right behind what is wrong with `key_id`, as the order of the fields has it. */
function requireOnePlaintext({ value: body, issues }: z.core.ParsePayload<EncryptBody>): void {
  if (issues.some(({ path }) => path?.[0] === "plain_text" || path?.[0] === "plain_text_base64")) return;
  const isText = body.plain_text !== undefined;
  const isBytes = body.plain_text_base64 !== undefined;
  if (isText !== isBytes) return;
  const issue = isText
    ? { path: ["plain_text_base64"], message: "plaintextTwice" satisfies ErrorCode }
    : // Text that is empty is no plaintext, and one that is absent is missed.
      { path: ["plain_text"] };
  const behindKey = issues.filter(({ path }) => path?.[0] === "key_id").length;
  issues.splice(behindKey, 0, { code: "custom", input: body, ...issue });
}

/** Text, or bytes in base64: inside both are bytes. */
const withPlaintext = z.codec(encryptBody, held<InputOf<"encryptData">>(), {
  decode: ({ key_id: key, plain_text: text, plain_text_base64: bytes = toUtf8(text ?? ""), ...rest }) => ({
    key,
    plaintext: bytes,
    encryptionAlgorithm: rest.encryption_algorithm,
    encryptionContext: rest.encryption_context,
    additionalAuthenticatedData: rest.additional_authenticated_data,
  }),
  encode: ({ key, plaintext, ...rest }) => ({
    key_id: key,
    plain_text: undefined,
    sequence: undefined,
    plain_text_base64: plaintext,
    encryption_algorithm: rest.encryptionAlgorithm,
    encryption_context: rest.encryptionContext,
    additional_authenticated_data: rest.additionalAuthenticatedData,
  }),
});

const decryptedBody = z.object({
  key_id: z.string(),
  plain_text: z.string().describe('"" where the bytes are no text in UTF-8'),
  plain_text_base64: base64.describe("The bytes, whatever they are"),
});

/** Bytes that are no text, such as a private key, are not made into one. */
const decrypted = z.codec(decryptedBody, held<OutputOf<"decryptData">>(), {
  decode: ({ key_id: keyId, plain_text_base64: plaintext }) => ({ keyId, plaintext }),
  encode: ({ keyId, plaintext }) => ({ key_id: keyId, plain_text: fromUtf8(plaintext) ?? "", plain_text_base64: plaintext }),
});

export const dataDoor = {
  encryptData: {
    method: "POST",
    path: "/v1.0/:project_id/kms/encrypt-data",
    input: withPlaintext,
    output: record({ key_id: z.string(), cipher_text: base64 }, { cipher_text: "ciphertext" }),
    secretFields: ["plain_text", "plain_text_base64", "cipher_text"],
    refusals: [...UNFIT_KEY, "plaintextTwice", "rsaPlaintextTooLong"],
    example: { key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f", plain_text: "hello world", encryption_context: EXAMPLE_CONTEXT },
  },
  decryptData: {
    method: "POST",
    path: "/v1.0/:project_id/kms/decrypt-data",
    summary: "Decrypt data; the key is found from the ciphertext, or named by key_id for RSA",
    input: record(
      {
        cipher_text: ciphertext,
        key_id: optional(keyById),
        encryption_algorithm: encryptionAlgorithm,
        encryption_context: encryptionContext,
        additional_authenticated_data: additionalData,
        sequence,
      },
      { key_id: "key", cipher_text: "ciphertext" },
    ),
    fieldErrors: { cipher_text: "ciphertextNotBase64" },
    output: decrypted,
    secretFields: ["plain_text", "plain_text_base64", "cipher_text"],
    refusals: [...UNFIT_KEY, "rsaDecryptionFailed"],
    example: { cipher_text: `AgBoAH${"A".repeat(182)}`, encryption_context: EXAMPLE_CONTEXT },
  },
  reEncrypt: {
    method: "POST",
    path: "/v1.0/:project_id/kms/re-encrypt",
    input: record(
      {
        cipher_text: anyCiphertext,
        source_key_id: optional(keyById),
        source_encryption_algorithm: optional(z.enum(ENCRYPTION_ALGORITHMS)),
        source_encryption_context: encryptionContext,
        source_additional_authenticated_data: additionalData,
        destination_key_id: keyReference,
        destination_encryption_algorithm: optional(z.enum(ENCRYPTION_ALGORITHMS)),
        destination_encryption_context: encryptionContext,
        destination_additional_authenticated_data: additionalData,
        datakey_cipher_length: optional(wholeNumber(1, DATA_KEY_MAX_BYTES)),
        sequence,
      },
      {
        cipher_text: "ciphertext",
        source_key_id: "sourceKey",
        destination_key_id: "destinationKey",
        datakey_cipher_length: "dataKeyLength",
      },
    ),
    fieldErrors: {
      source_key_id: "keyIdInvalid",
      destination_key_id: "keyIdInvalid",
      source_encryption_context: "encryptionContextInvalid",
      destination_encryption_context: "encryptionContextInvalid",
      datakey_cipher_length: "dataKeyCipherLengthInvalid",
      cipher_text: "ciphertextNotEncoded",
    },
    output: record(
      {
        key_id: z.string(),
        source_key_id: z.string(),
        source_encryption_algorithm: z.string(),
        destination_encryption_algorithm: z.string(),
        cipher_text: ciphertextIn(z.string()),
      },
      { cipher_text: "ciphertext" },
    ),
    secretFields: ["cipher_text"],
    refusals: ["algorithmNotForSymmetric", "dataKeyCipherLengthMismatch", "keyNotSymmetric", "hmacKeyUnsupported"],
    example: { cipher_text: "AgCY".padEnd(188, "A"), destination_key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f" },
  },
} as const satisfies Record<string, DoorRow>;
