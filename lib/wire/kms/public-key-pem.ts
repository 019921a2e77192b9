/** Public keys as clients of this family expect them: PEM (RFC 7468) with CRLF at every line's end (api-reference §2.5) ⇄ DER. */
import { z } from "zod";
import { fromBase64, toBase64 } from "#lib/domain/base64";
import { held } from "../held";

const BEGIN = "-----BEGIN PUBLIC KEY-----";
const END = "-----END PUBLIC KEY-----";

export const publicKeyPem = z.codec(z.string(), held<Uint8Array>(), {
  decode: (text) => fromBase64(text.replace(BEGIN, "").replace(END, "").replace(/\s+/g, "")),
  encode: (der) => [BEGIN, ...(toBase64(der).match(/.{1,64}/g) ?? []), END, ""].join("\r\n"),
});
