import { constants, generateKeyPairSync, privateDecrypt, publicEncrypt, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { decodeOaep } from "./oaep-decode";

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
