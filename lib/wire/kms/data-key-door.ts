/**
 * Data keys and random numbers (api-reference §2.2 and §2.3). Data keys, their ciphertexts and random numbers are hexadecimal;
 * answers are in upper case, as clients compare strings (api-reference §0.12).
 */
import { z } from "zod";
import { DATA_KEY_DIGEST_BYTES, DATA_KEY_MAX_BYTES, DATA_KEY_SPEC_NAMES, RANDOM_MAX_BITS, RANDOM_MIN_BITS } from "#lib/domain/data-key";
import type { ErrorCode } from "#lib/domain/errors";
import { frameLength } from "#lib/domain/frame";
import { isHex } from "#lib/domain/hex";
import { decimal, upperHex, upperHexOf } from "../codec";
import type { DoorRow } from "../door-row";
import { additionalData, encryptionContext, keyReference, optional, refused, sequence, wholeNumber } from "../field";
import { record } from "../record";

const isWholeBytes = (bits: number) => bits % 8 === 0;
const bits = (notBytes: ErrorCode) => wholeNumber(RANDOM_MIN_BITS, RANDOM_MAX_BITS).refine(isWholeBytes, refused(notBytes));
const dataKeyBytes = wholeNumber(1, DATA_KEY_MAX_BYTES);

/** Hexadecimal digits in any case; the reference's own sample has a blank in it, so white space is taken out (§2.3). */
const hex = (maxBytes: number) =>
  upperHexOf(
    z
      .string()
      .max(maxBytes * 3)
      .overwrite((text) => text.replace(/\s+/g, ""))
      .refine(isHex)
      .describe("Hexadecimal digits in any case; white space in them is ignored"),
  );

const bound = { encryption_context: encryptionContext, additional_authenticated_data: additionalData, sequence };

const newDataKey = record(
  {
    key_id: keyReference,
    datakey_length: optional(bits("dataKeyLengthNotBytes")),
    key_spec: optional(z.enum(DATA_KEY_SPEC_NAMES)),
    ...bound,
  },
  { key_id: "key", datakey_length: "bits", key_spec: "spec" },
);

const newDataKeyErrors = { key_spec: "dataKeySpecInvalid", datakey_length: "dataKeyLengthInvalid" } as const;

export const dataKeyDoor = {
  genRandom: {
    method: "POST",
    path: "/v1.0/:project_id/kms/gen-random",
    input: record({ random_data_length: bits("randomLengthNotBytes"), sequence }, { random_data_length: "bits" }),
    fieldErrors: { random_data_length: "randomLengthInvalid" },
    output: record({ random_data: upperHex }),
    secretFields: ["random_data"],
    refusals: ["randomLengthNotBytes"],
    example: { random_data_length: "512" },
  },
  createDatakey: {
    method: "POST",
    path: "/v1.0/:project_id/kms/create-datakey",
    input: newDataKey,
    fieldErrors: newDataKeyErrors,
    output: record(
      { key_id: z.string(), plain_text: upperHex, cipher_text: upperHex },
      { plain_text: "plaintext", cipher_text: "ciphertext" },
    ),
    secretFields: ["plain_text", "cipher_text"],
    refusals: ["dataKeyLengthNotBytes", "keyNotSymmetric", "hmacKeyUnsupported"],
    example: { key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f", datakey_length: "512" },
  },
  createDatakeyWithoutPlaintext: {
    method: "POST",
    path: "/v1.0/:project_id/kms/create-datakey-without-plaintext",
    input: newDataKey,
    fieldErrors: newDataKeyErrors,
    output: record({ key_id: z.string(), cipher_text: upperHex }, { cipher_text: "ciphertext" }),
    secretFields: ["cipher_text"],
    refusals: ["dataKeyLengthNotBytes", "keyNotSymmetric", "hmacKeyUnsupported"],
    example: { key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f", datakey_length: "512" },
  },
  encryptDatakey: {
    method: "POST",
    path: "/v1.0/:project_id/kms/encrypt-datakey",
    input: record(
      {
        key_id: keyReference,
        plain_text: hex(DATA_KEY_MAX_BYTES + DATA_KEY_DIGEST_BYTES),
        datakey_plain_length: dataKeyBytes,
        ...bound,
      },
      { key_id: "key", plain_text: "dataKeyAndDigest", datakey_plain_length: "dataKeyLength" },
    ),
    fieldErrors: { plain_text: "dataKeyPlaintextInvalid", datakey_plain_length: "dataKeyPlainLengthInvalid" },
    output: record(
      { key_id: z.string(), cipher_text: upperHex, datakey_length: decimal },
      { cipher_text: "ciphertext", datakey_length: "dataKeyLength" },
    ),
    secretFields: ["plain_text", "cipher_text"],
    refusals: ["dataKeyPlainLengthMismatch", "dataKeyDigestMismatch", "keyNotSymmetric", "hmacKeyUnsupported"],
    example: {
      key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f",
      plain_text: `${"00".repeat(64)}F5A5FD42D16A20302798EF6ED309979B43003D2320D9F0E8EA9831A92759FB4B`,
      datakey_plain_length: "64",
    },
  },
  decryptDatakey: {
    method: "POST",
    path: "/v1.0/:project_id/kms/decrypt-datakey",
    input: record(
      {
        key_id: keyReference,
        cipher_text: hex(frameLength(DATA_KEY_MAX_BYTES)),
        /** Despite its name: bytes of the data key in clear. */
        datakey_cipher_length: dataKeyBytes,
        ...bound,
      },
      { key_id: "key", cipher_text: "ciphertext", datakey_cipher_length: "dataKeyLength" },
    ),
    fieldErrors: { datakey_cipher_length: "dataKeyCipherLengthInvalid", cipher_text: "ciphertextNotHex" },
    output: record(
      { data_key: upperHex, datakey_length: decimal, datakey_dgst: upperHex },
      { data_key: "dataKey", datakey_length: "dataKeyLength", datakey_dgst: "digest" },
    ),
    secretFields: ["cipher_text", "data_key", "datakey_dgst"],
    refusals: ["dataKeyCipherLengthMismatch"],
    example: {
      key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f",
      cipher_text: "02009800".padEnd(376, "0"),
      datakey_cipher_length: "64",
    },
  },
} as const satisfies Record<string, DoorRow>;
