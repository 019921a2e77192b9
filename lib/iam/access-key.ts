/** Names and secrets of new access keys. Invariant: every character is as likely as any other. */

const CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS = "0123456789";
const ACCESS_ALPHABET = CAPITALS + DIGITS;
const SECRET_ALPHABET = CAPITALS + CAPITALS.toLowerCase() + DIGITS;

/** Label under which the secret of an access key is sealed. */
export function accessKeyLabel(access: string): string {
  return `access-key/${access}`;
}

type RandomBytes = (length: number) => Uint8Array;

/** 20 capital letters and digits. */
export function newAccess(randomBytes: RandomBytes): string {
  return randomText(ACCESS_ALPHABET, 20, randomBytes);
}

/** 40 letters and digits: 238 bits. Shown once. */
export function newAccessSecret(randomBytes: RandomBytes): string {
  return randomText(SECRET_ALPHABET, 40, randomBytes);
}

/** Bytes beyond the last whole multiple of the alphabet are thrown away; the remainder would favour its first characters. */
function randomText(alphabet: string, length: number, randomBytes: RandomBytes): string {
  const limit = 256 - (256 % alphabet.length);
  let text = "";
  while (text.length < length) {
    const bytes = randomBytes(length - text.length);
    for (const byte of bytes) if (byte < limit) text += alphabet[byte % alphabet.length];
    bytes.fill(0);
  }
  return text;
}
