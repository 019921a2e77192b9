/** Operations on imported key material (api-reference §2.6, guide chapter 2.3). */
import { z } from "zod";
import { OAEP_SHA_256_WORDS } from "#lib/domain/encryption-algorithm";
import { WRAPPING_ALGORITHM_NAMES } from "#lib/domain/wrapping-algorithm";
import { base64, base64Bytes, epochSeconds } from "../codec";
import { type DoorRow, emptyReply } from "../door-row";
import { keyById, optional, sequence, wholeNumber } from "../field";
import { held } from "../held";
import { record } from "../record";

const EXAMPLE_KEY = { key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f" };
/** The last second of the year 9999. */
const LAST_SECOND = 253_402_300_799;

const endOfMaterial = z.codec(wholeNumber(0, LAST_SECOND), held<Date>(), {
  decode: (seconds) => new Date(seconds * 1000),
  encode: (time) => Math.floor(time.getTime() / 1000),
});

/** More bytes than any token or wrapped private key has. */
const MAX_BYTES = 4608;

export const materialDoor = {
  getParametersForImport: {
    method: "POST",
    path: "/v1.0/:project_id/kms/get-parameters-for-import",
    input: record(
      {
        key_id: keyById,
        wrapping_algorithm: z
          .enum(WRAPPING_ALGORITHM_NAMES)
          .describe(`How the wrapping key is to be used. ${OAEP_SHA_256_WORDS} RSAES_OAEP_SHA_1 has SHA-1 in both places.`),
        sequence,
      },
      { key_id: "key" },
    ),
    output: record(
      {
        key_id: z.string(),
        import_token: base64,
        expiration_time: epochSeconds.describe("Epoch seconds"),
        public_key: base64.describe("Wrapping key: RSA_2048, DER SubjectPublicKeyInfo in base64"),
        same_material_only: z
          .literal(true)
          .optional()
          .describe("The key had material before and takes no other; absent for its first import (extension of this product)"),
      },
      { expiration_time: "expiresAt" },
    ),
    secretFields: ["import_token"],
    refusals: ["keyNotExternal", "keysInMakingTooMany"],
    example: { ...EXAMPLE_KEY, wrapping_algorithm: "RSAES_OAEP_SHA_256" },
  },
  importKeyMaterial: {
    method: "POST",
    path: "/v1.0/:project_id/kms/import-key-material",
    input: record(
      {
        key_id: keyById,
        import_token: base64Bytes(148, MAX_BYTES, "What get-parameters-for-import gave, unchanged"),
        encrypted_key_material: base64Bytes(
          256,
          270,
          `An AES key, or the temporary AES key of a private key, under the wrapping key; in standard base64. ${OAEP_SHA_256_WORDS}`,
        ),
        encrypted_privatekey: optional(
          base64Bytes(1, MAX_BYTES, "For RSA and EC keys: PKCS #8 (DER) under the temporary key (RFC 5649); in standard base64"),
        ),
        expiration_time: optional(endOfMaterial).describe("Epoch seconds; for AES keys only. Absent: the material never expires"),
        sequence,
      },
      {
        key_id: "key",
        encrypted_key_material: "encryptedMaterial",
        encrypted_privatekey: "encryptedPrivateKey",
        expiration_time: "expiresAt",
      },
    ),
    output: emptyReply,
    fieldErrors: {
      import_token: "importTokenInvalid",
      encrypted_key_material: "encryptedMaterialInvalid",
      encrypted_privatekey: "encryptedPrivateKeyInvalid",
      expiration_time: "materialExpiryInvalid",
    },
    secretFields: ["import_token", "encrypted_key_material", "encrypted_privatekey"],
    refusals: [
      "keyNotExternal",
      "importUnwrapFailed",
      "importTokenExpired",
      "importTokenOfAnotherKey",
      "materialLengthInvalid",
      "materialWeak",
      "materialDiffers",
      "privateKeyMissing",
      "temporaryKeyInvalid",
    ],
    // Forms only: a token is what get-parameters-for-import gives.
    example: {
      ...EXAMPLE_KEY,
      import_token: "AACIBjBkMDQ2NmIwLWU3MjctNGQ5Yy1iMzVkLWY4NGJiNDc0YTM3Z".padEnd(200, "A"),
      encrypted_key_material: "A".repeat(344),
    },
  },
  deleteImportedKeyMaterial: {
    method: "POST",
    path: "/v1.0/:project_id/kms/delete-imported-key-material",
    input: record({ key_id: keyById, sequence }, { key_id: "key" }),
    output: emptyReply,
    secretFields: [],
    refusals: ["keyNotExternal", "pairMaterialNotDeletable"],
    example: EXAMPLE_KEY,
  },
} as const satisfies Record<string, DoorRow>;
