/**
 * The port's methods on key pairs. What needs the private half runs in the token on a thread of its own; encryption to the public
 * half needs no secret and runs here. Invariant: what is wrong with an RSA ciphertext is one error, after the same work.
 */
import { constants, publicEncrypt } from "node:crypto";
import type { Handle, Mechanism } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { KmsError } from "#lib/domain/errors";
import { keyBytes } from "#lib/domain/key-spec";
import type { SigningAlgorithm } from "#lib/domain/signing-algorithm";
import type { BoundMaterial, Hsm } from "#lib/hsm/port";
import { type MaterialHandles, requirePublicKey } from "../material/material-handles";
import { oaepMechanism, plainMechanism, toBuffer } from "../mechanisms";
import { toKeyObject } from "../pairs/public-half";
import { atFullLength, decodeOaep } from "../pairs/rsa-decode";
import { fitRsaInput } from "../pairs/rsa-input";
import { fromWireSignature, rawSignatureBytes, signingInput, toWireSignature } from "../pairs/signing-input";
import type { Connection, Live } from "../session/connection";
import { BAD_CIPHERTEXT, isReturnValue, returnValueOf } from "../session/return-values";
import type { Capabilities } from "../start/capabilities";

const RAW_RSA = plainMechanism(pkcs11js.CKM_RSA_X_509);

type PairMethods = Pick<Hsm, "publicKey" | "signDigest" | "verifyDigest" | "encryptOaep" | "decryptOaep">;

export type PairParts = {
  readonly connection: Connection;
  readonly capabilities: Pick<Capabilities, "oaepSha256InToken">;
  readonly handles: MaterialHandles;
  /** Asks the token's own key, after an error that could mean a bad input or a bad token. */
  readonly requireAlive: (live: Live) => void;
};

export function createPairMethods({ connection, capabilities, handles, requireAlive }: PairParts): PairMethods {
  const decrypt = capabilities.oaepSha256InToken ? decryptInToken : decryptAndDecode;

  /** The raw RSA step, decoded here: of a number below the modulus it never fails, so its failure is the token's. */
  async function decryptAndDecode(live: Live, session: Handle, material: BoundMaterial, ciphertext: Buffer): Promise<Buffer | null> {
    const made = await decryptBy(RAW_RSA, live, session, material, ciphertext);
    const whole = atFullLength(made, keyBytes(material.spec));
    made.fill(0);
    try {
      return decodeOaep(whole);
    } finally {
      whole.fill(0);
    }
  }

  function decryptBy(mechanism: Mechanism, live: Live, session: Handle, material: BoundMaterial, ciphertext: Buffer): Promise<Buffer> {
    return handles.withPrivate(live, material, (key) => {
      live.module.C_DecryptInit(session, mechanism, key);
      return live.module.C_DecryptAsync(session, ciphertext, Buffer.alloc(keyBytes(material.spec)));
    });
  }

  /** One decryption in the token. What it does not decode is decoded here, from a fresh session, which tells whose fault it is; null where it is the ciphertext's. */
  async function decryptInToken(live: Live, session: Handle, material: BoundMaterial, ciphertext: Buffer): Promise<Buffer | null> {
    try {
      return await decryptBy(oaepMechanism(), live, session, material, ciphertext);
    } catch (error) {
      if (!BAD_CIPHERTEXT.has(returnValueOf(error) ?? -1)) throw error;
    }
    try {
      return await live.pool.lend((fresh) => decryptAndDecode(live, fresh, material, ciphertext));
    } catch (error) {
      // A token that does no raw RSA has nothing more to say than that it is well.
      if (!isReturnValue(error, pkcs11js.CKR_MECHANISM_INVALID)) throw error;
      requireAlive(live);
      return null;
    }
  }

  function publicKey(material: BoundMaterial): Buffer {
    return connection.run((live) => {
      handles.vouch(live, material);
      return Buffer.from(requirePublicKey(material));
    });
  }

  return {
    publicKey,

    signDigest(material: BoundMaterial, algorithm: SigningAlgorithm, digest: Uint8Array): Promise<Buffer> {
      const { mechanism, data } = signingInput(material.spec, algorithm, digest);
      const length = rawSignatureBytes(material.spec, algorithm);
      return connection.runAside(
        "use",
        async (live, session) => {
          const raw = await handles.withPrivate(live, material, (key) => {
            live.module.C_SignInit(session, mechanism, key);
            return live.module.C_SignAsync(session, data, Buffer.alloc(length));
          });
          if (raw.byteLength !== length) throw new Error("the token returned a signature of the wrong length");
          return toWireSignature(algorithm, raw);
        },
        material.keyId,
      );
    },

    async verifyDigest(material: BoundMaterial, algorithm: SigningAlgorithm, digest: Uint8Array, signature: Uint8Array): Promise<boolean> {
      const { mechanism, data } = signingInput(material.spec, algorithm, digest);
      const raw = fromWireSignature(material.spec, algorithm, signature);
      if (raw === null) return false;
      const use = async (live: Live, session: Handle) => {
        const key = handles.public(live, material);
        return live.pool.pinned(key, () => verify(live, session, key, mechanism, data, raw));
      };
      return connection.runAside("use", use, material.keyId);
    },

    encryptOaep(material: BoundMaterial, plaintext: Uint8Array): Buffer {
      const key = { key: toKeyObject(publicKey(material)), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" };
      return publicEncrypt(key, toBuffer(plaintext));
    },

    async decryptOaep(material: BoundMaterial, ciphertext: Uint8Array): Promise<Buffer> {
      const { input, fits } = fitRsaInput(requirePublicKey(material), ciphertext);
      const use = (live: Live, session: Handle) => decrypt(live, session, material, input);
      const plaintext = await connection.runAside("use", use, material.keyId);
      if (plaintext !== null && fits) return plaintext;
      throw new KmsError("rsaDecryptionFailed");
    },
  };
}

async function verify(
  { module, pool }: Live,
  session: Handle,
  key: Handle,
  mechanism: Mechanism,
  data: Buffer,
  signature: Buffer,
): Promise<boolean> {
  try {
    module.C_VerifyInit(session, mechanism, key);
    return await module.C_VerifyAsync(session, data, signature);
  } catch (error) {
    if (!isReturnValue(error, pkcs11js.CKR_SIGNATURE_INVALID, pkcs11js.CKR_SIGNATURE_LEN_RANGE)) throw error;
    // A token that is gone says such things too.
    module.C_GetSessionInfo(pool.holder);
    return false;
  }
}
