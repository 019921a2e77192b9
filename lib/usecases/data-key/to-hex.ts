/** Upper-case hexadecimal digits, as the reference's samples have them and clients compare them (api-reference §0.12). */
export function toHex(bytes: Buffer): string {
  return bytes.toString("hex").toUpperCase();
}
