import { createDecipheriv, createPrivateKey, generateKeyPairSync, privateDecrypt, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { toBase64 } from "#lib/domain/base64";
import { fromBase64 } from "./bytes";
import { importFileNames, importReadme, readImportToken, readPkcs8 } from "./import-files";
import { encryptOaep, generateMaterial, keyWrapPadded } from "./wrap-in-browser";

const KEY_ID = "0d0466b0-e727-4d9c-b35d-f84bb474a37f";
const parameters = {
  key_id: KEY_ID,
  import_token: "",
  public_key: "",
  expiration_time: 1_795_000_000,
  algorithm: "RSAES_OAEP_SHA_1" as const,
  at: new Date("2026-11-24T16:07:08.900Z"),
};

test("files are named as the guide names them", () => {
  expect(importFileNames(parameters)).toEqual({
    wrappingKey: `wrappingKey_${KEY_ID}_20261124160708`,
    token: `importToken_${KEY_ID}_20261124160708`,
    readme: `README_${KEY_ID}_20261124160708.txt`,
  });
});

test("the description file names key, algorithm, files and expiry, warns, and says what becomes of the material", () => {
  const text = importReadme(parameters, "AES_256", []);
  for (const part of [KEY_ID, "AES_256", "RSAES_OAEP_SHA_1", "wrappingKey_", "importToken_", "2026-11-18T", "no longer secure", "wiped"]) {
    expect(text).toContain(part);
  }
  expect(importReadme(parameters, "AES_256", ["RSAES_OAEP_SHA_1"])).toContain("wholly inside the HSM");
});

test("a token is read from base64 with line ends or from bytes, and names its key and its end; other files are none", () => {
  const token = Buffer.concat([Buffer.of(0, 0, 1, 6), Buffer.from(KEY_ID), randomBytes(1600)]);
  token.writeBigUInt64BE(1_795_000_000_000n, 41);
  const expected = { token: token.toString("base64"), keyId: KEY_ID, expiresAt: 1_795_000_000_000 };
  expect(readImportToken(Buffer.from(`${token.toString("base64")}\n`))).toEqual(expected);
  expect(readImportToken(token)).toEqual(expected);
  for (const other of [randomBytes(256), Buffer.alloc(0), Buffer.from("x".repeat(400)), token.subarray(0, 100)]) {
    expect(readImportToken(other)).toBeNull();
  }
});

test("a private key is read from PEM or DER in PKCS #8 alone", () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const der = privateKey.export({ type: "pkcs8", format: "der" });
  expect(readPkcs8(der)).toEqual(new Uint8Array(der));
  expect(readPkcs8(Buffer.from(privateKey.export({ type: "pkcs8", format: "pem" })))).toEqual(new Uint8Array(der));
  const version1 = Buffer.from(der);
  version1[6] = 1;
  expect(readPkcs8(version1)).toEqual(new Uint8Array(version1));
  const others = [
    privateKey.export({ type: "pkcs1", format: "der" }),
    Buffer.from(privateKey.export({ type: "pkcs1", format: "pem" })),
    privateKey.export({ type: "pkcs8", format: "der", cipher: "aes-256-cbc", passphrase: "x" }),
    Buffer.from(privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" })),
    publicKey.export({ type: "spki", format: "der" }),
    randomBytes(32),
    Buffer.alloc(0),
  ];
  for (const other of others) expect(readPkcs8(other)).toBeNull();
});

test.each([1, 7, 8, 9, 16, 20, 138, 1218])("key wrap with padding of %i bytes is what OpenSSL unwraps", async (length) => {
  const [key, content] = [randomBytes(32), randomBytes(length)];
  const decipher = createDecipheriv("id-aes256-wrap-pad", key, Buffer.from("a65959a6", "hex"));
  const wrapped = await keyWrapPadded(new Uint8Array(key), content);
  expect(Buffer.concat([decipher.update(wrapped), decipher.final()])).toEqual(content);
});

test.each(["sha1", "sha256"] as const)("OAEP with %s is what OpenSSL decrypts", async (oaepHash) => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const spki = publicKey.export({ type: "spki", format: "der" }).toString("base64");
  const encrypted = await encryptOaep(spki, oaepHash, new Uint8Array(32).fill(7));
  expect(privateDecrypt({ key: privateKey, oaepHash }, encrypted)).toEqual(Buffer.alloc(32, 7));
});

test("fresh material has the size of its algorithm", async () => {
  expect(await generateMaterial("AES_256")).toHaveLength(32);
  const made = async (spec: "RSA_2048" | "EC_P384") =>
    createPrivateKey({ key: Buffer.from(await generateMaterial(spec)), format: "der", type: "pkcs8" }).asymmetricKeyDetails;
  expect(await made("RSA_2048")).toMatchObject({ modulusLength: 2048, publicExponent: 65_537n });
  expect(await made("EC_P384")).toMatchObject({ namedCurve: "secp384r1" });
});

test("bytes survive base64", () => {
  const bytes = new Uint8Array(randomBytes(300));
  expect(fromBase64(toBase64(bytes))).toEqual(bytes);
});
