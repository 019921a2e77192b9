/** Test only: what an owner of key material does before its import, with OpenSSL as Node has it. */
import { constants, createCipheriv, createPublicKey, publicEncrypt } from "node:crypto";
import { WRAPPING_ALGORITHMS, type WrappingAlgorithm } from "#lib/domain/wrapping-algorithm";

/** @param publicKey DER SubjectPublicKeyInfo of the wrapping key */
export function wrapForImport(algorithm: WrappingAlgorithm, publicKey: Uint8Array, material: Uint8Array): Buffer {
  const { oaepHash } = WRAPPING_ALGORITHMS[algorithm];
  const padding = oaepHash === null ? { padding: constants.RSA_PKCS1_PADDING } : { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash };
  const key = createPublicKey({ key: Buffer.from(publicKey), format: "der", type: "spki" });
  return publicEncrypt({ key, ...padding }, material);
}

/** AES-KWP (RFC 5649). */
export function keyWrapPadded(key: Uint8Array, content: Uint8Array, initialValue = "a65959a6"): Buffer {
  const cipher = createCipheriv(`id-aes${key.byteLength * 8}-wrap-pad`, key, Buffer.from(initialValue, "hex"));
  return Buffer.concat([cipher.update(content), cipher.final()]);
}

/** AES-KW without padding (RFC 3394), of any initial value of eight bytes. */
export function keyWrap(key: Uint8Array, content: Uint8Array, initialValue = "a6a6a6a6a6a6a6a6"): Buffer {
  const cipher = createCipheriv(`id-aes${key.byteLength * 8}-wrap`, key, Buffer.from(initialValue, "hex"));
  return Buffer.concat([cipher.update(content), cipher.final()]);
}
