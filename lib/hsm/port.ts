/**
 * What the product asks of a hardware security module, in its own words. No PKCS#11 word crosses this file.
 * Invariant: clear key material never crosses it either; material goes in and out wrapped and bound to its row.
 *
 * Calls on symmetric material return at once: in the token they take microseconds, less than a trip to the thread pool.
 * Calls that make keys return promises and never block the event loop.
 */
import type { MaterialBinding, WrappedMaterial } from "#lib/domain/key";

/** Wrapped material as read from its row. */
export type BoundMaterial = MaterialBinding & WrappedMaterial;

/** One message: AES-256-GCM under a key derived in the token from the CMK and `nonce`, used for this message alone. */
export type MessageParameters = {
  /** 16 random bytes: derivation nonce. */
  readonly nonce: Uint8Array;
  /** 12 random bytes: GCM IV. */
  readonly iv: Uint8Array;
  /** Additional authenticated data; never empty. */
  readonly aad: Uint8Array;
};

/** What the token is and how it works here; shown on the System screen, so it holds no secret. */
export type TokenDescription = {
  readonly label: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly serialNumber: string;
  readonly library: string;
  /** Whether RSAES-OAEP with SHA-256 is done wholly in the token; if not, its decoding step runs in the host. */
  readonly oaepSha256InToken: boolean;
};

export interface Hsm {
  readonly description: TokenDescription;

  /**
   * Random bytes of the token's generator.
   * @throws KmsError `unavailable` when the token does not answer
   */
  randomBytes(length: number): Buffer;

  /**
   * Random bytes of the token's generator for what becomes public: nonces and IVs. They are fetched in portions and wait in the
   * host, each to be given once; a secret comes from `randomBytes`.
   * @throws KmsError `unavailable`
   */
  nonceBytes(length: number): Buffer;

  /**
   * Makes key material inside the token and returns it wrapped and bound; nothing stays behind in the token.
   * @throws KmsError `unavailable` when the token does not answer; nothing is left behind then either
   */
  generateMaterial(binding: MaterialBinding): Promise<WrappedMaterial>;

  /**
   * Encrypts one message under a key derived from symmetric material.
   * @param plaintext any number of bytes, at least one
   * @returns ciphertext of the same length, and the 16-byte GCM tag
   * @throws KmsError `materialIntegrity` when the blob does not belong to its row; `unavailable`
   */
  encryptMessage(material: BoundMaterial, message: MessageParameters, plaintext: Uint8Array): { ciphertext: Buffer; tag: Buffer };

  /**
   * Reverses `encryptMessage`.
   * @throws KmsError `ciphertextInvalid` for a wrong key, tag, IV, nonce or AAD, all alike; `materialIntegrity`; `unavailable`
   */
  decryptMessage(material: BoundMaterial, message: MessageParameters, ciphertext: Uint8Array, tag: Uint8Array): Buffer;

  /** HMAC-SHA-256 (32 bytes) by the integrity key, in the token. Callers keep their inputs apart by how they begin. */
  authenticate(data: Uint8Array): Buffer;

  /** Whether `mac` is `authenticate(data)`, compared in constant time. A MAC of another length is false. */
  isAuthentic(data: Uint8Array, mac: Uint8Array): boolean;

  /** Encrypts a secret of the product itself (not a CMK) for rest, under the sealing key; `label` must be given again to open it. */
  seal(label: string, secret: Uint8Array): Buffer;

  /** Reverses `seal`. @throws KmsError `materialIntegrity` when altered, or sealed under another label */
  unseal(label: string, sealed: Uint8Array): Buffer;

  /** Asks the token whether it is there and signed in. @throws KmsError `unavailable` */
  checkHealth(): void;

  /** Drops every handle and signs out. The object is of no use afterwards. */
  close(): void;
}
