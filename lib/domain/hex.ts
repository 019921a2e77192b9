/** Bytes as hexadecimal digits, two for each. */

const HEX = /^(?:[0-9a-fA-F]{2})+$/;
const DIGITS = Array.from({ length: 256 }, (_none, byte) => byte.toString(16).padStart(2, "0"));

/** Node's Buffer does this many times faster than what browsers have. */
const NodeBuffer = (globalThis as { Buffer?: typeof Buffer }).Buffer;

/** Whether a text is one byte or more in hexadecimal digits, in any case. */
export function isHex(text: string): boolean {
  return HEX.test(text);
}

/** @param text an even number of hexadecimal digits, in any case, as `isHex` has found */
export function fromHex(text: string): Uint8Array {
  if (NodeBuffer !== undefined) return NodeBuffer.from(text, "hex");
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16);
  return bytes;
}

/** In lower case. */
export function toHex(bytes: Uint8Array): string {
  if (NodeBuffer?.isBuffer(bytes)) return bytes.toString("hex");
  if (NodeBuffer !== undefined) return NodeBuffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
  let text = "";
  for (const byte of bytes) text += DIGITS[byte];
  return text;
}
