/** The message of operations that sign, verify and authenticate. */
import { z } from "zod";
import { base64ByteCount, base64Length } from "#lib/domain/base64";
import { MESSAGE_MAX_BYTES } from "#lib/domain/signing-algorithm";

const isMessage = (text: string) => {
  const bytes = text.length <= base64Length(MESSAGE_MAX_BYTES) ? base64ByteCount(text) : null;
  return bytes !== null && bytes >= 1 && bytes <= MESSAGE_MAX_BYTES;
};

/** Base64 of 1 to 4,096 bytes. */
export const message = z
  .string()
  .refine(isMessage)
  .meta({
    minLength: 4,
    maxLength: base64Length(MESSAGE_MAX_BYTES),
    contentEncoding: "base64",
    description: `Standard base64 of 1 to ${MESSAGE_MAX_BYTES} bytes`,
  });
