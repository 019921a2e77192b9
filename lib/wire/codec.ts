/**
 * Codecs of single values, for all doors. Laws: out and in again is the same value; in and out again is the same text, for every text
 * that is the one canonical spelling of its value. Nothing here is lenient beyond what its door promises.
 */
import { z } from "zod";
import { base64ByteCount, base64Length, fromBase64, toBase64 } from "#lib/domain/base64";
import { fromHex, toHex } from "#lib/domain/hex";
import { fromUtf8, toUtf8 } from "#lib/domain/text";
import { held } from "./held";

const bytes = held<Uint8Array>();

/**
 * Standard base64 of `min` to `max` bytes, inclusive ⇄ bytes (RFC 4648 §4): what comes in another alphabet, without padding or in lines
 * is no wrong value but a wrong spelling, and its refusal says so.
 * @param what the description begins with it, where there is more to say
 */
export function base64Bytes(min: number, max: number, what = `Standard base64 of ${min} to ${max} bytes`) {
  const isOfRange = (text: string) => {
    const count = text.length <= base64Length(max) ? base64ByteCount(text) : null;
    return count !== null && count >= min && count <= max;
  };
  const text = z
    .string()
    .refine(isOfRange)
    .meta({ minLength: base64Length(min), maxLength: base64Length(max), contentEncoding: "base64", description: what });
  return z.codec(text, bytes, { decode: fromBase64, encode: toBase64 });
}

/** Base64 of bytes that we give ourselves ⇄ bytes. */
export const base64 = z.codec(z.string(), bytes, { decode: fromBase64, encode: toBase64 });

/** Base64 of bytes that we give ourselves, absent for null ⇄ bytes. */
export const base64OrAbsent = z.codec(z.string().optional(), held<Uint8Array | null>(), {
  decode: (text) => (text === undefined ? null : fromBase64(text)),
  encode: (value) => (value === null ? undefined : toBase64(value)),
});

/** Hexadecimal digits in upper case, as the reference's samples have them and clients compare them (api-reference §0.12) ⇄ bytes. */
export const upperHex = upperHexOf(z.string());

/** The same. @param text what texts there may be */
export function upperHexOf(text: z.ZodString) {
  return z.codec(text, bytes, { decode: fromHex, encode: (value) => toHex(value).toUpperCase() });
}

/** Hexadecimal digits in lower case ⇄ bytes. */
export const lowerHex = lowerHexOf(z.string());

/** The same. @param text what texts there may be */
export function lowerHexOf(text: z.ZodString) {
  return z.codec(text, bytes, { decode: fromHex, encode: toHex });
}

/** Text ⇄ its bytes in UTF-8. @param text what texts there may be */
export function utf8Bytes(text: z.ZodString) {
  return z.codec(text, bytes, { decode: toUtf8, encode: (value) => fromUtf8(value) ?? "" });
}

/** A count as decimal text ⇄ number. */
export const decimal = z.codec(z.string(), z.number().int(), { decode: Number, encode: String });

/** Epoch milliseconds in whole seconds, as in every published sample, "" for null ⇄ Date. */
export const epochMs = z.codec(z.string(), held<Date | null>(), {
  decode: (text) => (text === "" ? null : new Date(Number(text))),
  encode: (time) => (time === null ? "" : String(Math.floor(time.getTime() / 1000) * 1000)),
});

/** The same where there always is one. */
export const momentMs = z.codec(z.string(), held<Date>(), {
  decode: (text) => new Date(Number(text)),
  encode: (time) => String(Math.floor(time.getTime() / 1000) * 1000),
});

/** ISO 8601 in UTC, to the second ⇄ Date. */
export const isoSeconds = z.codec(z.string(), held<Date>(), {
  decode: (text) => new Date(text),
  encode: (time) => time.toISOString().replace(/\.\d+Z$/, "Z"),
});

/** Epoch seconds ⇄ Date. */
export const epochSeconds = z.codec(z.number().int(), held<Date>(), {
  decode: (seconds) => new Date(seconds * 1000),
  encode: (time) => Math.floor(time.getTime() / 1000),
});

/** "true" and "false" ⇄ truth value. */
export const truthText = z.codec(z.enum(["true", "false"]), z.boolean(), {
  decode: (text) => text === "true",
  encode: (value) => (value ? "true" : "false"),
});

/** Text ⇄ text, where "" says that there is none. */
export const textOrNull = z.codec(z.string(), held<string | null>(), {
  decode: (text) => (text === "" ? null : text),
  encode: (text) => text ?? "",
});
