/**
 * Building blocks of input schemas. Clients of this API family send numbers as strings and strings as numbers, and
 * `""` or `null` for "absent" (api-reference §0.1), so leniency lives here, once.
 */
import { z } from "zod";
import { ADDITIONAL_DATA_MAX_BYTES, CONTEXT_MAX_CHARACTERS, isAdditionalData, isEncryptionContext } from "#lib/domain/encryption-context";
import type { ErrorCode } from "#lib/domain/errors";
import { KEY_ID_PATTERN } from "#lib/domain/ids";
import { exceededBound } from "#lib/domain/json-bounds";
import { parseKeyReference } from "#lib/domain/key-reference";

/** For `refine`: the refusal where the check fails, in place of the field's own. */
export function refused(code: ErrorCode): { error: ErrorCode } {
  return { error: code };
}

/** Marks in the OpenAPI document's schema a field for which `""` and `null` mean "absent". */
export const OPTIONAL_MARK = "x-kms-optional";

/** `""`, `null` and absence are the same thing for an optional field. */
export function optional<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (value === "" || value === null ? undefined : value), schema.optional()).meta({ [OPTIONAL_MARK]: true });
}

/** A whole number given as a JSON number or as its plain decimal text, from `min` to `max` inclusive. */
export function wholeNumber(min: number, max: number) {
  const inRange = z.number().int().min(min).max(max);
  const asText = z.string().regex(/^(0|[1-9]\d{0,14})$/);
  return z.union([inRange, asText.transform(Number).pipe(inRange)]);
}

/** KEYID of api-reference §2.0. */
export const keyId = z.string().regex(KEY_ID_PATTERN).describe("ID of a key");

/** KEYREF of api-reference §2.0: key ID, `alias/NAME` or the URN of an alias. */
export const keyReference = z
  .string()
  .max(512)
  .refine((text) => parseKeyReference(text) !== null)
  .describe("ID of a key, `alias/NAME`, or the URN of an alias: `kms:REGION:ACCOUNT:alias:NAME`");

/** The client's correlation number: a UUID-like string of 36 bytes, not echoed. */
export const sequence = optional(
  z
    .string()
    .regex(/^[0-9a-zA-Z-]{36}$/)
    .describe("Correlation number of the client, a UUID; it is not echoed"),
);

/** A flat object; each of its pairs takes six characters at least. */
const CONTEXT_BOUNDS = { depth: 1, members: CONTEXT_MAX_CHARACTERS / 6 };

const contextWords = `Pairs of strings that decryption must repeat, at most ${CONTEXT_MAX_CHARACTERS} characters as JSON. Some clients send the object as a string that holds it.`;

/** Object of string pairs; some clients send it as a string that holds the object. */
export const encryptionContext = optional(
  z
    .preprocess((value) => {
      // It is JSON within JSON, of which the bounds of the body say nothing.
      if (typeof value !== "string" || exceededBound(new TextEncoder().encode(value), CONTEXT_BOUNDS) !== null) return value;
      try {
        return JSON.parse(value);
      } catch {
        return value;
      }
    }, z.unknown())
    .refine(isEncryptionContext)
    .meta({ type: ["object", "string"], additionalProperties: { type: "string" }, description: contextWords }),
);

export const additionalData = optional(
  z
    .unknown()
    .refine(isAdditionalData)
    .meta({
      type: "string",
      maxLength: ADDITIONAL_DATA_MAX_BYTES,
      description: `Text that decryption must repeat, at most ${ADDITIONAL_DATA_MAX_BYTES} bytes in UTF-8`,
    }),
);
