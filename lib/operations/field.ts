/**
 * Building blocks of input schemas. Clients of this API family send numbers as strings and strings as numbers, and
 * `""` or `null` for "absent" (api-reference §0.1), so leniency lives here, once.
 */
import { z } from "zod";
import { isAdditionalData, isEncryptionContext } from "#lib/domain/encryption-context";
import type { ErrorCode } from "#lib/domain/errors";
import { KEY_ID_PATTERN } from "#lib/domain/ids";
import { parseKeyReference } from "#lib/domain/key-reference";

/** The refusal of each field by its wire name; a field without a row is `parameterInvalid`. */
export const FIELD_ERRORS: Readonly<Record<string, ErrorCode>> = {
  key_id: "keyIdInvalid",
  sequence: "sequenceInvalid",
  key_alias: "aliasInvalid",
  key_description: "descriptionInvalid",
  key_spec: "keySpecInvalid",
  keystore_id: "keystoreUnsupported",
  pending_days: "pendingDaysInvalid",
  limit: "limitInvalid",
  marker: "markerInvalid",
  plain_text: "plaintextInvalid",
  cipher_text: "ciphertextInvalid",
  encryption_context: "encryptionContextInvalid",
  grantee_principal: "principalInvalid",
  retiring_principal: "principalInvalid",
  grant_id: "grantIdInvalid",
  operations: "grantOperationsInvalid",
  offset: "offsetInvalid",
  action: "actionInvalid",
};

/** For `refine`: the refusal where the check fails, in place of the field's own. */
export function refused(code: ErrorCode): { error: ErrorCode } {
  return { error: code };
}

/** `""`, `null` and absence are the same thing for an optional field. */
export function optional<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (value === "" || value === null ? undefined : value), schema.optional());
}

/** A whole number given as a JSON number or as its plain decimal text, from `min` to `max` inclusive. */
export function wholeNumber(min: number, max: number) {
  return z
    .union([
      z.number(),
      z
        .string()
        .regex(/^(0|[1-9]\d{0,14})$/)
        .transform(Number),
    ])
    .refine((value) => Number.isInteger(value) && value >= min && value <= max);
}

/** KEYID of api-reference §2.0. */
export const keyId = z.string().regex(KEY_ID_PATTERN);

/** KEYREF of api-reference §2.0: key ID, `alias/NAME` or the URN of an alias. */
export const keyReference = z
  .string()
  .max(512)
  .refine((text) => parseKeyReference(text) !== null);

/** The client's correlation number: a UUID-like string of 36 bytes, not echoed. */
export const sequence = optional(z.string().regex(/^[0-9a-zA-Z-]{36}$/));

/** Object of string pairs; some clients send it as a string that holds the object. */
export const encryptionContext = optional(
  z
    .preprocess((value) => {
      if (typeof value !== "string") return value;
      try {
        return JSON.parse(value);
      } catch {
        return value;
      }
    }, z.unknown())
    .refine(isEncryptionContext),
);

export const additionalData = optional(z.unknown().refine(isAdditionalData));
