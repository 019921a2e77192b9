/**
 * Envelope encryption of a stream of any length, in flat memory.
 *
 *   file    = header, segment, segment …
 *   header  = "KMSSEAL1", length of the rest (2 bytes), JSON: what is said in clear; `wrapped` is the length of a wrapped key
 *   segment = wrapped data key, 1 to 128 frames
 *   frame   = AES-256-GCM of 64 KiB (the last of the file: 0 to 64 KiB), tag (16 bytes)
 *
 * Each segment has a data key of its own, which is asked for when its turn comes: whoever revokes the right to the master key stops
 * a transfer at the next segment, and no key encrypts more than 8 MiB. Within a segment the nonce is the frame's number and, in its last
 * byte, whether the file ends with it (the STREAM construction): frames that were dropped, repeated, swapped or cut off do not
 * authenticate. Each frame authenticates the header; the data keys' encryption context holds the segment's number and what the file is.
 */
import { createCipheriv, createDecipheriv, createHash } from "node:crypto";

const MAGIC = Buffer.from("KMSSEAL1");
const FRAME_BYTES = 65_536;
const TAG_BYTES = 16;
const SEALED_FRAME_BYTES = FRAME_BYTES + TAG_BYTES;
const SEGMENT_FRAMES = 128;
const WRAPPED_MAX_BYTES = 1_024;

/** What is on the disk is not what was put there. */
export class DamagedError extends Error {}

/**
 * The first piece is the header, for which the first data key is asked for, and nothing of the source yet.
 * @param {AsyncIterable<Buffer>} source
 * @param {Record<string, unknown>} fields what is said in clear, and authenticated with each frame; the master key's ID is added
 * @param {(segment: number, keyId?: string) => Promise<{keyId: string, key: Buffer, wrapped: Buffer}>} newKey
 * @yields {Buffer} the bytes of the file
 */
export async function* seal(source, fields, newKey) {
  let segment = await newKey(0);
  try {
    const header = headerOf({ ...fields, key: segment.keyId, wrapped: segment.wrapped.length });
    const aad = digest(header);
    yield header;
    let frame = 0;
    for await (const { plaintext, isLast } of framesOf(source)) {
      const place = frame % SEGMENT_FRAMES;
      if (place === 0) {
        if (frame > 0) segment = await renewed(segment, newKey, frame / SEGMENT_FRAMES);
        yield segment.wrapped;
      }
      const cipher = createCipheriv("aes-256-gcm", segment.key, nonce(place, isLast)).setAAD(aad);
      yield Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
      frame += 1;
    }
  } finally {
    segment.key.fill(0);
  }
}

async function renewed({ keyId, key, wrapped }, newKey, number) {
  key.fill(0);
  // By its ID: an alias may come to mean another key in the middle of a file.
  const segment = await newKey(number, keyId);
  // The length of what is sealed is told from the length of the file.
  if (segment.wrapped.length === wrapped.length) return segment;
  segment.key.fill(0);
  throw new Error("The key service changed the length of its wrapped keys in the middle of a file.");
}

/**
 * @param {import("node:fs/promises").FileHandle} file
 * @returns {Promise<{fields: Record<string, unknown>, header: Buffer, bytes: number, plainBytes: number}>} nothing of it is proven before the first frame is
 * @throws {DamagedError}
 */
export async function readHeader(file) {
  const { size } = await file.stat();
  const start = await readExactly(file, 0, MAGIC.length + 2);
  if (!start.subarray(0, MAGIC.length).equals(MAGIC)) throw new DamagedError("This is not a file that was sealed here.");
  const header = await readExactly(file, 0, start.length + start.readUInt16BE(MAGIC.length));
  const fields = parse(header.subarray(start.length));
  const plainBytes = plainBytesOf(size - header.length, fields.wrapped);
  return { fields, header, bytes: size, plainBytes };
}

/**
 * How much plaintext this many bytes of segments hold. Only an empty file ends with an empty frame: else somebody could cut a file
 * so that all the plaintext that is left is proven before the missing end is noticed, and the reader has what it was promised.
 */
function plainBytesOf(body, wrapped) {
  const segmentBytes = wrapped + SEGMENT_FRAMES * SEALED_FRAME_BYTES;
  const segments = Math.ceil(body / segmentBytes);
  const lastSegment = body - (segments - 1) * segmentBytes - wrapped;
  const lastFrame = lastSegment % SEALED_FRAME_BYTES || SEALED_FRAME_BYTES;
  const isEmpty = segments === 1 && lastSegment === TAG_BYTES;
  if (segments < 1 || lastSegment <= 0 || (lastFrame <= TAG_BYTES && !isEmpty)) throw new DamagedError("The file is cut off.");
  const frames = (segments - 1) * SEGMENT_FRAMES + Math.ceil(lastSegment / SEALED_FRAME_BYTES);
  return body - segments * wrapped - frames * TAG_BYTES;
}

/**
 * @param {import("node:fs/promises").FileHandle} file
 * @param {Awaited<ReturnType<typeof readHeader>>} stored
 * @param {(segment: number, wrapped: Buffer) => Promise<Buffer>} openKey
 * @yields {Buffer} plaintext, each piece after it was authenticated, in place and whole
 * @throws {DamagedError} where the file is not what was sealed
 */
export async function* unseal(file, { header, bytes, fields }, openKey) {
  const aad = digest(header);
  let key = Buffer.alloc(0);
  try {
    let at = header.length;
    for (let frame = 0; at < bytes; frame += 1) {
      const place = frame % SEGMENT_FRAMES;
      if (place === 0) {
        key.fill(0);
        key = await openKey(frame / SEGMENT_FRAMES, await readExactly(file, at, fields.wrapped));
        at += fields.wrapped;
      }
      const sealed = await readExactly(file, at, Math.min(SEALED_FRAME_BYTES, bytes - at));
      at += sealed.length;
      yield openFrame(sealed, key, nonce(place, at === bytes), aad);
    }
  } finally {
    key.fill(0);
  }
}

function openFrame(sealed, key, iv, aad) {
  const decipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES }).setAAD(aad);
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const plaintext = decipher.update(sealed.subarray(0, -TAG_BYTES));
  try {
    decipher.final();
  } catch {
    plaintext.fill(0);
    throw new DamagedError("A frame of the file was changed, or is not in its place.");
  }
  return plaintext;
}

/** Cuts a stream into frames; the last is known as such only when the stream has ended, so one is held back. */
async function* framesOf(source) {
  const buffer = Buffer.allocUnsafe(FRAME_BYTES);
  let filled = 0;
  try {
    for await (const chunk of source) {
      for (let at = 0; at < chunk.length; ) {
        if (filled === FRAME_BYTES) {
          yield { plaintext: buffer, isLast: false };
          filled = 0;
        }
        const copied = chunk.copy(buffer, filled, at);
        filled += copied;
        at += copied;
      }
    }
    yield { plaintext: buffer.subarray(0, filled), isLast: true };
  } finally {
    buffer.fill(0);
  }
}

/** Never twice under one key: the key is the segment's own. */
function nonce(place, isLast) {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(place, 7);
  bytes[11] = isLast ? 1 : 0;
  return bytes;
}

/** What was taken from a stream already, and what is left of it. */
export async function* startingWith(first, rest) {
  yield first;
  yield* rest;
}

function headerOf(fields) {
  const json = Buffer.from(JSON.stringify(fields));
  const length = Buffer.alloc(2);
  length.writeUInt16BE(json.length);
  return Buffer.concat([MAGIC, length, json]);
}

function parse(json) {
  try {
    const fields = JSON.parse(json.toString());
    if (Number.isInteger(fields.wrapped) && fields.wrapped > 0 && fields.wrapped <= WRAPPED_MAX_BYTES) return fields;
  } catch {
    // As below.
  }
  throw new DamagedError("The header of the file was changed.");
}

async function readExactly(file, at, length) {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, at);
  if (bytesRead < length) throw new DamagedError("The file is cut off.");
  return buffer;
}

function digest(bytes) {
  return createHash("sha256").update(bytes).digest();
}
