/**
 * From plaintext to frame and back. The HSM does the cryptography; this file says what is bound to what.
 * Invariant: a frame is opened only after the integrity key has vouched for every byte of it, and every fault is one error.
 */
import type { EncryptionContext } from "#lib/domain/encryption-context";
import { KmsError } from "#lib/domain/errors";
import {
  decodeFrame,
  encodeFrame,
  type Frame,
  type FramePurpose,
  frameAad,
  IV_BYTES,
  NONCE_BYTES,
  paddedLength,
  splitFrame,
} from "#lib/domain/frame";
import type { BoundMaterial, Hsm } from "#lib/hsm/port";

/** What the caller binds to a ciphertext and must give again. */
export type Binding = { readonly context: EncryptionContext; readonly additionalData: string };

/**
 * Encrypts bytes under a key's material.
 * @param plaintext 1 to 4,096 bytes of data, or a data key
 * @returns the whole frame: 124 + 16·⌈n/16⌉ bytes
 * @throws KmsError of the HSM port
 */
export function sealFrame(hsm: Hsm, material: BoundMaterial, purpose: FramePurpose, plaintext: Uint8Array, binding: Binding): Buffer {
  const random = hsm.nonceBytes(NONCE_BYTES + IV_BYTES);
  const place = {
    keyId: material.keyId,
    keyVersion: material.version,
    nonce: random.subarray(0, NONCE_BYTES),
    iv: random.subarray(NONCE_BYTES),
    plaintextLength: plaintext.length,
  };
  const aad = frameAad(purpose, place, binding.context, binding.additionalData);
  const padded = Buffer.alloc(paddedLength(plaintext.length));
  padded.set(plaintext);
  try {
    const { ciphertext, tag } = hsm.encryptMessage(material, { nonce: place.nonce, iv: place.iv, aad }, padded);
    const authenticated = encodeFrame({ ...place, tag, ciphertext });
    return Buffer.concat([authenticated, hsm.authenticate(authenticated)]);
  } finally {
    padded.fill(0);
  }
}

/** A frame as it came, split and read once; nothing of it is believed before `isSound`. */
export type ReceivedFrame = { readonly frame: Frame; readonly authenticated: Uint8Array; readonly mac: Uint8Array };

/** Reads a frame without trusting it: enough to know which key to look up. Null when it is not one. */
export function readFrame(bytes: Uint8Array): ReceivedFrame | null {
  const parts = splitFrame(bytes);
  const frame = parts === null ? null : decodeFrame(parts.authenticated);
  return parts === null || frame === null ? null : { ...parts, frame };
}

/** Whether this installation made the frame, every byte of it. */
export function isSound(hsm: Hsm, received: ReceivedFrame): boolean {
  return hsm.isAuthentic(received.authenticated, received.mac);
}

/**
 * Decrypts a sound frame.
 * @returns the plaintext without its padding
 * @throws KmsError `ciphertextInvalid` for a wrong context, additional data or purpose, all alike; `materialIntegrity`; `unavailable`
 */
export function openFrame(hsm: Hsm, material: BoundMaterial, purpose: FramePurpose, { frame }: ReceivedFrame, binding: Binding): Buffer {
  const aad = frameAad(purpose, frame, binding.context, binding.additionalData);
  const padded = hsm.decryptMessage(material, { nonce: frame.nonce, iv: frame.iv, aad }, frame.ciphertext, frame.tag);
  const plaintext = padded.subarray(0, frame.plaintextLength);
  if (padded.length !== frame.ciphertext.length || padded.subarray(frame.plaintextLength).some((byte) => byte !== 0)) {
    throw new KmsError("ciphertextInvalid");
  }
  return plaintext;
}
