/**
 * The port's methods on material that somebody else made. A secret key is unwrapped in the token where it can do so; else, and for
 * the temporary key of a private key, the token does the raw RSA step and the host decodes, in constant time. A private key is checked
 * in the host and then taken in by the token from under its temporary key.
 * Invariants: clear material is in buffers of this file alone, wiped whatever happens; what does not unwrap costs the same work as what does.
 */
import { constants, createCipheriv, createDecipheriv, publicEncrypt, randomBytes } from "node:crypto";
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
import {
  generateWrappedPair,
  generateWrappedSecret,
  rewrapPair,
  unwrapSecret,
  unwrapWrappingKey,
  wrapSecret,
} from "../material/wrap-material";
import { oaepMechanism, plainMechanism, toBuffer } from "../mechanisms";
import { toKeyObject } from "../pairs/public-half";
import { atFullLength, decodeOaep, decodePkcs1, type OaepHash } from "../pairs/rsa-decode";
import { fitRsaInput } from "../pairs/rsa-input";
import { checkPrivateKey } from "../private-key/private-key";
import type { Connection, Live } from "../session/connection";
import { BAD_CIPHERTEXT, BAD_WRAPPED_KEY, returnValueOf } from "../session/return-values";
import type { Capabilities } from "../start/capabilities";
import { extractable, secretKeyTemplate } from "../templates";
import { cmac, hmac, importKnown, valueLengthOf, withObject } from "../token-crypto";

type ImportMethods = Pick<Hsm, "generateWrappingKey" | "importMaterial">;

export type ImportParts = {
  readonly connection: Connection;
  readonly capabilities: Capabilities;
  /** Completes material with what binds it to its row. */
  readonly bind: (live: Live, session: Handle, binding: MaterialBinding, made: Omit<WrappedMaterial, "bindingMac">) => WrappedMaterial;
};

const RAW_RSA = plainMechanism(pkcs11js.CKM_RSA_X_509);
const CHECK_PREFIX = Buffer.from("kms-console/check-value/1", "ascii");
const CHECKED = Buffer.from("kms-console/check/1", "ascii");
/** What a secret key is between the two wrappings: it can be wrapped, and nothing else. */
const PASSING = extractable(secretKeyTemplate(pkcs11js.CKK_GENERIC_SECRET, "none"));
/** RFC 5649 §4.1: two blocks of eight bytes at least. OpenSSL takes nothing at all for a wrapped nothing. */
const KWP_MIN_BYTES = 16;
/** How often the token must refuse what it unwraps before it is believed. */
const REFUSALS = 3;
const KWP_INITIAL_VALUE = Buffer.from("a65959a6", "hex");

export function createImportMethods({ connection, capabilities, bind }: ImportParts): ImportMethods {
  function bringWrappingKey(live: Live, session: Handle, key: WrappingKey, role: "decryption" | "unwrapping"): Promise<Handle> {
    const { module, pool, working } = live;
    const domainKey = working.domainKeys.require(key.domainKey);
    return pool.pinned(domainKey, () => unwrapWrappingKey(module, session, capabilities, domainKey, key, role));
  }

  /** The raw RSA step in the token, which never fails of a number below the modulus, and the decoding here. @returns null for a bad encoding */
  async function decryptHere(key: WrappingKey, { algorithm, material }: EncryptedMaterial): Promise<Buffer | null> {
    const { input, fits } = fitRsaInput(key.publicKey, material);
    const encoded = await connection.runAside("use", async (live, session) => {
      const { module } = live;
      const handle = await bringWrappingKey(live, session, key, "decryption");
      module.C_DecryptInit(session, RAW_RSA, handle);
      const made = await module.C_DecryptAsync(session, input, Buffer.alloc(keyBytes(WRAPPING_KEY_SPEC)));
      module.C_DestroyObject(session, handle);
      return made;
    });
    const whole = atFullLength(encoded, WRAPPED_BYTES);
    const decoded = decode(algorithm, whole);
    encoded.fill(0);
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
    const { module } = live;
    const { input, fits } = fitRsaInput(key.publicKey, material);
    const unwrapper = await bringWrappingKey(live, session, key, "unwrapping");
    const enter = (wrapped: Buffer) => module.C_UnwrapKeyAsync(session, oaepMechanism(oaepHash), unwrapper, wrapped, PASSING);
    const entered = await unlessBad(
      () => enter(input),
      async () => module.C_DestroyObject(session, await enter(wrapKnown(key, oaepHash))),
    );
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
        const domainKey = working.domainKeys.newest;
        const fromHost = () => (secret === null ? null : importKnown(module, session, PASSING, secret));
        const entered = isInToken ? await enterInToken(live, session, key, encrypted) : fromHost();
        if (entered !== null) requireLengthInToken(live, session, entered, keyBytes(spec));
        const wrapped =
          entered === null
            ? generateWrappedSecret(module, session, capabilities, domainKey.handle, spec)
            : wrapSecret(module, session, capabilities, domainKey.handle, entered, keyBytes(spec));
        const checked = unwrapSecret(module, session, capabilities, domainKey.handle, { spec, wrapped }, "mac");
        const value = withObject(module, session, checked, () => cmac(module, session, checked, CHECKED));
        // By the token's own integrity key, whichever is active: the same material must be known again for ever.
        const checkValue = hmac(
          module,
          session,
          working.integrityKey,
          Buffer.concat([CHECK_PREFIX, Buffer.from(binding.keyId, "ascii"), value]),
        );
        const imported = { ...bind(live, session, binding, { wrapped, publicKey: null, domainKey: domainKey.generation }), checkValue };
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
        const domainKey = working.domainKeys.newest;
        const wrapped = await rewrapPair(module, session, capabilities, { from: temporaryKey, to: domainKey.handle }, pair);
        module.C_DestroyObject(session, temporaryKey);
        return { ...bind(live, session, binding, { wrapped, publicKey, domainKey: domainKey.generation }), checkValue: null };
      });
    } finally {
      temporary.fill(0);
      pkcs8?.fill(0);
    }
  }

  return {
    generateWrappingKey(): Promise<WrappingKey> {
      return connection.runAside("make", async (live, session) => {
        const { generation, handle } = live.working.domainKeys.newest;
        return { ...(await generateWrappedPair(live.module, session, capabilities, handle, WRAPPING_KEY_SPEC)), domainKey: generation };
      });
    },

    async importMaterial(binding: MaterialBinding, wrappingKey: WrappingKey, encrypted: EncryptedMaterial): Promise<ImportedMaterial> {
      if (!isKeyPair(binding.spec)) return importSecret(binding, wrappingKey, encrypted);
      if (encrypted.privateKey === null) throw new RangeError("a key pair is imported with its private key");
      return importPair(binding, wrappingKey, encrypted, encrypted.privateKey);
    },
  };
}

/**
 * Runs a step by which the token says of some inputs that they are bad, as it may of its own trouble. Only what it refuses again and
 * again, while what is known to be good passes in between, is bad.
 * @returns null for such an input @throws the module's error
 */
async function unlessBad<T>(step: () => Promise<T>, passKnown: () => Promise<void>): Promise<T | null> {
  for (let refused = 1; ; refused += 1) {
    try {
      return await step();
    } catch (error) {
      const value = returnValueOf(error) ?? -1;
      if (!BAD_CIPHERTEXT.has(value) && !BAD_WRAPPED_KEY.has(value)) throw error;
    }
    await passKnown();
    if (refused === REFUSALS) return null;
  }
}

/** Some secret key, wrapped as an owner would do it. */
function wrapKnown({ publicKey }: WrappingKey, oaepHash: OaepHash): Buffer {
  const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash };
  return publicEncrypt({ key: toKeyObject(publicKey), ...padding }, randomBytes(keyBytes("AES_256")));
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
