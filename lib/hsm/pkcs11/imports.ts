/**
 * The port's methods on material that somebody else made. A secret key is unwrapped in the token where it can do so; else, and for
 * the temporary key of a private key, the token does the raw RSA step and the host decodes, in constant time. A private key is checked
 * in the host and then taken in by the token from under its temporary key.
 * Invariants: clear material is in buffers of this file alone, wiped whatever happens; what does not unwrap costs the same work as what does.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Handle } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { KmsError } from "#lib/domain/errors";
import type { MaterialBinding, WrappedMaterial } from "#lib/domain/key";
import { isKeyPair, type KeySpec, keyBytes } from "#lib/domain/key-spec";
import {
  TEMPORARY_KEY_BYTES,
  WRAPPED_BYTES,
  WRAPPING_ALGORITHMS,
  WRAPPING_KEY_SPEC,
  type WrappingAlgorithm,
} from "#lib/domain/wrapping-algorithm";
import type { EncryptedMaterial, Hsm, ImportedMaterial, WrappingKey } from "#lib/hsm/port";
import { bindingBytes } from "./binding-mac";
import type { Capabilities } from "./capabilities";
import type { Connection, Live } from "./connection";
import { oaepMechanism, plainMechanism, toBuffer } from "./mechanisms";
import { checkPrivateKey } from "./private-key";
import { BAD_CIPHERTEXT, BAD_WRAPPED_KEY, returnValueOf } from "./return-values";
import { decodeOaep, decodePkcs1 } from "./rsa-decode";
import { fitRsaInput } from "./rsa-input";
import { extractable, secretKeyTemplate } from "./templates";
import { cmac, hmac, importKnown, valueLengthOf, withObject } from "./token-crypto";
import { generateWrappedPair, generateWrappedSecret, rewrapPair, unwrapSecret, unwrapWrappingKey, wrapSecret } from "./wrap-material";

type ImportMethods = Pick<Hsm, "generateWrappingKey" | "importMaterial">;

export type ImportParts = {
  readonly connection: Connection;
  readonly capabilities: Capabilities;
  /** Asks the token's own key, after an error that could mean a bad input or a bad token. */
  readonly requireAlive: (live: Live) => void;
};

const RAW_RSA = plainMechanism(pkcs11js.CKM_RSA_X_509);
const CHECK_PREFIX = Buffer.from("kms-console/check-value/1", "ascii");
const CHECKED = Buffer.from("kms-console/check/1", "ascii");
/** What a secret key is between the two wrappings: it can be wrapped, and nothing else. */
const PASSING = extractable(secretKeyTemplate(pkcs11js.CKK_GENERIC_SECRET, "none"));
/** RFC 5649 §4.1: two blocks of eight bytes at least. OpenSSL takes nothing at all for a wrapped nothing. */
const KWP_MIN_BYTES = 16;
const KWP_INITIAL_VALUE = Buffer.from("a65959a6", "hex");

export function createImportMethods({ connection, capabilities, requireAlive }: ImportParts): ImportMethods {
  /** Runs a step that says of some inputs that they are bad; null where it does, as long as the token is well. */
  async function unlessBad<T>(live: Live, step: () => Promise<T>): Promise<T | null> {
    try {
      return await step();
    } catch (error) {
      const value = returnValueOf(error) ?? -1;
      if (!BAD_CIPHERTEXT.has(value) && !BAD_WRAPPED_KEY.has(value)) throw error;
      requireAlive(live);
      return null;
    }
  }

  /** The raw RSA step in the token, the decoding here. @returns null for a bad encoding */
  async function decryptHere(key: WrappingKey, { algorithm, material }: EncryptedMaterial): Promise<Buffer | null> {
    const { input, fits } = fitRsaInput(key.publicKey, material);
    const encoded = await connection.runAside("use", async (live, session) => {
      const { module, working } = live;
      const handle = await unwrapWrappingKey(module, session, capabilities, working.domainKey, key, "decryption");
      module.C_DecryptInit(session, RAW_RSA, handle);
      const made = await unlessBad(live, () => module.C_DecryptAsync(session, input, Buffer.alloc(keyBytes(WRAPPING_KEY_SPEC))));
      module.C_DestroyObject(session, handle);
      return made;
    });
    const whole = atFullLength(encoded ?? Buffer.alloc(0));
    const decoded = decode(algorithm, whole);
    encoded?.fill(0);
    whole.fill(0);
    if (decoded !== null && fits) return decoded;
    decoded?.fill(0);
    return null;
  }

  /** Unwraps a secret key in the token. @returns a handle of `session`; null where it does not unwrap */
  async function enterInToken(
    live: Live,
    session: Handle,
    key: WrappingKey,
    { algorithm, material }: EncryptedMaterial,
  ): Promise<Handle | null> {
    const { oaepHash } = WRAPPING_ALGORITHMS[algorithm];
    if (oaepHash === null) throw new RangeError("PKCS #1 v1.5 is decoded in the host");
    const { module, working } = live;
    const { input, fits } = fitRsaInput(key.publicKey, material);
    const unwrapper = await unwrapWrappingKey(module, session, capabilities, working.domainKey, key, "unwrapping");
    const entered = await unlessBad(live, () => module.C_UnwrapKeyAsync(session, oaepMechanism(oaepHash), unwrapper, input, PASSING));
    module.C_DestroyObject(session, unwrapper);
    if (entered === null || fits) return entered;
    module.C_DestroyObject(session, entered);
    return null;
  }

  async function importSecret(binding: MaterialBinding, key: WrappingKey, encrypted: EncryptedMaterial): Promise<ImportedMaterial> {
    const { spec } = binding;
    const isInToken = capabilities.importsInToken.includes(encrypted.algorithm);
    const decoded = isInToken ? null : await decryptHere(key, encrypted);
    const secret = decoded === null ? null : requireSecretLength(encrypted.algorithm, decoded, keyBytes(spec));
    try {
      return await connection.runAside("use", async (live, session) => {
        const { module, working } = live;
        const fromHost = () => (secret === null ? null : importKnown(module, session, PASSING, secret));
        const entered = isInToken ? await enterInToken(live, session, key, encrypted) : fromHost();
        if (entered !== null) requireLengthInToken(live, session, entered, keyBytes(spec));
        const wrapped =
          entered === null
            ? generateWrappedSecret(module, session, capabilities, working.domainKey, spec)
            : wrapSecret(module, session, capabilities, working.domainKey, entered, keyBytes(spec));
        const checked = unwrapSecret(module, session, capabilities, working.domainKey, { spec, wrapped }, "mac");
        const value = withObject(module, session, checked, () => cmac(module, session, checked, CHECKED));
        const checkValue = hmac(
          module,
          session,
          working.integrityKey,
          Buffer.concat([CHECK_PREFIX, Buffer.from(binding.keyId, "ascii"), value]),
        );
        const imported = { ...bind(live, session, binding, { wrapped, publicKey: null }), checkValue };
        if (value.equals(checkOfZeros(live, session, spec))) throw allZero();
        if (entered === null) throw new KmsError("importUnwrapFailed");
        return imported;
      });
    } finally {
      secret?.fill(0);
    }
  }

  async function importPair(
    binding: MaterialBinding,
    key: WrappingKey,
    encrypted: EncryptedMaterial,
    privateKey: Uint8Array,
  ): Promise<ImportedMaterial> {
    const decoded = await decryptHere(key, encrypted);
    const isUsable = decoded !== null && TEMPORARY_KEY_BYTES.includes(decoded.byteLength);
    if (decoded !== null && !isUsable) {
      decoded.fill(0);
      if (tellsLength(encrypted.algorithm)) throw new KmsError("temporaryKeyInvalid", { field: "encrypted_key_material" });
    }
    if (isUsable && decoded.every((byte) => byte === 0)) {
      const message = "The temporary key material is weak: all its bytes are zero. Wrap the private key under a random key.";
      throw new KmsError("temporaryKeyInvalid", { field: "encrypted_key_material", message });
    }
    const temporary = isUsable ? decoded : randomBytes(keyBytes("AES_256"));
    const pkcs8 = unwrapHere(temporary, privateKey);
    try {
      if (pkcs8 === null || !isUsable) throw new KmsError("importUnwrapFailed");
      const { publicKey, plain } = await checkPrivateKey(pkcs8, binding.spec);
      const wrappedPlain = plain === null ? privateKey : wrapHere(temporary, plain);
      plain?.fill(0);
      return await connection.runAside("use", async (live, session) => {
        const { module, working } = live;
        const temporaryKey = importKnown(module, session, secretKeyTemplate(pkcs11js.CKK_AES, "unwrapping"), temporary);
        const pair = { spec: binding.spec, wrapped: wrappedPlain, publicKey };
        const wrapped = await rewrapPair(module, session, capabilities, { temporaryKey, domainKey: working.domainKey }, pair);
        module.C_DestroyObject(session, temporaryKey);
        return { ...bind(live, session, binding, { wrapped, publicKey }), checkValue: null };
      });
    } finally {
      temporary.fill(0);
      pkcs8?.fill(0);
    }
  }

  return {
    generateWrappingKey(): Promise<WrappingKey> {
      return connection.runAside("make", (live, session) =>
        generateWrappedPair(live.module, session, capabilities, live.working.domainKey, WRAPPING_KEY_SPEC),
      );
    },

    async importMaterial(binding: MaterialBinding, wrappingKey: WrappingKey, encrypted: EncryptedMaterial): Promise<ImportedMaterial> {
      if (!isKeyPair(binding.spec)) return importSecret(binding, wrappingKey, encrypted);
      if (encrypted.privateKey === null) throw new RangeError("a key pair is imported with its private key");
      return importPair(binding, wrappingKey, encrypted, encrypted.privateKey);
    },
  };
}

function bind(
  { module, working }: Live,
  session: Handle,
  binding: MaterialBinding,
  made: Omit<WrappedMaterial, "bindingMac">,
): WrappedMaterial {
  return { ...made, bindingMac: hmac(module, session, working.integrityKey, bindingBytes(binding, made)) };
}

/** Whether a length that fits nothing may be told. Under PKCS #1 v1.5 that would help an attacker (Bleichenbacher). */
function tellsLength(algorithm: WrappingAlgorithm): boolean {
  return WRAPPING_ALGORITHMS[algorithm].oaepHash !== null;
}

function requireSecretLength(algorithm: WrappingAlgorithm, secret: Buffer, bytes: number): Buffer | null {
  if (secret.byteLength === bytes) return secret;
  secret.fill(0);
  if (tellsLength(algorithm)) throw wrongLength();
  return null;
}

function requireLengthInToken({ module }: Live, session: Handle, key: Handle, bytes: number): void {
  if (valueLengthOf(module, session, key) !== bytes) throw wrongLength();
}

function wrongLength(): KmsError {
  return new KmsError("materialLengthInvalid", { field: "encrypted_key_material" });
}

/** The CMAC that the check value of a key would be made from if all its bytes were zero: so the token tells what nobody sees. */
function checkOfZeros({ module }: Live, session: Handle, spec: KeySpec): Buffer {
  const zeros = importKnown(module, session, secretKeyTemplate(pkcs11js.CKK_AES, "mac"), Buffer.alloc(keyBytes(spec)));
  return withObject(module, session, zeros, () => cmac(module, session, zeros, CHECKED));
}

function allZero(): KmsError {
  return new KmsError("materialWeak", { field: "encrypted_key_material" });
}

function decode(algorithm: WrappingAlgorithm, encoded: Buffer): Buffer | null {
  const { oaepHash } = WRAPPING_ALGORITHMS[algorithm];
  return oaepHash === null ? decodePkcs1(encoded) : decodeOaep(encoded, oaepHash);
}

/** The raw step gives a number; some tokens leave its leading zeros away. */
function atFullLength(encoded: Buffer): Buffer {
  const whole = Buffer.alloc(WRAPPED_BYTES);
  encoded.copy(whole, WRAPPED_BYTES - encoded.byteLength);
  return whole;
}

/** AES-KWP unwrapping (RFC 5649 §4.2) by OpenSSL. @returns null for whatever is wrong with it */
function unwrapHere(key: Buffer, wrapped: Uint8Array): Buffer | null {
  if (wrapped.byteLength < KWP_MIN_BYTES) return null;
  try {
    const decipher = createDecipheriv(`id-aes${key.byteLength * 8}-wrap-pad`, key, KWP_INITIAL_VALUE);
    return Buffer.concat([decipher.update(toBuffer(wrapped)), decipher.final()]);
  } catch {
    return null;
  }
}

/** Reverses `unwrapHere`. */
function wrapHere(key: Buffer, content: Buffer): Buffer {
  const cipher = createCipheriv(`id-aes${key.byteLength * 8}-wrap-pad`, key, KWP_INITIAL_VALUE);
  return Buffer.concat([cipher.update(content), cipher.final()]);
}
