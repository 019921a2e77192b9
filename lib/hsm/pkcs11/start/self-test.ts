/**
 * Known answers through the token, before anything is served.
 * Invariant: all keys used here are known, live on a session of their own and are gone with it.
 */
import { constants, createCipheriv, createHash, createHmac, publicEncrypt, randomBytes, sign, verify } from "node:crypto";
import type { Handle, PKCS11 } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { HASHES, type HashName } from "#lib/domain/hash";
import type { KeyUsage } from "#lib/domain/key-spec";
import { unwrapPair, unwrapSecret } from "../material/wrap-material";
import { hmacMechanism, MESSAGE_KEY_DATA, oaepMechanism, plainMechanism, pssMechanism } from "../mechanisms";
import { digestInfo } from "../pairs/digest-info";
import { decodeOaep } from "../pairs/rsa-decode";
import { describeFailure } from "../session/return-values";
import { secretKeyTemplate } from "../templates";
import { deriveMessageKey, gcmDecrypt, gcmEncrypt, hmac, importKnown, withObject } from "../token-crypto";
import { TokenStartError } from "../token-start-error";
import type { Capabilities } from "./capabilities";
import type { KnownRsaKey } from "./known-rsa-key";
import { wrapOutside } from "./probe";

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

/** A call that fails may do so by chance; a wrong answer never. */
const TRIES = 3;

/** @throws TokenStartError naming the first answer that is wrong */
export async function selfTest(module: PKCS11, slot: Handle, capabilities: Capabilities, known: KnownRsaKey): Promise<void> {
  for (const [name, isRight] of TESTS) {
    await requireRight(name, async () => {
      const session = module.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION);
      try {
        return await isRight(module, session, capabilities, known);
      } finally {
        module.C_CloseSession(session);
      }
    });
  }
}

async function requireRight(name: string, isRight: () => Promise<boolean>): Promise<void> {
  let detail = "wrong answer";
  for (let tried = 1; tried <= TRIES; tried += 1) {
    try {
      if (await isRight()) return;
      detail = "wrong answer";
      break;
    } catch (error) {
      detail = describeFailure(error);
    }
  }
  throw new TokenStartError(`The token failed the self-test of ${name} (${detail}): do not use it before its maker's checks pass.`);
}

type Test = (module: PKCS11, session: Handle, capabilities: Capabilities, known: KnownRsaKey) => boolean | Promise<boolean>;

const TESTS: readonly (readonly [string, Test])[] = [
  ["AES-256-GCM", knowsGcm],
  ["HMAC-SHA-256", knowsHmac],
  ["HMAC-SHA-384 and HMAC-SHA-512", knowsLongHmacs],
  ["AES-KWP and message key derivation", knowsMessageKey],
  ["RSA signatures", knowsRsaSignatures],
  ["RSAES-OAEP with SHA-256", knowsOaep],
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

function knowsLongHmacs(module: PKCS11, session: Handle): boolean {
  return (["SHA_384", "SHA_512"] as const satisfies HashName[]).every((hash) => {
    const { bytes, nodeName } = HASHES[hash];
    const value = randomBytes(bytes);
    const key = importKnown(module, session, secretKeyTemplate(pkcs11js.CKK_GENERIC_SECRET, "mac"), value);
    module.C_SignInit(session, hmacMechanism(hash), key);
    return module.C_Sign(session, HMAC.data, Buffer.alloc(bytes)).equals(createHmac(nodeName, value).update(HMAC.data).digest());
  });
}

/** PKCS#1 v1.5 is the same everywhere, byte for byte; PSS is not, so the public half opens it. */
async function knowsRsaSignatures(module: PKCS11, session: Handle, capabilities: Capabilities, known: KnownRsaKey): Promise<boolean> {
  const key = await unwrapKnownRsa(module, session, capabilities, known, "SIGN_VERIFY");
  const message = randomBytes(100);
  const digest = createHash("sha256").update(message).digest();
  module.C_SignInit(session, plainMechanism(pkcs11js.CKM_RSA_PKCS), key);
  const made = module.C_Sign(session, digestInfo("SHA_256", digest), Buffer.alloc(256));
  module.C_SignInit(session, pssMechanism("SHA_256"), key);
  const salted = module.C_Sign(session, digest, Buffer.alloc(256));
  const pss = { key: known.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: digest.byteLength };
  return made.equals(sign("sha256", message, known.privateKey)) && verify("sha256", message, pss, salted);
}

async function knowsOaep(module: PKCS11, session: Handle, capabilities: Capabilities, known: KnownRsaKey): Promise<boolean> {
  const key = await unwrapKnownRsa(module, session, capabilities, known, "ENCRYPT_DECRYPT");
  const secret = randomBytes(100);
  const ciphertext = publicEncrypt({ key: known.publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" }, secret);
  const inToken = capabilities.oaepSha256InToken;
  module.C_DecryptInit(session, inToken ? oaepMechanism() : plainMechanism(pkcs11js.CKM_RSA_X_509), key);
  const made = module.C_Decrypt(session, ciphertext, Buffer.alloc(256));
  return (inToken ? made : decodeOaep(made))?.equals(secret) === true;
}

function unwrapKnownRsa(
  module: PKCS11,
  session: Handle,
  capabilities: Capabilities,
  { privateKey }: KnownRsaKey,
  usage: KeyUsage,
): Promise<Handle> {
  const wrapping = randomBytes(32);
  const wrapper = importKnown(module, session, secretKeyTemplate(pkcs11js.CKK_AES, "wrapping"), wrapping);
  const wrapped = wrapOutside(wrapping, privateKey.export({ type: "pkcs8", format: "der" }));
  return unwrapPair(module, session, capabilities, wrapper, { spec: "RSA_2048", usage, wrapped, publicKey: null });
}

/** The whole way of a message: material wrapped outside, unwrapped inside, a key derived from it, one message; all of it again in Node. */
function knowsMessageKey(module: PKCS11, session: Handle, capabilities: Capabilities): boolean {
  const [wrapping, material, nonce, iv] = [randomBytes(32), randomBytes(32), randomBytes(16), randomBytes(12)];
  const wrapper = importKnown(module, session, secretKeyTemplate(pkcs11js.CKK_AES, "wrapping"), wrapping);
  const wrapped = wrapOutside(wrapping, material);
  const base = unwrapSecret(module, session, capabilities, wrapper, { spec: "AES_256", wrapped });
  const key = deriveMessageKey(module, session, base, nonce);
  const made = withObject(module, session, key, () => gcmEncrypt(module, session, key, iv, GCM.aad, GCM.plaintext));

  const derivation = createCipheriv("aes-256-cbc", material, nonce).setAutoPadding(false);
  const messageKey = Buffer.concat([derivation.update(MESSAGE_KEY_DATA), derivation.final()]);
  const cipher = createCipheriv("aes-256-gcm", messageKey, iv).setAAD(GCM.aad);
  const ciphertext = Buffer.concat([cipher.update(GCM.plaintext), cipher.final()]);
  return made.ciphertext.equals(ciphertext) && made.tag.equals(cipher.getAuthTag());
}
