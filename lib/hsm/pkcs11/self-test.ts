/**
 * Known answers through the token, before anything is served.
 * Invariant: all keys used here are known, live on a session of their own and are gone with it.
 */
import { createCipheriv, createHmac, randomBytes } from "node:crypto";
import type { Handle, PKCS11 } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { MESSAGE_KEY_DATA } from "./mechanisms";
import type { Capabilities } from "./probe";
import { wrapOutside } from "./probe";
import { describeFailure } from "./return-values";
import { secretKeyTemplate } from "./templates";
import { gcmDecrypt, gcmEncrypt, hmac, importKnown, withMessageKey } from "./token-crypto";
import { TokenStartError } from "./token-start-error";
import { unwrapAes } from "./wrap-material";

const hex = (text: string) => Buffer.from(text, "hex");

/** Test case 16 of McGrew and Viega, "The Galois/Counter Mode of Operation": AES-256, 96-bit IV, AAD of 20 bytes. */
const GCM = {
  key: hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"),
  iv: hex("cafebabefacedbaddecaf888"),
  aad: hex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
  plaintext: hex(
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
  ),
  ciphertext: hex(
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
  ),
  tag: hex("76fc6ece0f4e1768cddf8853bb2d551b"),
};

/** RFC 4231 §4.7, test case 6. */
const HMAC = {
  key: Buffer.alloc(131, 0xaa),
  data: Buffer.from("Test Using Larger Than Block-Size Key - Hash Key First", "ascii"),
  mac: hex("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
};

/** @throws TokenStartError naming the first answer that is wrong */
export function selfTest(module: PKCS11, slot: Handle, capabilities: Capabilities): void {
  const session = module.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION);
  try {
    for (const [name, isRight] of TESTS) requireRight(name, () => isRight(module, session, capabilities));
  } finally {
    module.C_CloseSession(session);
  }
}

function requireRight(name: string, isRight: () => boolean): void {
  let detail = "wrong answer";
  try {
    if (isRight()) return;
  } catch (error) {
    detail = describeFailure(error);
  }
  throw new TokenStartError(`The token failed the self-test of ${name} (${detail}): do not use it before its maker's checks pass.`);
}

type Test = (module: PKCS11, session: Handle, capabilities: Capabilities) => boolean;

const TESTS: readonly (readonly [string, Test])[] = [
  ["AES-256-GCM", knowsGcm],
  ["HMAC-SHA-256", knowsHmac],
  ["AES-KWP and message key derivation", knowsMessageKey],
];

function knowsGcm(module: PKCS11, session: Handle): boolean {
  const key = importKnown(module, session, secretKeyTemplate(pkcs11js.CKK_AES, "cipher"), GCM.key);
  const made = gcmEncrypt(module, session, key, GCM.iv, GCM.aad, GCM.plaintext);
  const opened = gcmDecrypt(module, session, key, GCM.iv, GCM.aad, GCM.ciphertext, GCM.tag);
  return made.ciphertext.equals(GCM.ciphertext) && made.tag.equals(GCM.tag) && opened.equals(GCM.plaintext);
}

function knowsHmac(module: PKCS11, session: Handle): boolean {
  const template = secretKeyTemplate(pkcs11js.CKK_GENERIC_SECRET, "mac");
  const random = randomBytes(32);
  const made = hmac(module, session, importKnown(module, session, template, random), HMAC.data);
  return (
    hmac(module, session, importKnown(module, session, template, HMAC.key), HMAC.data).equals(HMAC.mac) &&
    made.equals(createHmac("sha256", random).update(HMAC.data).digest())
  );
}

/** The whole way of a message: material wrapped outside, unwrapped inside, a key derived from it, one message; all of it again in Node. */
function knowsMessageKey(module: PKCS11, session: Handle, capabilities: Capabilities): boolean {
  const [wrapping, material, nonce, iv] = [randomBytes(32), randomBytes(32), randomBytes(16), randomBytes(12)];
  const wrapper = importKnown(module, session, secretKeyTemplate(pkcs11js.CKK_AES, "wrapping"), wrapping);
  const base = unwrapAes(module, session, capabilities, wrapper, wrapOutside(wrapping, material));
  const made = withMessageKey(module, session, base, nonce, (key) => gcmEncrypt(module, session, key, iv, GCM.aad, GCM.plaintext));

  const derivation = createCipheriv("aes-256-cbc", material, nonce).setAutoPadding(false);
  const messageKey = Buffer.concat([derivation.update(MESSAGE_KEY_DATA), derivation.final()]);
  const cipher = createCipheriv("aes-256-gcm", messageKey, iv).setAAD(GCM.aad);
  const ciphertext = Buffer.concat([cipher.update(GCM.plaintext), cipher.final()]);
  return made.ciphertext.equals(ciphertext) && made.tag.equals(cipher.getAuthTag());
}
