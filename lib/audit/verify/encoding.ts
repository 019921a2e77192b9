/** How the formats write numbers and bytes: each in one way only, so that nothing can be said in two. */
import { isCount } from "./plan";

/** What does not verify, in a sentence for people. Whoever catches it has to do with bytes of somebody else, not with a fault of ours. */
export class Unverified extends Error {
  override readonly name = "Unverified";
}

/** @returns the bytes of this base64 (RFC 4648 §4); null where they would be written otherwise */
export function fromBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : null;
}

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/** @returns the number in ASCII decimal without leading zeros or sign, up to 2^53−1; null of anything else */
export function fromDecimal(text: string): number | null {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return null;
  const value = Number(text);
  return isCount(value) ? value : null;
}

/** @returns the text of these bytes; null where they are not UTF-8 */
export function fromUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
