/**
 * The ciphertext frame of symmetric encryption, format version 2. It is for ever: what was written must stay readable.
 *
 * | offset            | bytes      | content                                                                |
 * |-------------------|------------|------------------------------------------------------------------------|
 * | 0                 | 2 + 2      | format version 2, total length − 36                                    |
 * | 4                 | 16         | derivation nonce: the message key is derived in the token from it      |
 * | 20                | 12         | AES-256-GCM IV                                                         |
 * | 32                | 16         | GCM tag                                                                |
 * | 48                | 1 + 3      | mode (1 = derived message key), true plaintext length in bytes         |
 * | 52                | 16·⌈n/16⌉  | ciphertext of the plaintext padded with zeros                          |
 * | then              | 36 + 4     | key ID (ASCII), key version                                            |
 * | then              | 32         | HMAC-SHA-256 by the integrity key over everything before it            |
 *
 * Numbers are unsigned little-endian. Total: 124 + 16·⌈n/16⌉ bytes (api-reference §4).
 * Invariant: `decodeFrame(encodeFrame(x))` is x, and any byte string that is not exactly such a frame is refused.
 */
import { canonicalContext, type EncryptionContext } from "./encryption-context";
import { KEY_ID_BYTES, KEY_ID_PATTERN } from "./ids";

export const DATA_MAX_BYTES = 4096;
export const NONCE_BYTES = 16;
export const IV_BYTES = 12;
export const FRAME_MAC_BYTES = 32;

const FORMAT_VERSION = 2;
const MODE_DERIVED = 1;
const BLOCK_BYTES = 16;
const HEADER_BYTES = 52;
const LENGTH_EXCLUDED_BYTES = 36;
const KEY_VERSION_BYTES = 4;
const TRAILER_BYTES = KEY_ID_BYTES + KEY_VERSION_BYTES + FRAME_MAC_BYTES;
/** The database counts versions in signed 32-bit numbers; a frame that says more was not made here. */
export const KEY_VERSION_MAX = 0x7fffffff;
/** What the 2-byte length field can say. */
const FRAME_MAX_BYTES = 0xffff + LENGTH_EXCLUDED_BYTES;

/** What a ciphertext is for. The two are not interchangeable: the purpose is part of the AAD. */
export type FramePurpose = "data" | "dataKey";
const PURPOSE_BYTE: Readonly<Record<FramePurpose, number>> = { data: 1, dataKey: 2 };

/** Everything a frame says but its MAC. */
export type Frame = {
  readonly keyId: string;
  readonly keyVersion: number;
  /** 16 bytes. */
  readonly nonce: Uint8Array;
  /** 12 bytes. */
  readonly iv: Uint8Array;
  /** 16 bytes. */
  readonly tag: Uint8Array;
  /** True length of the plaintext in bytes, at least 1. */
  readonly plaintextLength: number;
  /** Ciphertext of the padded plaintext: a whole number of 16-byte blocks. */
  readonly ciphertext: Uint8Array;
};

/** Total length in bytes of the frame of an n-byte plaintext. */
export function frameLength(plaintextLength: number): number {
  return HEADER_BYTES + paddedLength(plaintextLength) + TRAILER_BYTES;
}

/** n rounded up to whole 16-byte blocks. */
export function paddedLength(plaintextLength: number): number {
  return Math.ceil(plaintextLength / BLOCK_BYTES) * BLOCK_BYTES;
}

/** The frame without its MAC: what the integrity key authenticates. */
export function encodeFrame(frame: Frame): Buffer {
  const padded = paddedLength(frame.plaintextLength);
  const total = frameLength(frame.plaintextLength);
  const bytes = Buffer.alloc(total - FRAME_MAC_BYTES);
  bytes.writeUInt16LE(FORMAT_VERSION, 0);
  bytes.writeUInt16LE(total - LENGTH_EXCLUDED_BYTES, 2);
  bytes.set(frame.nonce, 4);
  bytes.set(frame.iv, 20);
  bytes.set(frame.tag, 32);
  bytes.writeUInt8(MODE_DERIVED, 48);
  bytes.writeUIntLE(frame.plaintextLength, 49, 3);
  bytes.set(frame.ciphertext, HEADER_BYTES);
  bytes.write(frame.keyId, HEADER_BYTES + padded, "ascii");
  bytes.writeUInt32LE(frame.keyVersion, HEADER_BYTES + padded + KEY_ID_BYTES);
  return bytes;
}

/** Splits a frame into its authenticated part and its MAC; null where the length alone shows that it is none. */
export function splitFrame(bytes: Uint8Array): { authenticated: Uint8Array; mac: Uint8Array } | null {
  if (bytes.length < frameLength(1) || bytes.length > FRAME_MAX_BYTES) return null;
  const cut = bytes.length - FRAME_MAC_BYTES;
  return { authenticated: bytes.subarray(0, cut), mac: bytes.subarray(cut) };
}

/** Reads the authenticated part of a frame; null unless every field is exactly what `encodeFrame` writes. */
export function decodeFrame(authenticated: Uint8Array): Frame | null {
  const bytes = Buffer.from(authenticated.buffer, authenticated.byteOffset, authenticated.byteLength);
  const total = bytes.length + FRAME_MAC_BYTES;
  if (total < frameLength(1) || total > FRAME_MAX_BYTES) return null;
  if (bytes.readUInt16LE(0) !== FORMAT_VERSION || bytes.readUInt16LE(2) !== total - LENGTH_EXCLUDED_BYTES) return null;
  const plaintextLength = bytes.readUIntLE(49, 3);
  if (bytes.readUInt8(48) !== MODE_DERIVED || plaintextLength === 0 || frameLength(plaintextLength) !== total) return null;
  const keyIdStart = HEADER_BYTES + paddedLength(plaintextLength);
  const keyId = bytes.toString("latin1", keyIdStart, keyIdStart + KEY_ID_BYTES);
  const keyVersion = bytes.readUInt32LE(keyIdStart + KEY_ID_BYTES);
  if (!KEY_ID_PATTERN.test(keyId) || keyVersion > KEY_VERSION_MAX) return null;
  return {
    keyId,
    keyVersion,
    nonce: bytes.subarray(4, 20),
    iv: bytes.subarray(20, 32),
    tag: bytes.subarray(32, 48),
    plaintextLength,
    ciphertext: bytes.subarray(HEADER_BYTES, keyIdStart),
  };
}

const AAD_DOMAIN = "kms-console/frame/2\0";

/**
 * Additional authenticated data of the message: domain separator, purpose, the header's fields but the tag, key ID,
 * version, and the caller's context. Fixed-length parts come first and the two texts carry their lengths, so no two
 * different inputs give the same bytes.
 */
export function frameAad(
  purpose: FramePurpose,
  frame: Pick<Frame, "keyId" | "keyVersion" | "nonce" | "iv" | "plaintextLength">,
  context: EncryptionContext,
  additionalData: string,
): Buffer {
  const fixed = Buffer.alloc(1 + 2 + 2 + 1 + 3 + KEY_VERSION_BYTES);
  fixed.writeUInt8(PURPOSE_BYTE[purpose], 0);
  fixed.writeUInt16LE(FORMAT_VERSION, 1);
  fixed.writeUInt16LE(frameLength(frame.plaintextLength) - LENGTH_EXCLUDED_BYTES, 3);
  fixed.writeUInt8(MODE_DERIVED, 5);
  fixed.writeUIntLE(frame.plaintextLength, 6, 3);
  fixed.writeUInt32LE(frame.keyVersion, 9);
  return Buffer.concat([
    Buffer.from(AAD_DOMAIN, "ascii"),
    fixed,
    frame.nonce,
    frame.iv,
    Buffer.from(frame.keyId, "ascii"),
    withLength(canonicalContext(context)),
    withLength(additionalData),
  ]);
}

function withLength(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}
