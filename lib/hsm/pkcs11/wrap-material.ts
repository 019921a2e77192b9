/**
 * AES-256 material in and out of its wrapping.
 * Invariant: clear material is extractable only between its making and its wrapping, can do nothing but be wrapped, and is destroyed at once.
 */

import type { Handle, PKCS11 } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { plainMechanism, toBuffer } from "./mechanisms";
import type { Capabilities } from "./probe";
import { extractable, secretKeyTemplate, valueLength } from "./templates";
import { withObject } from "./token-crypto";

const AES_256_BYTES = 32;
/** RFC 5649: a block of 8 bytes more than the material. */
const WRAPPED_ROOM = AES_256_BYTES + 16;

const NEW_MATERIAL = extractable([...secretKeyTemplate(pkcs11js.CKK_AES, "none"), ...valueLength(AES_256_BYTES)]);
const MATERIAL_IN_USE = secretKeyTemplate(pkcs11js.CKK_AES, "derivation");

/** Makes an AES-256 key in the token and returns it wrapped under `domainKey`; nothing stays behind. */
export function generateWrappedAes(module: PKCS11, session: Handle, capabilities: Capabilities, domainKey: Handle): Buffer {
  const key = module.C_GenerateKey(session, plainMechanism(pkcs11js.CKM_AES_KEY_GEN), NEW_MATERIAL);
  const wrapped = withObject(module, session, key, () =>
    module.C_WrapKey(session, plainMechanism(capabilities.keyWrap), domainKey, key, Buffer.alloc(WRAPPED_ROOM)),
  );
  return Buffer.from(wrapped);
}

/** Unwraps AES-256 material into a session object that is non-extractable and can only derive; it belongs to `session`. */
export function unwrapAes(module: PKCS11, session: Handle, capabilities: Capabilities, domainKey: Handle, wrapped: Uint8Array): Handle {
  const template = capabilities.unwrapTakesValueLength ? [...MATERIAL_IN_USE, ...valueLength(AES_256_BYTES)] : MATERIAL_IN_USE;
  return module.C_UnwrapKey(session, plainMechanism(capabilities.keyWrap), domainKey, toBuffer(wrapped), template);
}
