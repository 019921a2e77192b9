/**
 * The bytes of a sealed secret: version 1 ‖ IV (12) ‖ tag (16) ‖ ciphertext.
 * Invariant: whatever does not have this form is refused as altered.
 */
import { KmsError } from "#lib/domain/errors";
import { GCM_IV_BYTES, GCM_TAG_BYTES, toBuffer } from "../mechanisms";

const VERSION = 1;
const TAG_AT = 1 + GCM_IV_BYTES;
const CIPHERTEXT_AT = TAG_AT + GCM_TAG_BYTES;

export function joinSealed(iv: Uint8Array, { ciphertext, tag }: { ciphertext: Uint8Array; tag: Uint8Array }): Buffer {
  return Buffer.concat([Buffer.of(VERSION), iv, tag, ciphertext]);
}

/** @throws KmsError `materialIntegrity` for another version, or too few bytes */
export function splitSealed(sealed: Uint8Array): { iv: Buffer; tag: Buffer; ciphertext: Buffer } {
  const bytes = toBuffer(sealed);
  if (bytes[0] !== VERSION || bytes.byteLength <= CIPHERTEXT_AT) throw new KmsError("materialIntegrity");
  return { iv: bytes.subarray(1, TAG_AT), tag: bytes.subarray(TAG_AT, CIPHERTEXT_AT), ciphertext: bytes.subarray(CIPHERTEXT_AT) };
}
