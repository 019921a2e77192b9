/** Standard base64 with its padding (RFC 4648 §4), in the one form an encoder gives. Invariant: no two texts stand for the same bytes. */

const STANDARD = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/;

/** Bytes that a text in base64 stands for; null where it is none. */
export function base64ByteCount(text: string): number | null {
  if (!STANDARD.test(text)) return null;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}

/** Characters of the base64 form of so many bytes. */
export function base64Length(bytes: number): number {
  return 4 * Math.ceil(bytes / 3);
}
