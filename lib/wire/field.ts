/**
 * Building blocks of input schemas. Clients of this API family send numbers as strings and strings as numbers, and
 * `""` or `null` for "absent" (api-reference §0.1), so leniency lives here, once.
 */
import { z } from "zod";
import {
  ADDITIONAL_DATA_MAX_BYTES,
  CONTEXT_MAX_CHARACTERS,
  type EncryptionContext,
  isAdditionalData,
  isEncryptionContext,
} from "#lib/domain/encryption-context";
import type { ErrorCode } from "#lib/domain/errors";
import { KEY_ID_PATTERN } from "#lib/domain/ids";
import { exceededBound } from "#lib/domain/json-bounds";
import { formatKeyReference, type KeyReference, parseKeyReference } from "#lib/domain/key-reference";
import { held } from "./held";

/** For `refine`: the refusal where the check fails, in place of the field's own. */
export function refused(code: ErrorCode): { error: ErrorCode } {
  return { error: code };
}

/** Marks in the OpenAPI document's schema a field for which `""` and `null` mean "absent". */
export const OPTIONAL_MARK = "x-kms-optional";

/** `""`, `null` and absence are the same thing for an optional field. */
export function optional<T extends z.ZodType>(schema: T) {
  return codecOf(z.unknown().optional(), schema.optional(), (value) => (value === "" || value === null ? undefined : value)).meta({
    [OPTIONAL_MARK]: true,
  });
}

/** A choice of some: `[]` is the same thing too, and chooses nothing. */
export function choiceOf<T extends z.ZodType>(schema: T) {
  return codecOf(z.unknown().optional(), schema.optional(), (value) =>
    value === "" || value === null || (Array.isArray(value) && value.length === 0) ? undefined : value,
  ).meta({ [OPTIONAL_MARK]: true });
}

/** A choice in which one word means all ⇄ what is chosen, where anything is. */
export function unlessAll<const All extends string, T extends z.ZodType>(all: All, schema: T) {
  return z.codec(schema, held<Exclude<z.output<T>, All> | undefined>(), {
    decode: (value) => (value === all ? undefined : (value as Exclude<z.output<T>, All>)),
    encode: (value) => (value ?? all) as z.output<T>,
  });
}

/**
 * A schema before which the value is made to fit, and which lets it out as it is.
 * @param wide what may come
 */
export function codecOf<T extends z.ZodType>(wide: z.ZodType, schema: T, fit: (value: unknown) => unknown) {
  const codec = z.codec(wide, schema as z.ZodType, { decode: fit, encode: (value) => value });
  // To readers of the types it is the schema itself: what else may come is for clients that do not read them.
  return codec as unknown as z.ZodCodec<T, z.ZodType<z.output<T>, z.output<T>>>;
}

/** A whole number given as a JSON number or as its plain decimal text, from `min` to `max` inclusive. */
export function wholeNumber(min: number, max: number) {
  const inRange = z.number().int().min(min).max(max);
  const asText = z.codec(z.string().regex(/^(0|[1-9]\d{0,14})$/), inRange, { decode: Number, encode: String });
  return z.union([inRange, asText]);
}

/** KEYID of api-reference §2.0. */
export const keyId = z.string().regex(KEY_ID_PATTERN).describe("ID of a key");

/** The same, as the reference that it is. */
export const keyById = z.codec(keyId, held<KeyReference>(), { decode: (id) => ({ keyId: id }), encode: formatKeyReference });

/** KEYREF of api-reference §2.0: key ID, `alias/NAME` or the URN of an alias. */
export const keyReference = z.codec(
  z
    .string()
    .max(512)
    .refine((text) => parseKeyReference(text) !== null)
    .describe("ID of a key, `alias/NAME`, or the URN of an alias: `kms:REGION:ACCOUNT:alias:NAME`"),
  held<KeyReference>(),
  { decode: (text) => parseKeyReference(text) as KeyReference, encode: formatKeyReference },
);

/** The client's correlation number: a UUID-like string of 36 bytes, not echoed. */
export const sequence = optional(
  z
    .string()
    .regex(/^[0-9a-zA-Z-]{36}$/)
    .describe("Correlation number of the client, a UUID; it is not echoed"),
);

/** The fields before it are looked at to the end, so that the first wrong one is told of, and not this one. */
const TOLD_IN_ITS_PLACE = { abort: false };

/** A flat object; each of its pairs takes six characters at least. */
const CONTEXT_BOUNDS = { depth: 1, members: CONTEXT_MAX_CHARACTERS / 6 };

const contextWords = `Pairs of strings that decryption must repeat, at most ${CONTEXT_MAX_CHARACTERS} characters as JSON. Some clients send the object as a string that holds it.`;

/** Object of string pairs; some clients send it as a string that holds the object. */
export const encryptionContext = optional(
  codecOf(z.unknown(), z.custom<EncryptionContext>(isEncryptionContext, TOLD_IN_ITS_PLACE), readContext).meta({
    type: ["object", "string"],
    additionalProperties: { type: "string" },
    description: contextWords,
  }),
);

/** It is JSON within JSON, of which the bounds of the body say nothing. */
function readContext(value: unknown): unknown {
  if (typeof value !== "string" || exceededBound(new TextEncoder().encode(value), CONTEXT_BOUNDS) !== null) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

export const additionalData = optional(
  z.custom<string>(isAdditionalData, TOLD_IN_ITS_PLACE).meta({
    type: "string",
    maxLength: ADDITIONAL_DATA_MAX_BYTES,
    description: `Text that decryption must repeat, at most ${ADDITIONAL_DATA_MAX_BYTES} bytes in UTF-8`,
  }),
);
