import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { fitRsaInput } from "./rsa-input";

const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const spki = publicKey.export({ type: "spki", format: "der" });
const modulus = BigInt(`0x${Buffer.from(publicKey.export({ format: "jwk" }).n ?? "", "base64url").toString("hex")}`);
const bytes = (value: bigint, length = 256) => Buffer.from(value.toString(16).padStart(2 * length, "0"), "hex");

test.each([
  ["two", 2n],
  ["the modulus less two", modulus - 2n],
])("%s is handed on as it is", (_name, value) => {
  expect(fitRsaInput(spki, bytes(value))).toEqual({ input: bytes(value), fits: true });
});

test.each([
  ["nothing", Buffer.alloc(0)],
  ["zero", bytes(0n)],
  ["one", bytes(1n)],
  ["the modulus less one", bytes(modulus - 1n)],
  ["the modulus", bytes(modulus)],
  ["more than the modulus", Buffer.alloc(256, 0xff)],
  ["a byte too few", bytes(2n, 255)],
  ["a byte too many", bytes(2n, 257)],
])("%s is no ciphertext, and two stands in its place", (_name, value) => {
  expect(fitRsaInput(spki, value)).toEqual({ input: bytes(2n), fits: false });
});
