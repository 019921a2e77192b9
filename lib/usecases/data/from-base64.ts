/**
 * A ciphertext's bytes; none unless it is standard base64 with its padding, in the one form an encoder gives, so that no two
 * texts stand for one ciphertext.
 */
export function fromBase64(text: string): Buffer {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : Buffer.alloc(0);
}
