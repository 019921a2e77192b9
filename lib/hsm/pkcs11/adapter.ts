/** The port on a PKCS#11 token. Invariant: what leaves this file is an answer or a `KmsError`. */
import type { Handle } from "pkcs11js";
import { KmsError } from "#lib/domain/errors";
import { HASHES } from "#lib/domain/hash";
import type { MaterialBinding, WrappedMaterial } from "#lib/domain/key";
import { isKeyPair, KEY_SPECS } from "#lib/domain/key-spec";
import { MAC_ALGORITHMS, type MacAlgorithm } from "#lib/domain/mac-algorithm";
import type { BoundMaterial, Hsm, MessageParameters, TokenDescription } from "#lib/hsm/port";
import { IntegrityKeys, isEqualMac } from "./long-lived/integrity-keys";
import type { MarkHolder } from "./long-lived/mark";
import { bindingBytes, sealBytes } from "./material/binding-mac";
import type { MaterialCache } from "./material/material-cache";
import { MaterialHandles } from "./material/material-handles";
import { joinSealed, splitSealed } from "./material/sealed-form";
import { generateWrappedPair, generateWrappedSecret } from "./material/wrap-material";
import { GCM_IV_BYTES, GCM_TAG_BYTES, hmacMechanism, NONCE_BYTES, toBuffer } from "./mechanisms";
import { createAuditMethods } from "./methods/audit-methods";
import { createDataKeyPairMethods } from "./methods/data-key-pairs";
import { createDomainKeyMethods } from "./methods/domain-key-methods";
import { createImportMethods } from "./methods/imports";
import { createMarkMethods } from "./methods/mark-methods";
import { createPairMethods } from "./methods/pairs";
import type { Connection, Live } from "./session/connection";
import { askToken } from "./session/live-token";
import { BAD_CIPHERTEXT, returnValueOf } from "./session/return-values";
import type { Capabilities } from "./start/capabilities";
import { deriveMessageKey, gcmDecrypt, gcmEncrypt, gcmReopen, hmac, withObject } from "./token-crypto";

/** What is fetched at once: for about 150 messages. */
const NONCE_PORTION_BYTES = 4096;

export type AdapterParts = {
  readonly description: TokenDescription;
  readonly connection: Connection;
  readonly capabilities: Capabilities;
  readonly cache: MaterialCache;
  readonly markHolder: MarkHolder | null;
};

type WithKey = <T>(use: (key: Handle) => T) => T;
type Sealed = { readonly iv: Uint8Array; readonly aad: Uint8Array; readonly ciphertext: Uint8Array; readonly tag: Uint8Array };

/** Binds the port's methods to an open connection; `openToken` is the way to get one. */
export function createAdapter({ description, connection, capabilities, cache, markHolder }: AdapterParts) {
  const integrity = new IntegrityKeys(capabilities);
  const handles = new MaterialHandles(capabilities, cache, integrity);
  const bind = (live: Live, session: Handle, binding: MaterialBinding, made: Omit<WrappedMaterial, "bindingMac">) => ({
    ...made,
    bindingMac: integrity.authenticate(live, session, bindingBytes(binding, made)),
  });

  /** After an error that could mean either a bad input or a bad token. @throws the module's error when the token does not answer */
  function requireAlive(live: Live): void {
    live.pool.replaceWork();
    askToken(live);
  }

  /**
   * Decrypts; what does not open is opened again another way, on a fresh session and with a fresh key, which tells whose fault it is.
   * @param withKey gives the key on the work session of the moment
   * @throws KmsError `code` when it is the ciphertext's; else the module's error
   */
  function open(live: Live, code: "ciphertextInvalid" | "materialIntegrity", withKey: WithKey, sealed: Sealed): Buffer {
    const { module, pool } = live;
    const { iv, aad, ciphertext, tag } = sealed;
    let failure: unknown;
    try {
      return withKey((key) => gcmDecrypt(module, pool.work, key, iv, aad, ciphertext, tag));
    } catch (error) {
      if (!BAD_CIPHERTEXT.has(returnValueOf(error) ?? -1)) throw error;
      failure = error;
    }
    pool.replaceWork();
    const plaintext = withKey((key) => gcmReopen(module, pool.work, key, iv, aad, ciphertext, tag));
    if (plaintext === null) throw new KmsError(code, { cause: failure });
    return plaintext;
  }

  function randomBytes(length: number): Buffer {
    if (!Number.isInteger(length) || length < 1) throw new RangeError("a number of random bytes must be at least 1");
    return connection.run(({ module, pool }) => module.C_GenerateRandom(pool.work, Buffer.alloc(length)));
  }

  function sealMac(purpose: string, data: Uint8Array): Buffer {
    if (purpose.length === 0) throw new RangeError("a purpose must have at least one character");
    return connection.run(({ module, pool, working }) => hmac(module, pool.work, working.integrityKey, sealBytes(purpose, data)));
  }

  let nonces: Buffer = Buffer.alloc(0);

  return {
    description,
    randomBytes,

    nonceBytes(length: number): Buffer {
      if (nonces.byteLength < length) nonces = randomBytes(Math.max(length, NONCE_PORTION_BYTES));
      const given = nonces.subarray(0, length);
      nonces = nonces.subarray(length);
      return given;
    },

    async generateMaterial(binding: MaterialBinding): Promise<WrappedMaterial> {
      if (!isKeyPair(binding.spec)) {
        return connection.run((live) => {
          const { module, pool, working } = live;
          const { generation, handle } = working.domainKeys.newest;
          const wrapped = generateWrappedSecret(module, pool.work, capabilities, handle, binding.spec);
          return bind(live, pool.work, binding, { wrapped, publicKey: null, domainKey: generation });
        });
      }
      const lane = KEY_SPECS[binding.spec].family === "rsa" ? "make" : "use";
      return connection.runAside(lane, async (live, session) => {
        const { generation, handle } = live.working.domainKeys.newest;
        const made = await generateWrappedPair(live.module, session, capabilities, handle, binding.spec);
        return bind(live, session, binding, { ...made, domainKey: generation });
      });
    },

    encryptMessage(material: BoundMaterial, message: MessageParameters, plaintext: Uint8Array) {
      requireAad(message.aad);
      return connection.run((live) => {
        const { module, pool } = live;
        const base = handles.secret(live, material);
        return withObject(module, pool.work, deriveMessageKey(module, pool.work, base, message.nonce), (key) =>
          gcmEncrypt(module, pool.work, key, message.iv, message.aad, plaintext),
        );
      }, material.keyId);
    },

    decryptMessage(material: BoundMaterial, message: MessageParameters, ciphertext: Uint8Array, tag: Uint8Array): Buffer {
      const { nonce, iv, aad } = message;
      requireAad(aad);
      const sound = nonce.byteLength === NONCE_BYTES && iv.byteLength === GCM_IV_BYTES && tag.byteLength === GCM_TAG_BYTES;
      return connection.run((live) => {
        const { module, pool } = live;
        const base = handles.secret(live, material);
        if (!sound || ciphertext.byteLength === 0) throw new KmsError("ciphertextInvalid");
        const withKey: WithKey = (use) => withObject(module, pool.work, deriveMessageKey(module, pool.work, base, nonce), use);
        return open(live, "ciphertextInvalid", withKey, { iv, aad, ciphertext, tag });
      }, material.keyId);
    },

    ...createImportMethods({ connection, capabilities, bind }),

    ...createDomainKeyMethods({ connection, capabilities, cache, handles, integrity, bind }),

    ...createDataKeyPairMethods({ connection, capabilities }),

    ...createMarkMethods(connection, markHolder),

    ...createAuditMethods(connection),

    ...createPairMethods({ connection, capabilities, handles, requireAlive }),

    generateMac(material: BoundMaterial, algorithm: MacAlgorithm, message: Uint8Array): Buffer {
      const { hash } = MAC_ALGORITHMS[algorithm];
      if (message.byteLength === 0) throw new RangeError("a message must have at least one byte");
      return connection.run((live) => {
        const { module, pool } = live;
        const key = handles.secret(live, material);
        module.C_SignInit(pool.work, hmacMechanism(hash), key);
        return module.C_Sign(pool.work, toBuffer(message), Buffer.alloc(HASHES[hash].bytes));
      }, material.keyId);
    },

    keysInUse: () => cache.keyIds(),

    forgetMaterial(keyIds: readonly string[]): void {
      cache.dropKeys(new Set(keyIds));
    },

    authenticate(data: Uint8Array): Buffer {
      return connection.run((live) => integrity.authenticate(live, live.pool.work, data));
    },

    isAuthentic(data: Uint8Array, given: Uint8Array): boolean {
      return connection.run((live) => integrity.isAuthentic(live, data, given));
    },

    sealMac,

    isSealMac(purpose: string, data: Uint8Array, given: Uint8Array): boolean {
      return isEqualMac(sealMac(purpose, data), given);
    },

    seal(label: string, secret: Uint8Array): Buffer {
      if (label.length === 0) throw new RangeError("a label must have at least one character");
      return connection.run(({ module, pool, working }) => {
        const iv = module.C_GenerateRandom(pool.work, Buffer.alloc(GCM_IV_BYTES));
        return joinSealed(iv, gcmEncrypt(module, pool.work, working.sealingKey, iv, Buffer.from(label, "utf8"), secret));
      });
    },

    unseal(label: string, sealed: Uint8Array): Buffer {
      const { iv, tag, ciphertext } = splitSealed(sealed);
      return connection.run((live) => {
        const withKey: WithKey = (use) => use(live.working.sealingKey);
        return open(live, "materialIntegrity", withKey, { iv, aad: Buffer.from(label, "utf8"), ciphertext, tag });
      });
    },

    checkHealth(): void {
      connection.run((live) => {
        live.module.C_GetSessionInfo(live.pool.holder);
        askToken(live);
      });
    },

    async close(): Promise<void> {
      await connection.close(() => cache.clear());
    },
  } satisfies Hsm;
}

/** Every message says what it is for; without that, one purpose's ciphertext would open as another's. */
function requireAad(aad: Uint8Array): void {
  if (aad.byteLength === 0) throw new RangeError("AAD must have at least one byte");
}
