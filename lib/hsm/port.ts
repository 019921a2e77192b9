/**
 * What the product asks of a hardware security module, in its own words. No PKCS#11 word crosses this file.
 * Invariant: clear key material never crosses it either; material goes in and out wrapped and bound to its row. (Data keys, single or
 * in pairs, are made for their callers, who get them in clear.)
 *
 * Calls on secret keys return at once: in the token they take microseconds, less than a trip to the thread pool.
 * Calls that make keys, or use a private key, return promises and never block the event loop.
 */
import type { DataKeyPair, DataKeyPairSpec } from "#lib/domain/data-key-pair";
import type { MaterialBinding, WrappedMaterial } from "#lib/domain/key";
import type { MacAlgorithm } from "#lib/domain/mac-algorithm";
import type { SigningAlgorithm } from "#lib/domain/signing-algorithm";
import type { WrappingAlgorithm } from "#lib/domain/wrapping-algorithm";

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

/** An RSA pair that wraps material on its way in; its private half is as little in clear as any key's. */
export type WrappingKey = {
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** AES-KWP under the domain key. Whoever keeps it vouches for it: the token does not know it again. */
  readonly wrapped: Uint8Array;
  /** Generation of that domain key. */
  readonly domainKey: number;
};

/** A later integrity key as it is kept. Version 1 is the token's own. */
export type WrappedIntegrityKey = {
  readonly version: number;
  /** AES-KWP under the domain key. */
  readonly wrapped: Uint8Array;
  /** Generation of that domain key. */
  readonly domainKey: number;
  /** 32 bytes: the token's own integrity key says that this is one of ours, and which. */
  readonly bindingMac: Uint8Array;
};

/** Material as its owner sends it. */
export type EncryptedMaterial = {
  readonly algorithm: WrappingAlgorithm;
  /** The key itself, or the temporary AES key of a private key, under the wrapping key. */
  readonly material: Uint8Array;
  /** PKCS #8 (DER) under the temporary key, by AES-KWP (RFC 5649); null for a secret key. */
  readonly privateKey: Uint8Array | null;
};

export type ImportedMaterial = WrappedMaterial & {
  /** 32 bytes by which the same secret key is known again, and nothing else of it; null for a pair. */
  readonly checkValue: Uint8Array | null;
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
  /** The algorithms under which an imported secret key is unwrapped wholly in the token; under the others it passes the host, in buffers that are wiped. */
  readonly importsInToken: readonly WrappingAlgorithm[];
  /** Whether the token keeps a mark, see `readMark`. */
  readonly keepsMark: boolean;
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
   * Makes key material inside the token and returns it wrapped and bound, with the public half of a pair; nothing stays behind.
   * @throws KmsError `unavailable` when the token does not answer; nothing is left behind then either
   */
  generateMaterial(binding: MaterialBinding): Promise<WrappedMaterial>;

  /**
   * Makes an RSA_2048 pair in the token that wraps material for its import; nothing stays behind.
   * @throws KmsError `unavailable`
   */
  generateWrappingKey(): Promise<WrappingKey>;

  /**
   * Makes a key pair in the token that is for use elsewhere, off the event loop; nothing stays behind.
   * @throws KmsError `dataKeyPairCurveMissing` where the token does not have the curve; `unavailable`
   */
  generateDataKeyPair(spec: DataKeyPairSpec): Promise<DataKeyPair>;

  /**
   * Takes in what its owner wrapped: unwraps it, checks it, and wraps and binds it like material made here.
   * @throws KmsError `importUnwrapFailed` for all that is wrong under RSA or AES-KWP, after the same work (with PKCS #1 v1.5 also
   *   for a length that fits nothing); for what unwrapped soundly `materialLengthInvalid`, `materialWeak`, `temporaryKeyInvalid`, `privateKeyInvalid`;
   *   `unavailable`
   */
  importMaterial(binding: MaterialBinding, wrappingKey: WrappingKey, encrypted: EncryptedMaterial): Promise<ImportedMaterial>;

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

  /**
   * The public half of a key pair, as DER SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
   * @throws KmsError `materialIntegrity` when it does not belong to its row; `unavailable`
   */
  publicKey(material: BoundMaterial): Buffer;

  /**
   * Signs a digest in the token, with the private half of a pair whose usage is to sign and with an algorithm of its family.
   * @param digest as long as the algorithm's hash
   * @returns RSA: as many bytes as the modulus; ECDSA: DER
   * @throws KmsError `materialIntegrity`, `unavailable`; RangeError for a digest of another length
   */
  signDigest(material: BoundMaterial, algorithm: SigningAlgorithm, digest: Uint8Array): Promise<Buffer>;

  /**
   * Whether the signature is this pair's over this digest, with this algorithm; of whatever bytes. PSS: only with a salt as long
   * as the hash. ECDSA: only in DER.
   * @throws as `signDigest`
   */
  verifyDigest(material: BoundMaterial, algorithm: SigningAlgorithm, digest: Uint8Array, signature: Uint8Array): Promise<boolean>;

  /**
   * RSAES-OAEP with SHA-256 and no label (RFC 8017 §7.1), under the public half; needs no secret.
   * @param plaintext at most `oaepMaxBytes` of the spec
   * @throws KmsError `materialIntegrity`, `unavailable`
   */
  encryptOaep(material: BoundMaterial, plaintext: Uint8Array): Buffer;

  /**
   * Reverses `encryptOaep`, with the private half of a pair whose usage is to decrypt.
   * @throws KmsError `rsaDecryptionFailed` for whatever is wrong with the ciphertext, after the same work; `materialIntegrity`; `unavailable`
   */
  decryptOaep(material: BoundMaterial, ciphertext: Uint8Array): Promise<Buffer>;

  /**
   * HMAC of a message of at least one byte (RFC 2104), by a key of the algorithm's spec; as long as its hash.
   * @throws KmsError `materialIntegrity`, `unavailable`
   */
  generateMac(material: BoundMaterial, algorithm: MacAlgorithm, message: Uint8Array): Buffer;

  /**
   * Generations of the domain keys in the token, the oldest first, after a fresh look. What is left here of one that is gone, and
   * of material under it, is forgotten.
   * @throws KmsError `unavailable`
   */
  listDomainKeys(): readonly number[];

  /**
   * Makes a domain key in the token; material is wrapped under it from then on, here at once and elsewhere as soon as it is seen.
   * Nothing happens where it is there already. Whoever calls sees to it that nobody else makes the same.
   * @param generation later than every other
   * @param madeAt kept with it in the token
   * @throws KmsError `unavailable`; RangeError for a generation before the newest
   */
  makeDomainKey(generation: number, madeAt: Date): void;

  /** When a domain key was made, to the second, as the token has it, out of reach of whoever can write to the database; null for the first, and for one that is not there. */
  domainKeyMadeAt(generation: number): Date | null;

  /**
   * Destroys a domain key in the token; whatever is wrapped under it is worth nothing afterwards. Nothing happens where it is gone.
   * @throws KmsError `unavailable`; RangeError for the newest
   */
  destroyDomainKey(generation: number): void;

  /**
   * The same material under the newest domain key, by way of the token alone, and bound to its row anew.
   * @returns null where it is under the newest already
   * @throws KmsError `materialIntegrity` when the blob does not belong to its row, or its domain key is gone; `unavailable`
   */
  rewrapMaterial(material: BoundMaterial): Promise<WrappedMaterial | null>;

  /** Makes an integrity key in the token and returns it wrapped; nothing stays behind. @param version 2 at least @throws KmsError `unavailable` */
  generateIntegrityKey(version: number): WrappedIntegrityKey;

  /** The same integrity key under the newest domain key; null where it is so already. @throws KmsError as `rewrapMaterial` */
  rewrapIntegrityKey(key: WrappedIntegrityKey): WrappedIntegrityKey | null;

  /**
   * From then on what any of these has authenticated is authentic, beside what the token's own has.
   * @param active version of the one that authenticates, 1 for the token's own
   * @throws KmsError `materialIntegrity` when one is not as it was made, `unavailable`; nothing changes then
   */
  acceptIntegrityKeys(keys: readonly WrappedIntegrityKey[], active: number): void;

  /** IDs of the keys whose material is unwrapped in the token now. */
  keysInUse(): string[];

  /** Destroys what is unwrapped of these keys; what is used again is unwrapped anew. Never fails: an object that is gone is what was wanted. */
  forgetMaterial(keyIds: readonly string[]): void;

  /** HMAC-SHA-256 (32 bytes) by the active integrity key, in the token. Callers keep their inputs apart by how they begin. */
  authenticate(data: Uint8Array): Buffer;

  /** Whether `mac` is `authenticate(data)` by any of the integrity keys, compared in constant time. A MAC of another length is false. */
  isAuthentic(data: Uint8Array, mac: Uint8Array): boolean;

  /**
   * HMAC-SHA-256 (32 bytes) by the token's own integrity key, whichever is active: the same bytes for ever. Two purposes never have one
   * MAC in common, nor has any of them one with `authenticate`.
   * @param purpose what the MAC is for, at least one character
   * @throws KmsError `unavailable`; RangeError without a purpose
   */
  sealMac(purpose: string, data: Uint8Array): Buffer;

  /** Whether `mac` is `sealMac(purpose, data)`, compared in constant time. A MAC of another length is false. @throws as `sealMac` */
  isSealMac(purpose: string, data: Uint8Array, mac: Uint8Array): boolean;

  /** Encrypts a secret of the product itself (not a CMK) for rest, under the sealing key; `label` must be given again to open it. */
  seal(label: string, secret: Uint8Array): Buffer;

  /** Reverses `seal`. @throws KmsError `materialIntegrity` when altered, or sealed under another label */
  unseal(label: string, sealed: Uint8Array): Buffer;

  /**
   * The mark in the token: what was last written there by whichever process; null where nothing was, or the token keeps none.
   * @throws KmsError `unavailable`
   */
  readMark(): Buffer | null;

  /**
   * Writes the mark, where `description.keepsMark`. Marks compare as bytes, and one that is not greater than what is there changes nothing.
   * @param mark 1 to 64 bytes @throws KmsError `unavailable`; RangeError for another length, or where the token keeps none
   */
  writeMark(mark: Uint8Array): void;

  /** The public half of the key that signs the audit log, as DER SubjectPublicKeyInfo; a pair on P-256. @throws KmsError `unavailable` */
  auditPublicKey(): Promise<Buffer>;

  /** ECDSA with SHA-256 over `data`, DER, by the audit key, whose private half never leaves the token. @throws KmsError `unavailable` */
  signAudit(data: Uint8Array): Promise<Buffer>;

  /** Asks the token whether it is there and signed in. @throws KmsError `unavailable` */
  checkHealth(): void;

  /**
   * Drops every handle and signs out, as soon as calls that are under way have ended; at once where there are none. The object
   * is of no use afterwards.
   */
  close(): Promise<void>;
}

/** Methods that do not ask the token: what they give or take waits in this process. */
type Aside = "nonceBytes" | "keysInUse" | "forgetMaterial" | "close";

/** A call of the token by the name that it has here. */
export type TokenCall = Exclude<{ [K in keyof Hsm]: Hsm[K] extends (...given: never[]) => unknown ? K : never }[keyof Hsm], Aside>;

/** How a call ended: answered; refused for what was asked; or the token failed it. */
export type TokenCallOutcome = "answered" | "refused" | "failed";

/** Is told of every call when it has ended, and how many seconds it took with all its waiting. It must be quick and never throw. */
export type ObserveTokenCall = (call: TokenCall, outcome: TokenCallOutcome, seconds: number) => void;
