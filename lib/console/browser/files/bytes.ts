/** Bytes as browsers' own interfaces take them: plain arrays with a buffer of their own, whatever the platform makes of base64. */
import { fromBase64 as decode } from "#lib/domain/base64";

/** @param text standard base64 @throws DOMException for what is none */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(decode(text));
}
