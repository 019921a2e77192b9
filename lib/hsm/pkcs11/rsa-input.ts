/** What goes into an RSA decryption. Invariant: whatever was sent, the token has as much to do. */
import { toBuffer } from "./mechanisms";
import { toKeyObject } from "./public-half";

/**
 * RSADP takes numbers below the modulus (RFC 8017 §5.1.2), and tokens say in many ways that one is not. In place of what is no
 * ciphertext at all stands the number two, for the time it takes; it decodes to nothing.
 * @param publicKey DER SubjectPublicKeyInfo
 */
export function fitRsaInput(publicKey: Uint8Array, ciphertext: Uint8Array): { input: Buffer; fits: boolean } {
  const modulus = Buffer.from(toKeyObject(publicKey).export({ format: "jwk" }).n ?? "", "base64url");
  const fits = ciphertext.byteLength === modulus.byteLength && Buffer.compare(ciphertext, modulus) < 0;
  if (fits) return { input: toBuffer(ciphertext), fits };
  const two = Buffer.alloc(modulus.byteLength);
  two[two.byteLength - 1] = 2;
  return { input: two, fits };
}
