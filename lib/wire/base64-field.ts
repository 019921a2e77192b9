/**
 * Bytes in base64, as one form only (RFC 4648 §4): what comes in another alphabet, without padding or in lines is no wrong value but a
 * wrong spelling, and its refusal says so.
 */
import { z } from "zod";
import { base64ByteCount, base64Length } from "#lib/domain/base64";

/** Standard base64 of `min` to `max` bytes, inclusive. @param what the description begins with it, where there is more to say */
export function base64Bytes(min: number, max: number, what = `Standard base64 of ${min} to ${max} bytes`) {
  const isOfRange = (text: string) => {
    const bytes = text.length <= base64Length(max) ? base64ByteCount(text) : null;
    return bytes !== null && bytes >= min && bytes <= max;
  };
  return z
    .string()
    .refine(isOfRange)
    .meta({ minLength: base64Length(min), maxLength: base64Length(max), contentEncoding: "base64", description: what });
}
