/**
 * The cryptographic steps, each on one session that the caller gives and throws away after an error.
 * Invariant: a key made for a step is destroyed with it.
 */

import { timingSafeEqual } from "node:crypto";
import type { Handle, PKCS11, Template } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { GCM_TAG_BYTES, gcmMechanism, messageKeyDerivation, plainMechanism, requireLength, toBuffer } from "./mechanisms";
import { secretKeyTemplate, valueLength } from "./templates";

export const HMAC_BYTES = 32;
const AES_BLOCK = 16;
const MESSAGE_KEY = [...secretKeyTemplate(pkcs11js.CKK_AES, "cipher"), ...valueLength(32)];
const HMAC = plainMechanism(pkcs11js.CKM_SHA256_HMAC);
const CMAC = plainMechanism(pkcs11js.CKM_AES_CMAC);

/** HMAC-SHA-256 of `data`, 32 bytes. Data must not be empty: SoftHSM2 refuses that and leaves the session stuck. */
export function hmac(module: PKCS11, session: Handle, key: Handle, data: Uint8Array): Buffer {
  if (data.byteLength === 0) throw new RangeError("data to authenticate must have at least one byte");
  module.C_SignInit(session, HMAC, key);
  return module.C_Sign(session, toBuffer(data), Buffer.alloc(HMAC_BYTES));
}

/** AES-CMAC of `data`, 16 bytes. Data must not be empty, as with `hmac`. */
export function cmac(module: PKCS11, session: Handle, key: Handle, data: Uint8Array): Buffer {
  if (data.byteLength === 0) throw new RangeError("data to authenticate must have at least one byte");
  module.C_SignInit(session, CMAC, key);
  return module.C_Sign(session, toBuffer(data), Buffer.alloc(AES_BLOCK));
}

/** AES-GCM; ciphertext and 16-byte tag. Plaintext must not be empty: SoftHSM2 refuses that and leaves the session stuck. */
export function gcmEncrypt(
  module: PKCS11,
  session: Handle,
  key: Handle,
  iv: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
): { ciphertext: Buffer; tag: Buffer } {
  const mechanism = gcmMechanism(iv, aad);
  const length = plaintext.byteLength;
  if (length === 0) throw new RangeError("a message must have at least one byte");
  module.C_EncryptInit(session, mechanism, key);
  const out = module.C_Encrypt(session, toBuffer(plaintext), Buffer.alloc(length + GCM_TAG_BYTES));
  if (out.byteLength !== length + GCM_TAG_BYTES) throw new Error("the token returned a ciphertext of the wrong length");
  return { ciphertext: out.subarray(0, length), tag: out.subarray(length) };
}

/** Reverses `gcmEncrypt`; the module's error when the ciphertext does not open. */
export function gcmDecrypt(
  module: PKCS11,
  session: Handle,
  key: Handle,
  iv: Uint8Array,
  aad: Uint8Array,
  ciphertext: Uint8Array,
  tag: Uint8Array,
): Buffer {
  const mechanism = gcmMechanism(iv, aad);
  const input = Buffer.concat([ciphertext, requireLength(tag, GCM_TAG_BYTES, "tag")]);
  module.C_DecryptInit(session, mechanism, key);
  // Modules ask for room beyond the plaintext: up to the ciphertext rounded up to whole blocks.
  return module.C_Decrypt(session, input, Buffer.alloc(input.byteLength + AES_BLOCK));
}

/**
 * Opens what `gcmDecrypt` did not, so that the token's own failure is told from a bad ciphertext. GCM encrypts by a key stream
 * (NIST SP 800-38D §7.1), so encrypting the ciphertext gives the plaintext, and encrypting that the ciphertext again, with the tag
 * that belongs to it: an answer that the token can only give when it works. Nothing of the way leaves this function, since it
 * uses one IV for two messages.
 * @returns null when the tag belongs to another key, IV, AAD or ciphertext @throws the module's error, which says nothing of the ciphertext
 */
export function gcmReopen(
  module: PKCS11,
  session: Handle,
  key: Handle,
  iv: Uint8Array,
  aad: Uint8Array,
  ciphertext: Uint8Array,
  tag: Uint8Array,
): Buffer | null {
  const turned = gcmEncrypt(module, session, key, iv, aad, ciphertext);
  const made = gcmEncrypt(module, session, key, iv, aad, turned.ciphertext);
  const isSame = made.ciphertext.equals(ciphertext);
  const fits = timingSafeEqual(made.tag, requireLength(tag, GCM_TAG_BYTES, "tag"));
  turned.tag.fill(0);
  made.tag.fill(0);
  if (isSame && fits) return turned.ciphertext;
  turned.ciphertext.fill(0);
  if (!isSame) throw new Error("the token does not encrypt twice alike");
  return null;
}

/** Derives the key of one message from a base key, to be used within `withObject`. */
export function deriveMessageKey(module: PKCS11, session: Handle, base: Handle, nonce: Uint8Array): Handle {
  return module.C_DeriveKey(session, messageKeyDerivation(nonce), base, MESSAGE_KEY);
}

/** Hands a session object to `use`, and destroys it whatever happens. */
export function withObject<T>(module: PKCS11, session: Handle, object: Handle, use: (object: Handle) => T): T {
  let result: T;
  try {
    result = use(object);
  } catch (error) {
    // The first error is the one to tell; the caller throws the session away, and the object with it.
    try {
      module.C_DestroyObject(session, object);
    } catch {}
    throw error;
  }
  module.C_DestroyObject(session, object);
  return result;
}

/** Puts a known value into the token as a session object, for self-tests only. `template` says what it may do. */
export function importKnown(module: PKCS11, session: Handle, template: Template, value: Uint8Array): Handle {
  return module.C_CreateObject(session, [...template, { type: pkcs11js.CKA_VALUE, value: toBuffer(value) }]);
}

/** Length in bytes of a secret key in the token. */
export function valueLengthOf(module: PKCS11, session: Handle, key: Handle): number {
  const value = module.C_GetAttributeValue(session, key, [{ type: pkcs11js.CKA_VALUE_LEN }])[0]?.value;
  if (!Buffer.isBuffer(value)) throw new Error("the token does not show the length of a key");
  return value.readUInt32LE(0);
}
