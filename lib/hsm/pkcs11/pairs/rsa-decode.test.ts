import { constants, generateKeyPairSync, privateDecrypt, publicEncrypt, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { decodeOaep, decodePkcs1 } from "./rsa-decode";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const BYTES = 256;

/** The encoded message before RSA: what a token gives that does the raw step alone. */
function encode(message: Buffer, options: { oaepHash?: string; oaepLabel?: Buffer } = {}): Buffer {
  const ciphertext = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256", ...options }, message);
  return privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, ciphertext);
}

test.each([0, 1, 16, 189, 190])("gives back %i bytes that OpenSSL encoded", (length) => {
  const message = randomBytes(length);
  expect(decodeOaep(encode(message))).toEqual(message);
});

test("agrees with OpenSSL on every byte changed, before and behind the masks", () => {
  const good = encode(Buffer.from("message"));
  for (let index = 0; index < BYTES; index += 1) {
    for (const change of [1, 0x80, 0xff]) {
      const changed = Buffer.from(good);
      changed[index] = (changed[index] ?? 0) ^ change;
      expect(decodeOaep(changed)).toEqual(openOutside(changed));
    }
  }
});

test.each([
  ["another hash", { oaepHash: "sha1" }],
  ["a label", { oaepLabel: Buffer.from("label") }],
])("%s is a bad encoding", (_what, options) => {
  expect(decodeOaep(encode(Buffer.from("message"), options))).toBeNull();
});

test("too few bytes, zeros and noise are bad encodings", () => {
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(65), Buffer.alloc(66), Buffer.alloc(BYTES), randomBytes(BYTES), randomBytes(BYTES)]) {
    expect(decodeOaep(bytes)).toBeNull();
  }
});

function openOutside(encoded: Buffer): Buffer | null {
  let ciphertext: Buffer;
  try {
    ciphertext = publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, encoded);
  } catch {
    // Not below the modulus: then the first byte is not zero.
    return null;
  }
  try {
    return privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" }, ciphertext);
  } catch {
    return null;
  }
}

test.each([0, 1, 32, 214])("gives back %i bytes that OpenSSL encoded with SHA-1", (length) => {
  const message = randomBytes(length);
  const encoded = encode(message, { oaepHash: "sha1" });
  expect(decodeOaep(encoded, "sha1")).toEqual(message);
  expect(decodeOaep(encoded, "sha256")).toBeNull();
});

test.each([0, 1, 32, 245])("gives back %i bytes that OpenSSL padded by PKCS #1 v1.5", (length) => {
  const message = randomBytes(length);
  const ciphertext = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, message);
  expect(decodePkcs1(privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, ciphertext))).toEqual(message);
});

test("a PKCS #1 v1.5 padding is 00 02, eight bytes or more that are not zero, and 00", () => {
  const padded = (padding: Buffer, message = Buffer.alloc(BYTES - 3 - padding.length, 7)) =>
    Buffer.concat([Buffer.of(0, 2), padding, Buffer.of(0), message]);
  const good = padded(Buffer.alloc(8, 1));
  expect(decodePkcs1(good)).toEqual(Buffer.alloc(BYTES - 11, 7));
  const first = Buffer.from(good);
  first[0] = 1;
  const second = Buffer.from(good);
  second[1] = 1;
  const endless = Buffer.concat([Buffer.of(0, 2), Buffer.alloc(BYTES - 2, 1)]);
  const bad = [
    first,
    second,
    endless,
    padded(Buffer.alloc(7, 1)),
    padded(Buffer.alloc(0)),
    Buffer.alloc(BYTES),
    Buffer.alloc(10),
    Buffer.alloc(0),
  ];
  for (const encoded of bad) expect(decodePkcs1(encoded)).toBeNull();
});
