/** What is in clear for a moment only is zero afterwards, and what a caller gave or gets is left alone: whoever answers the call wipes it. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { encodeFrame } from "#lib/domain/frame";
import { verifyMac } from "../mac/verify";
import type { SubjectContext } from "../use-case";
import { createDatakey } from "./create";
import { createRsaDatakeyPair } from "./create-pair";
import { createDatakeyWithoutPlaintext } from "./create-without-plaintext";
import { decryptDatakey } from "./decrypt";
import { encryptDatakey } from "./encrypt";

const KEY_ID = "0d0466b0-e727-4d9c-b35d-f84bb474a37f";
const KEY = { keyId: KEY_ID };
const CLEAR = Buffer.alloc(32, 7);
const WIPED = Buffer.alloc(32);

/** A token that keeps what it gave. */
function tokenThatGives(clear: Buffer, { fails = false } = {}) {
  const hsm = {
    randomBytes: () => clear,
    nonceBytes: (length: number) => Buffer.alloc(length),
    encryptMessage: (_material: unknown, _message: unknown, plaintext: Uint8Array) => {
      if (fails) throw new Error("away");
      return { ciphertext: Buffer.from(plaintext), tag: Buffer.alloc(16) };
    },
    decryptMessage: () => clear,
    authenticate: () => Buffer.alloc(32),
    generateMac: () => clear,
    generateDataKeyPair: async () => ({ publicKey: Buffer.alloc(8, 1), privateKey: clear }),
  };
  const key = { id: KEY_ID, spec: "AES_256", usage: "ENCRYPT_DECRYPT" };
  const gone = () => new AbortController().signal;
  const caller = { accountId: "a", userId: "u", projectId: "p" };
  return { hsm, key, material: { keyId: KEY_ID, version: 0 }, gone, caller } as unknown as SubjectContext;
}

test("a data key that is not asked for in clear is wiped, and one that is given shares no memory with its ciphertext", async () => {
  const hidden = Buffer.from(CLEAR);
  await createDatakeyWithoutPlaintext.run({ key: KEY }, tokenThatGives(hidden));
  expect(hidden).toEqual(WIPED);
  const { plaintext, ciphertext } = await createDatakey.run({ key: KEY }, tokenThatGives(Buffer.from(CLEAR)));
  const before = Buffer.from(ciphertext);
  expect(Buffer.from(plaintext)).toEqual(CLEAR);
  plaintext.fill(0);
  expect(Buffer.from(ciphertext)).toEqual(before);
});

test.each([createDatakey, createDatakeyWithoutPlaintext])("a data key that could not be encrypted is wiped", ({ run }) => {
  const clear = Buffer.from(CLEAR);
  expect(() => run({ key: KEY }, tokenThatGives(clear, { fails: true }))).toThrow("away");
  expect(clear).toEqual(WIPED);
});

test("a data key of the caller's is left as it came, so that the call can begin anew", async () => {
  const dataKeyAndDigest = Buffer.concat([CLEAR, createHash("sha256").update(CLEAR).digest()]);
  const before = Buffer.from(dataKeyAndDigest);
  const input = { key: KEY, dataKeyAndDigest, dataKeyLength: 32 };
  const [once, again] = [await encryptDatakey.run(input, tokenThatGives(CLEAR)), await encryptDatakey.run(input, tokenThatGives(CLEAR))];
  expect(again).toEqual(once);
  expect(dataKeyAndDigest).toEqual(before);
});

test("a data key of another length than stated is wiped, and one that is given is whole", async () => {
  const place = { keyId: KEY_ID, keyVersion: 0, nonce: Buffer.alloc(16), iv: Buffer.alloc(12), plaintextLength: 32 };
  const frame = Buffer.concat([encodeFrame({ ...place, tag: Buffer.alloc(16), ciphertext: Buffer.alloc(32) }), Buffer.alloc(32)]);
  const open = (clear: Buffer, dataKeyLength: number) => {
    const input = { key: KEY, ciphertext: frame, dataKeyLength };
    const subject = decryptDatakey.subjectOf(input);
    return () => decryptDatakey.run(input, { ...tokenThatGives(clear), subject } as SubjectContext);
  };
  const refused = Buffer.from(CLEAR);
  expect(open(refused, 16)).toThrow();
  expect(refused).toEqual(WIPED);
  const { dataKey, digest } = await open(Buffer.from(CLEAR), 32)();
  expect(Buffer.from(dataKey)).toEqual(CLEAR);
  expect(digest).toEqual(createHash("sha256").update(CLEAR).digest());
});

test("a private key is wiped unless it is given in clear", async () => {
  const make = async (withPlaintext: boolean, fails = false) => {
    const clear = Buffer.from(CLEAR);
    const made = createRsaDatakeyPair.run({ key: KEY, spec: "RSA_2048", withPlaintext }, tokenThatGives(clear, { fails }));
    const privateKey = await Promise.resolve(made).then(
      (output) => output.privateKey,
      () => "refused",
    );
    return [privateKey, clear];
  };
  expect(await make(false)).toEqual([null, WIPED]);
  expect(await make(true)).toEqual([CLEAR, CLEAR]);
  expect(await make(true, true)).toEqual(["refused", WIPED]);
});

test("the MAC that a given one is compared with is wiped, and the given one is left alone", async () => {
  const [expected, mac] = [Buffer.from(CLEAR), Buffer.from(CLEAR)];
  const context = { ...tokenThatGives(expected), key: { id: KEY_ID, spec: "HMAC_256", usage: "GENERATE_VERIFY_MAC" } } as SubjectContext;
  const input = { key: KEY, macAlgorithm: "HMAC_SHA_256", message: CLEAR, mac } as const;
  expect(await verifyMac.run(input, context)).toMatchObject({ isValid: true });
  expect([expected, mac]).toEqual([WIPED, CLEAR]);
});
