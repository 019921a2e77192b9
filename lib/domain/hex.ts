/** Bytes as hexadecimal digits, two for each. */

const DIGITS = Array.from({ length: 256 }, (_none, byte) => byte.toString(16).padStart(2, "0"));

/** @param text an even number of hexadecimal digits, in any case */
export function fromHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16);
  return bytes;
}

/** In lower case. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += DIGITS[byte];
  return text;
}
