/**
 * Finds out how this token works by trying, never by its maker's name.
 * Invariant: a mechanism is chosen only after its result equalled one computed outside the token.
 */

import type { KeyObject } from "node:crypto";
import { constants, createCipheriv, generateKeyPair, publicEncrypt, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { Handle, PKCS11 } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { KEY_WRAP_CANDIDATES, oaepSha256Mechanism, plainMechanism } from "./mechanisms";
import { describeFailure } from "./return-values";
import { extractable, privateKeyTemplate, secretKeyTemplate, valueLength } from "./templates";
import { importKnown, withObject } from "./token-crypto";
import { TokenStartError } from "./token-start-error";

/** What differs from token to token. */
export type Capabilities = {
  /** Mechanism number of AES-KWP (RFC 5649). */
  readonly keyWrap: number;
  /** Whether the template of an unwrapped secret key says its length: some tokens need it, others refuse it. */
  readonly unwrapTakesValueLength: boolean;
  readonly oaepSha256InToken: boolean;
};

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
export async function probeCapabilities(module: PKCS11, slot: Handle): Promise<Capabilities> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  const wrapping = randomBytes(32);
  const material = randomBytes(32);
  const expected = wrapOutside(wrapping, material);
  const keyWrap = KEY_WRAP_CANDIDATES.find((number) =>
    attempt(module, slot, (session) => wrapsAs(module, session, number, wrapping, material, expected)),
  );
  if (keyWrap === undefined) {
    throw new TokenStartError(
      "The token cannot wrap keys with AES-KWP (RFC 5649): use a token that can, and allow imported session keys on it.",
    );
  }
  const takesLength = [true, false].find((asked) =>
    attempt(module, slot, (session) => unwrapsWith(module, session, keyWrap, asked, wrapping, expected)),
  );
  if (takesLength === undefined) {
    throw new TokenStartError("The token wraps keys with AES-KWP but does not unwrap them: use a token that does both.");
  }
  return {
    keyWrap,
    unwrapTakesValueLength: takesLength,
    oaepSha256InToken: attempt(module, slot, (session) => opensOaepSha256(module, session, privateKey, publicKey)),
  };
}

/** Whether `test` holds on a new session; a refusal by the token is a no. */
function attempt(module: PKCS11, slot: Handle, test: (session: Handle) => boolean): boolean {
  const session = openProbeSession(module, slot);
  try {
    return test(session);
  } catch {
    return false;
  } finally {
    module.C_CloseSession(session);
  }
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

/** Only whether the right answer comes back counts: tokens list the mechanism and then take SHA-1 alone. */
function opensOaepSha256(module: PKCS11, session: Handle, privateKey: KeyObject, publicKey: KeyObject): boolean {
  const secret = randomBytes(32);
  const encrypted = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" }, secret);
  const jwk = privateKey.export({ format: "jwk" });
  const part = (type: number, value: string | undefined) => ({ type, value: Buffer.from(value ?? "", "base64url") });
  const key = module.C_CreateObject(session, [
    ...privateKeyTemplate(pkcs11js.CKK_RSA, "decryption"),
    part(pkcs11js.CKA_MODULUS, jwk.n),
    part(pkcs11js.CKA_PUBLIC_EXPONENT, jwk.e),
    part(pkcs11js.CKA_PRIVATE_EXPONENT, jwk.d),
    part(pkcs11js.CKA_PRIME_1, jwk.p),
    part(pkcs11js.CKA_PRIME_2, jwk.q),
    part(pkcs11js.CKA_EXPONENT_1, jwk.dp),
    part(pkcs11js.CKA_EXPONENT_2, jwk.dq),
    part(pkcs11js.CKA_COEFFICIENT, jwk.qi),
  ]);
  module.C_DecryptInit(session, oaepSha256Mechanism(), key);
  return secret.equals(module.C_Decrypt(session, encrypted, Buffer.alloc(256)));
}
