/** What goes into an RSA decryption. Invariant: whatever was sent, the token has as much to do. */
import { toBuffer } from "../mechanisms";
import { toKeyObject } from "./public-half";

/**
 * RSADP takes numbers below the modulus (RFC 8017 §5.1.2), and tokens say in many ways that one is not; some refuse 0, 1 and n − 1 too
 * (NIST SP 800-56B §7.1.2), which are no key's ciphertext of anything. In place of what is no ciphertext at all stands the number
 * two, for the time it takes; it decodes to nothing. So what goes in never fails but by the token's fault.
 * @param publicKey DER SubjectPublicKeyInfo
 */
export function fitRsaInput(publicKey: Uint8Array, ciphertext: Uint8Array): { input: Buffer; fits: boolean } {
  const modulus = Buffer.from(toKeyObject(publicKey).export({ format: "jwk" }).n ?? "", "base64url");
  const last = modulus.byteLength - 1;
  const number = (value: number) => Buffer.alloc(modulus.byteLength).fill(value, last);
  // A modulus is odd, so this is n − 1.
  const largest = Buffer.from(modulus).fill((modulus[last] ?? 1) - 1, last);
  const isOfLength = ciphertext.byteLength === modulus.byteLength;
  const fits = isOfLength && Buffer.compare(ciphertext, number(1)) > 0 && Buffer.compare(ciphertext, largest) < 0;
  return { input: fits ? toBuffer(ciphertext) : number(2), fits };
}
