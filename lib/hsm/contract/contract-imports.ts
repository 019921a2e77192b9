/**
 * What every token must do with material that somebody else made: one suite, run on each token by configuration alone.
 * Invariant: an imported key counts only when what it does equals what the same key does outside the token.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  verify,
} from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MaterialBinding } from "#lib/domain/key";
import type { KeySpec, KeyUsage } from "#lib/domain/key-spec";
import { WRAPPING_ALGORITHM_NAMES, type WrappingAlgorithm } from "#lib/domain/wrapping-algorithm";
import { MESSAGE_KEY_DATA } from "#lib/hsm/pkcs11/mechanisms";
import { openToken } from "#lib/hsm/pkcs11/open";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";
import type { BoundMaterial, Hsm, WrappingKey } from "#lib/hsm/port";
import { BAD_PRIVATE_KEYS } from "../testing/bad-private-keys";
import { OTHER_FORMS } from "../testing/other-private-keys";
import { type Provision, provision, type TokenKind } from "../testing/provision";
import { ecKeyVectors, oaepVectors, rsaSignatureVectors } from "../testing/vectors";
import { keyWrap, keyWrapPadded, wrapForImport } from "../testing/wrap-for-import";

const PAIRS = [
  ["RSA_2048", () => generateKeyPairSync("rsa", { modulusLength: 2048 })],
  ["RSA_3072", () => generateKeyPairSync("rsa", { modulusLength: 3072 })],
  ["RSA_4096", () => generateKeyPairSync("rsa", { modulusLength: 4096 })],
  ["EC_P256", () => generateKeyPairSync("ec", { namedCurve: "P-256" })],
  ["EC_P384", () => generateKeyPairSync("ec", { namedCurve: "P-384" })],
] as const;

export function describeImportContract(kind: TokenKind, inToken: readonly WrappingAlgorithm[]): void {
  describe(`imported material on ${kind}`, () => {
    let token: Provision;
    let hsm: Hsm;
    let key: WrappingKey;

    beforeAll(async () => {
      token = provision(kind);
      await initialiseToken(token.settings, { create: true, soPin: token.soPin });
      hsm = await openToken(token.settings, { observe: () => {} });
      key = await hsm.generateWrappingKey();
    }, 60_000);
    afterAll(async () => {
      await hsm?.close();
      token?.remove();
    });

    const importSecret = (secret: Uint8Array, algorithm: WrappingAlgorithm, binding = newBinding("AES_256")) =>
      hsm.importMaterial(binding, key, { algorithm, material: wrapForImport(algorithm, key.publicKey, secret), privateKey: null });
    const importWrapped = (material: Uint8Array, algorithm: WrappingAlgorithm = "RSAES_OAEP_SHA_256") =>
      hsm.importMaterial(newBinding("AES_256"), key, { algorithm, material, privateKey: null });
    const importPrivate = (
      spec: KeySpec,
      privateKey: Uint8Array,
      temporary: Uint8Array = randomBytes(32),
      algorithm: WrappingAlgorithm = "RSAES_OAEP_SHA_256",
      usage?: KeyUsage,
    ) => {
      const binding = newBinding(spec, usage);
      const material = wrapForImport(algorithm, key.publicKey, temporary);
      return hsm.importMaterial(binding, key, { algorithm, material, privateKey }).then((made) => ({ ...binding, ...made }));
    };
    const importKey = (
      spec: KeySpec,
      privateKey: KeyObject,
      temporary = randomBytes(32),
      algorithm?: WrappingAlgorithm,
      usage?: KeyUsage,
    ) => importPrivate(spec, keyWrapPadded(temporary, privateKey.export({ type: "pkcs8", format: "der" })), temporary, algorithm, usage);

    test("says what it unwraps by itself", () => {
      expect(hsm.description.importsInToken).toEqual(inToken);
    });

    test.each(WRAPPING_ALGORITHM_NAMES)("a secret key under %s encrypts as it does outside, and is known again", async (algorithm) => {
      const secret = randomBytes(32);
      const binding = newBinding("AES_256");
      const made = await importSecret(secret, algorithm, binding);
      const material = { ...binding, ...made };
      const message = { nonce: randomBytes(16), iv: randomBytes(12), aad: Buffer.from("aad") };
      const { ciphertext, tag } = hsm.encryptMessage(material, message, Buffer.from("imported"));
      expect(openOutside(secret, message, ciphertext, tag).toString()).toBe("imported");
      for (const other of WRAPPING_ALGORITHM_NAMES) {
        expect((await importSecret(secret, other, binding)).checkValue).toEqual(made.checkValue);
      }
      expect((await importSecret(randomBytes(32), algorithm, binding)).checkValue).not.toEqual(made.checkValue);
      expect((await importSecret(secret, algorithm)).checkValue).not.toEqual(made.checkValue);
    });

    test.each([0, 1, 16, 24, 31, 33, 64, 190])(
      "a secret key of %i bytes is refused, under PKCS #1 v1.5 like any failure",
      async (length) => {
        const secret = randomBytes(length);
        for (const algorithm of WRAPPING_ALGORITHM_NAMES) {
          const refusal = algorithm === "RSAES_PKCS1_V1_5" ? "importUnwrapFailed" : "materialLengthInvalid";
          const refusals = length === 0 ? [refusal, "importUnwrapFailed"] : [refusal];
          const error = await importSecret(secret, algorithm).catch((caught: { code: string }) => caught);
          expect(refusals).toContain((error as { code: string }).code);
        }
      },
    );

    test("what is wrong under RSA is one refusal", async () => {
      const other = await hsm.generateWrappingKey();
      for (const algorithm of WRAPPING_ALGORITHM_NAMES) {
        const good = wrapForImport(algorithm, key.publicKey, randomBytes(32));
        const flipped = Buffer.from(good);
        flipped[100] = (flipped[100] ?? 0) ^ 1;
        const foreign = wrapForImport(algorithm, other.publicKey, randomBytes(32));
        const otherwise = WRAPPING_ALGORITHM_NAMES.filter((name) => name !== algorithm).map((name) =>
          wrapForImport(name, key.publicKey, randomBytes(32)),
        );
        const bad = [
          flipped,
          foreign,
          ...otherwise,
          Buffer.alloc(256),
          Buffer.alloc(256, 0xff),
          good.subarray(1),
          Buffer.concat([good, Buffer.of(0)]),
          randomBytes(32),
        ];
        for (const material of bad) await expect(importWrapped(material, algorithm)).rejects.toMatchObject({ code: "importUnwrapFailed" });
        await expect(importWrapped(good, algorithm)).resolves.toBeDefined();
      }
    });

    describe.each(PAIRS)("%s", (spec, generate) => {
      test.each(WRAPPING_ALGORITHM_NAMES)("a pair under %s signs as its public half says", async (algorithm) => {
        const { privateKey, publicKey } = generate();
        for (const temporary of [randomBytes(32), randomBytes(16)]) {
          const material = await importKey(spec, privateKey, temporary, algorithm);
          const spki = publicKey.export({ type: "spki", format: "der" });
          expect(hsm.publicKey(material)).toEqual(spki);
          expect(material.checkValue).toBeNull();
          const message = randomBytes(100);
          expect(await signsWell(hsm, material, publicKey, message)).toBe(true);
        }
      });
    });

    test("a pair decrypts where that is its usage", async () => {
      const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const material = await importKey("RSA_2048", privateKey, undefined, undefined, "ENCRYPT_DECRYPT");
      expect((await hsm.decryptOaep(material, hsm.encryptOaep(material, Buffer.from("x")))).toString()).toBe("x");
    });

    test.each(BAD_PRIVATE_KEYS)("refuses %s for %s", async (_what, spec, content, says) => {
      const temporary = randomBytes(32);
      await expect(importPrivate(spec, keyWrapPadded(temporary, content()), temporary)).rejects.toMatchObject({
        code: "privateKeyInvalid",
        message: expect.stringMatching(says),
      });
    });

    test.each(OTHER_FORMS)("takes %s for %s", async (_what, spec, privateKey, content) => {
      const temporary = randomBytes(32);
      const material = await importPrivate(spec, keyWrapPadded(temporary, content), temporary);
      const publicKey = createPublicKey(privateKey);
      expect(hsm.publicKey(material)).toEqual(publicKey.export({ type: "spki", format: "der" }));
      expect(await signsWell(hsm, material, publicKey, randomBytes(100))).toBe(true);
    });

    test("refuses a key and a temporary key of zeros, under every algorithm, and takes one that has another byte", async () => {
      const wrapped = keyWrapPadded(Buffer.alloc(32), randomBytes(64));
      for (const algorithm of WRAPPING_ALGORITHM_NAMES) {
        await expect(importSecret(Buffer.alloc(32), algorithm)).rejects.toMatchObject({ code: "materialWeak" });
        await expect(importSecret(Buffer.concat([Buffer.alloc(31), Buffer.of(1)]), algorithm)).resolves.toBeDefined();
        await expect(importPrivate("EC_P256", wrapped, Buffer.alloc(32), algorithm)).rejects.toMatchObject({
          code: "temporaryKeyInvalid",
          message: expect.stringContaining("weak"),
        });
      }
    });

    test("what is wrong under AES-KWP is one refusal, the same as under RSA", async () => {
      const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const pkcs8 = privateKey.export({ type: "pkcs8", format: "der" });
      const temporary = randomBytes(32);
      const good = keyWrapPadded(temporary, pkcs8);
      const padded = Buffer.concat([pkcs8, Buffer.alloc((8 - (pkcs8.length % 8)) % 8)]);
      const header = (length: number) =>
        Buffer.concat([Buffer.from("a65959a6", "hex"), Buffer.of(0, 0, length >> 8, length & 255)]).toString("hex");
      const nonZero = Buffer.from(padded);
      nonZero[nonZero.length - 1] = 1;
      expect(keyWrap(temporary, padded, header(pkcs8.length))).toEqual(good);
      const bad: readonly [string, Uint8Array][] = [
        ["another integrity value", keyWrapPadded(temporary, pkcs8, "a65959a7")],
        ["plain AES-KW", keyWrap(temporary, padded)],
        ["a length beyond the content", keyWrap(temporary, padded, header(padded.length + 1))],
        ["a length eight below", keyWrap(temporary, padded, header(padded.length - 8))],
        ["padding that is not zero", keyWrap(temporary, nonZero, header(pkcs8.length))],
        ["another temporary key", keyWrapPadded(randomBytes(32), pkcs8)],
        ["one bit", Buffer.from(good.map((byte, index) => (index === 20 ? byte ^ 4 : byte)))],
        ["a block less", good.subarray(0, -8)],
        ["a byte less", good.subarray(0, -1)],
        ["nothing", Buffer.alloc(0)],
        ["no wrapping", pkcs8],
      ];
      for (const [what, wrapped] of bad) {
        await expect(importPrivate("EC_P256", wrapped, temporary), what).rejects.toMatchObject({ code: "importUnwrapFailed" });
      }
      await expect(importPrivate("EC_P256", good, temporary)).resolves.toBeDefined();
    });

    test.each([1, 15, 24, 33, 64])("a temporary key of %i bytes is refused, under PKCS #1 v1.5 like any failure", async (length) => {
      const wrapped = keyWrapPadded(randomBytes(32), randomBytes(64));
      await expect(importPrivate("EC_P256", wrapped, randomBytes(length))).rejects.toMatchObject({ code: "temporaryKeyInvalid" });
      await expect(importPrivate("EC_P256", wrapped, randomBytes(length), "RSAES_PKCS1_V1_5")).rejects.toMatchObject({
        code: "importUnwrapFailed",
      });
    });

    test("Wycheproof: imported RSA keys decrypt and sign as listed", async () => {
      const decrypters = new Map<KeyObject, BoundMaterial>();
      for (const { privateKey, ct, msg, result } of oaepVectors().run) {
        const known = decrypters.get(privateKey);
        const material = known ?? (await importKey("RSA_2048", privateKey, undefined, undefined, "ENCRYPT_DECRYPT"));
        decrypters.set(privateKey, material);
        const opened = await hsm.decryptOaep(material, Buffer.from(ct, "hex")).catch(() => null);
        expect(opened?.toString("hex") ?? null).toBe(result === "valid" ? msg : null);
      }
      const signers = new Map<KeyObject, BoundMaterial | null>();
      let signed = 0;
      for (const { privateKey, hash, msg, sig } of rsaSignatureVectors().run) {
        const isWeak = (privateKey.asymmetricKeyDetails?.publicExponent ?? 0n) < 65_537n;
        if (!signers.has(privateKey)) signers.set(privateKey, isWeak ? null : await importKey("RSA_2048", privateKey));
        const material = signers.get(privateKey);
        if (!material) continue;
        const digest = createHash(hash.replace("_", "")).update(Buffer.from(msg, "hex")).digest();
        expect((await hsm.signDigest(material, `RSASSA_PKCS1_V1_5_${hash}`, digest)).toString("hex")).toBe(sig);
        signed += 1;
      }
      expect(signed).toBeGreaterThan(10);
    });

    test("Wycheproof: the P-256 keys of the ECDH file come in with their public keys", async () => {
      const vectors = ecKeyVectors();
      expect(vectors.length).toBeGreaterThan(20);
      for (const jwk of vectors) {
        const privateKey = createPrivateKey({ key: jwk, format: "jwk" });
        const material = await importKey("EC_P256", privateKey);
        expect(createPublicKey({ key: hsm.publicKey(material), format: "der", type: "spki" }).export({ format: "jwk" })).toMatchObject({
          x: jwk.x,
          y: jwk.y,
        });
        expect(await signsWell(hsm, material, createPublicKey(privateKey), randomBytes(10))).toBe(true);
      }
    });
  });
}

async function signsWell(hsm: Hsm, material: BoundMaterial, publicKey: KeyObject, message: Buffer): Promise<boolean> {
  const algorithm = material.spec.startsWith("EC") ? "ECDSA_SHA_256" : "RSASSA_PKCS1_V1_5_SHA_256";
  const signature = await hsm.signDigest(material, algorithm, createHash("sha256").update(message).digest());
  return verify("sha256", message, publicKey, signature);
}

/** The message key as RFC 3602's AES-CBC gives it, and the message under it. */
function openOutside(
  secret: Buffer,
  { nonce, iv, aad }: { nonce: Buffer; iv: Buffer; aad: Buffer },
  ciphertext: Buffer,
  tag: Buffer,
): Buffer {
  const derivation = createCipheriv("aes-256-cbc", secret, nonce).setAutoPadding(false);
  const messageKey = Buffer.concat([derivation.update(MESSAGE_KEY_DATA), derivation.final()]);
  const decipher = createDecipheriv("aes-256-gcm", messageKey, iv).setAAD(aad).setAuthTag(tag);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
}

function newBinding(spec: KeySpec, usage: KeyUsage = spec === "AES_256" ? "ENCRYPT_DECRYPT" : "SIGN_VERIFY"): MaterialBinding {
  const [accountId, projectId] = ["a".repeat(32), "b".repeat(32)];
  return { accountId, projectId, keyId: crypto.randomUUID(), version: 0, spec, usage, origin: "external" };
}
