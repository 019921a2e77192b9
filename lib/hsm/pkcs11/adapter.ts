/** The port on a PKCS#11 token. Invariant: what leaves this file is an answer or a `KmsError`. */
import { KmsError } from "#lib/domain/errors";
import { HASHES } from "#lib/domain/hash";
import type { MaterialBinding, WrappedMaterial } from "#lib/domain/key";
import { isKeyPair, KEY_SPECS } from "#lib/domain/key-spec";
import { MAC_ALGORITHMS, type MacAlgorithm } from "#lib/domain/mac-algorithm";
import type { BoundMaterial, Hsm, MessageParameters, TokenDescription } from "#lib/hsm/port";
import { bindingBytes } from "./binding-mac";
import type { Capabilities } from "./capabilities";
import type { Connection, Live } from "./connection";
import { createDataKeyPairMethods } from "./data-key-pairs";
import { createImportMethods } from "./imports";
import type { MaterialCache } from "./material-cache";
import { isEqualMac, MaterialHandles } from "./material-handles";
import { GCM_IV_BYTES, GCM_TAG_BYTES, hmacMechanism, NONCE_BYTES, toBuffer } from "./mechanisms";
import { createPairMethods } from "./pairs";
import { BAD_CIPHERTEXT, returnValueOf } from "./return-values";
import { joinSealed, splitSealed } from "./sealed-form";
import { gcmDecrypt, gcmEncrypt, hmac, withMessageKey } from "./token-crypto";
import { generateWrappedPair, generateWrappedSecret } from "./wrap-material";

/** What is fetched at once: for about 150 messages. */
const NONCE_PORTION_BYTES = 4096;
const HEALTH_QUESTION = Buffer.from("kms-console/health/1", "ascii");

export type AdapterParts = {
  readonly description: TokenDescription;
  readonly connection: Connection;
  readonly capabilities: Capabilities;
  readonly cache: MaterialCache;
};

/** Binds the port's methods to an open connection; `openToken` is the way to get one. */
export function createAdapter({ description, connection, capabilities, cache }: AdapterParts) {
  const handles = new MaterialHandles(capabilities, cache);
  const mac = ({ module, pool, working }: Live, data: Uint8Array) => hmac(module, pool.work, working.integrityKey, data);

  /** A question that only the token's own key answers: session copies outlive a token that is gone. */
  const askToken = ({ module, pool, objects }: Live) => hmac(module, pool.work, objects.integrityKey, HEALTH_QUESTION);

  /** Whether the token answers with its own key; asked after an error that could mean either a bad input or a bad token. */
  function requireAlive(live: Live): void {
    live.pool.replaceWork();
    askToken(live);
  }

  /** Runs a decryption whose failure means `code` as long as the token is well. */
  function opening<T>(live: Live, code: "ciphertextInvalid" | "materialIntegrity", open: () => T): T {
    try {
      return open();
    } catch (error) {
      if (!BAD_CIPHERTEXT.has(returnValueOf(error) ?? -1)) throw error;
      requireAlive(live);
      throw new KmsError(code, { cause: error });
    }
  }

  function randomBytes(length: number): Buffer {
    if (!Number.isInteger(length) || length < 1) throw new RangeError("a number of random bytes must be at least 1");
    return connection.run(({ module, pool }) => module.C_GenerateRandom(pool.work, Buffer.alloc(length)));
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
      const bind = (live: Live, made: Omit<WrappedMaterial, "bindingMac">) => ({
        ...made,
        bindingMac: mac(live, bindingBytes(binding, made)),
      });
      if (!isKeyPair(binding.spec)) {
        return connection.run((live) => {
          const wrapped = generateWrappedSecret(live.module, live.pool.work, capabilities, live.working.domainKey, binding.spec);
          return bind(live, { wrapped, publicKey: null });
        });
      }
      const lane = KEY_SPECS[binding.spec].family === "rsa" ? "make" : "use";
      return connection.runAside(lane, async (live, session) =>
        bind(live, await generateWrappedPair(live.module, session, capabilities, live.working.domainKey, binding.spec)),
      );
    },

    encryptMessage(material: BoundMaterial, message: MessageParameters, plaintext: Uint8Array) {
      requireAad(message.aad);
      return connection.run((live) => {
        const { module, pool } = live;
        const base = handles.secret(live, material);
        return withMessageKey(module, pool.work, base, message.nonce, (key) =>
          gcmEncrypt(module, pool.work, key, message.iv, message.aad, plaintext),
        );
      });
    },

    decryptMessage(material: BoundMaterial, message: MessageParameters, ciphertext: Uint8Array, tag: Uint8Array): Buffer {
      const { nonce, iv, aad } = message;
      requireAad(aad);
      const sound = nonce.byteLength === NONCE_BYTES && iv.byteLength === GCM_IV_BYTES && tag.byteLength === GCM_TAG_BYTES;
      return connection.run((live) => {
        const { module, pool } = live;
        const base = handles.secret(live, material);
        if (!sound || ciphertext.byteLength === 0) throw new KmsError("ciphertextInvalid");
        return withMessageKey(module, pool.work, base, nonce, (key) =>
          opening(live, "ciphertextInvalid", () => gcmDecrypt(module, pool.work, key, iv, aad, ciphertext, tag)),
        );
      });
    },

    ...createImportMethods({ connection, capabilities, requireAlive }),

    ...createDataKeyPairMethods({ connection, capabilities }),

    ...createPairMethods({ connection, capabilities, handles, requireAlive }),

    generateMac(material: BoundMaterial, algorithm: MacAlgorithm, message: Uint8Array): Buffer {
      const { hash } = MAC_ALGORITHMS[algorithm];
      if (message.byteLength === 0) throw new RangeError("a message must have at least one byte");
      return connection.run((live) => {
        const { module, pool } = live;
        const key = handles.secret(live, material);
        module.C_SignInit(pool.work, hmacMechanism(hash), key);
        return module.C_Sign(pool.work, toBuffer(message), Buffer.alloc(HASHES[hash].bytes));
      });
    },

    keysInUse: () => cache.keyIds(),

    forgetMaterial(keyIds: readonly string[]): void {
      cache.dropKeys(new Set(keyIds));
    },

    authenticate(data: Uint8Array): Buffer {
      return connection.run((live) => mac(live, data));
    },

    isAuthentic(data: Uint8Array, given: Uint8Array): boolean {
      return isEqualMac(
        connection.run((live) => mac(live, data)),
        given,
      );
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
        const { module, pool, working } = live;
        return opening(live, "materialIntegrity", () =>
          gcmDecrypt(module, pool.work, working.sealingKey, iv, Buffer.from(label, "utf8"), ciphertext, tag),
        );
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
