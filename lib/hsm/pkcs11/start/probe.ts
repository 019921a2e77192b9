/**
 * Finds out how this token works by trying, never by its maker's name.
 * Invariant: a mechanism is chosen only after its result equalled one computed outside the token.
 */

import { constants, createCipheriv, createHash, createHmac, publicEncrypt, randomBytes, timingSafeEqual, verify } from "node:crypto";
import type { Handle, PKCS11 } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { toDer } from "#lib/domain/ecdsa-signature";
import { WRAPPING_ALGORITHM_NAMES, WRAPPING_ALGORITHMS, type WrappingAlgorithm } from "#lib/domain/wrapping-algorithm";
import { generateWrappedPair, unwrapPair } from "../material/wrap-material";
import { KEY_WRAP_CANDIDATES, oaepMechanism, plainMechanism } from "../mechanisms";
import { toKeyObject } from "../pairs/public-half";
import { describeFailure } from "../session/return-values";
import { extractable, privateKeyTemplate, secretKeyTemplate, valueLength } from "../templates";
import { hmac, importKnown, valueLengthOf, withObject } from "../token-crypto";
import { TokenStartError } from "../token-start-error";
import type { Capabilities } from "./capabilities";
import type { KnownRsaKey } from "./known-rsa-key";

/** RFC 5649's initial value in Node's name for the cipher. */
const KWP_INITIAL_VALUE = Buffer.from("a65959a6", "hex");

/** AES-KWP computed by Node. */
export function wrapOutside(wrappingKey: Uint8Array, material: Uint8Array): Buffer {
  const cipher = createCipheriv("id-aes256-wrap-pad", wrappingKey, KWP_INITIAL_VALUE);
  return Buffer.concat([cipher.update(material), cipher.final()]);
}

/**
 * Probes on a session of its own, so that a failed attempt leaves nothing behind.
 * @throws TokenStartError when the token lacks what the product cannot do without
 */
export async function probeCapabilities(module: PKCS11, slot: Handle, known: KnownRsaKey): Promise<Capabilities> {
  const wrapping = randomBytes(32);
  const material = randomBytes(32);
  const expected = wrapOutside(wrapping, material);
  const keyWrap = await firstThat(KEY_WRAP_CANDIDATES, (number) =>
    attempt(module, slot, (session) => wrapsAs(module, session, number, wrapping, material, expected)),
  );
  if (keyWrap === undefined) {
    throw new TokenStartError(
      "The token cannot wrap keys with AES-KWP (RFC 5649): use a token that can, and allow imported session keys on it.",
    );
  }
  const takesLength = await firstThat([true, false], (asked) =>
    attempt(module, slot, (session) => unwrapsWith(module, session, keyWrap, asked, wrapping, expected)),
  );
  if (takesLength === undefined) {
    throw new TokenStartError("The token wraps keys with AES-KWP but does not unwrap them: use a token that does both.");
  }
  const rest = { keyWrap, unwrapTakesValueLength: takesLength, oaepSha256InToken: false, importsInToken: [] };
  const takesPoint = await firstThat([false, true], (asked) =>
    attempt(module, slot, (session) => unwrapsEc(module, session, { ...rest, ecUnwrapTakesPoint: asked })),
  );
  if (takesPoint === undefined) {
    throw new TokenStartError("The token does not unwrap EC private keys, or does not sign with them: use a token that does.");
  }
  return {
    ...rest,
    ecUnwrapTakesPoint: takesPoint,
    oaepSha256InToken: await attempt(module, slot, (session) => opensOaepSha256(module, session, known)),
    importsInToken: await thoseThat(WRAPPING_ALGORITHM_NAMES, (algorithm) =>
      attempt(module, slot, (session) => importsUnder(module, session, known, algorithm)),
    ),
  };
}

async function firstThat<T>(candidates: readonly T[], holds: (candidate: T) => Promise<boolean>): Promise<T | undefined> {
  for (const candidate of candidates) if (await holds(candidate)) return candidate;
  return undefined;
}

async function thoseThat<T>(candidates: readonly T[], holds: (candidate: T) => Promise<boolean>): Promise<readonly T[]> {
  const found: T[] = [];
  for (const candidate of candidates) if (await holds(candidate)) found.push(candidate);
  return found;
}

/** A refusal may be a token's trouble of the moment, and what is found here holds as long as the worker lives. */
const TRIES = 3;

/** Whether `test` holds on a new session; what the token refuses each time is a no. */
async function attempt(module: PKCS11, slot: Handle, test: (session: Handle) => boolean | Promise<boolean>): Promise<boolean> {
  for (let tried = 1; tried <= TRIES; tried += 1) {
    const session = openProbeSession(module, slot);
    try {
      return await test(session);
    } catch {
    } finally {
      module.C_CloseSession(session);
    }
  }
  return false;
}

function openProbeSession(module: PKCS11, slot: Handle): Handle {
  try {
    return module.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION);
  } catch (error) {
    throw new TokenStartError(`The token opens no session (${describeFailure(error)}): check that it is present and has sessions left.`, {
      cause: error,
    });
  }
}

function wrapsAs(module: PKCS11, session: Handle, number: number, wrapping: Buffer, material: Buffer, expected: Buffer): boolean {
  const wrapper = importKnown(module, session, secretKeyTemplate(pkcs11js.CKK_AES, "wrapping"), wrapping);
  const target = importKnown(module, session, extractable(secretKeyTemplate(pkcs11js.CKK_AES, "none")), material);
  const wrapped = module.C_WrapKey(session, plainMechanism(number), wrapper, target, Buffer.alloc(64));
  return wrapped.byteLength === expected.byteLength && timingSafeEqual(wrapped, expected);
}

function unwrapsWith(module: PKCS11, session: Handle, number: number, withLength: boolean, wrapping: Buffer, wrapped: Buffer): boolean {
  const wrapper = importKnown(module, session, secretKeyTemplate(pkcs11js.CKK_AES, "wrapping"), wrapping);
  const template = [...secretKeyTemplate(pkcs11js.CKK_AES, "derivation"), ...(withLength ? valueLength(32) : [])];
  return withObject(module, session, module.C_UnwrapKey(session, plainMechanism(number), wrapper, wrapped, template), () => true);
}

/** A pair made and wrapped in the token, for what a token leaves out of the PKCS#8 form is its own affair; its signature is verified outside. */
async function unwrapsEc(module: PKCS11, session: Handle, capabilities: Capabilities): Promise<boolean> {
  const wrapper = importKnown(module, session, secretKeyTemplate(pkcs11js.CKK_AES, "wrapping"), randomBytes(32));
  const made = await generateWrappedPair(module, session, capabilities, wrapper, "EC_P256");
  const key = await unwrapPair(module, session, capabilities, wrapper, { ...made, spec: "EC_P256", usage: "SIGN_VERIFY" });
  const message = randomBytes(64);
  module.C_SignInit(session, plainMechanism(pkcs11js.CKM_ECDSA), key);
  const pair = module.C_Sign(session, createHash("sha256").update(message).digest(), Buffer.alloc(64));
  return verify("sha256", message, toKeyObject(made.publicKey), toDer(pair));
}

/** Only whether the right answer comes back counts: tokens list the mechanism and then take SHA-1 alone. */
function opensOaepSha256(module: PKCS11, session: Handle, known: KnownRsaKey): boolean {
  const secret = randomBytes(32);
  const encrypted = publicEncrypt({ key: known.publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" }, secret);
  const key = module.C_CreateObject(session, [...privateKeyTemplate(pkcs11js.CKK_RSA, "decryption"), ...known.parts]);
  module.C_DecryptInit(session, oaepMechanism(), key);
  return secret.equals(module.C_Decrypt(session, encrypted, Buffer.alloc(256)));
}

/**
 * Whether a secret key that was wrapped outside comes in whole, and the token shows its true length. PKCS #1 v1.5 is never left to the
 * token: by time or by return value, modules tell more of a bad padding than they should.
 */
function importsUnder(module: PKCS11, session: Handle, known: KnownRsaKey, algorithm: WrappingAlgorithm): boolean {
  const { oaepHash } = WRAPPING_ALGORITHMS[algorithm];
  if (oaepHash === null) return false;
  const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash };
  const unwrapper = module.C_CreateObject(session, [...privateKeyTemplate(pkcs11js.CKK_RSA, "unwrapping"), ...known.parts]);
  return [32, 48].every((bytes) => {
    const secret = randomBytes(bytes);
    const encrypted = publicEncrypt({ key: known.publicKey, ...padding }, secret);
    const template = secretKeyTemplate(pkcs11js.CKK_GENERIC_SECRET, "mac");
    const key = module.C_UnwrapKey(session, oaepMechanism(oaepHash), unwrapper, encrypted, template);
    const question = Buffer.from("kms-console/probe", "ascii");
    const expected = createHmac("sha256", secret).update(question).digest();
    return valueLengthOf(module, session, key) === bytes && timingSafeEqual(hmac(module, session, key, question), expected);
  });
}
