/**
 * What every token must do with key pairs and HMAC keys: one suite, run on each token by configuration alone.
 * Invariant: a signature or a ciphertext counts only when somebody else, outside the token, agrees.
 */
import {
  constants,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  sign,
  verify,
} from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { oaepMaxBytes } from "#lib/domain/encryption-algorithm";
import { HASHES } from "#lib/domain/hash";
import type { MaterialBinding } from "#lib/domain/key";
import { KEY_SPECS, type KeySpec, type KeyUsage, keyBytes } from "#lib/domain/key-spec";
import { MAC_ALGORITHM_NAMES, MAC_ALGORITHMS } from "#lib/domain/mac-algorithm";
import { SIGNING_ALGORITHMS, type SigningAlgorithm, signingAlgorithmsOf } from "#lib/domain/signing-algorithm";
import { inspectToken } from "#lib/hsm/pkcs11/inspect";
import { openToken } from "#lib/hsm/pkcs11/open";
import { RenewalWatch } from "#lib/hsm/pkcs11/session/renewal";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";
import type { BoundMaterial, Hsm } from "#lib/hsm/port";
import { closeAllSessions } from "../testing/known-keys";
import { bindKnownRsa } from "../testing/known-pair";
import type { Provision, TokenKind } from "../testing/provision";
import { provision } from "../testing/provision";
import { oaepVectors, rsaSignatureVectors } from "../testing/vectors";

const SIGNING_SPECS = ["RSA_2048", "RSA_3072", "RSA_4096", "EC_P256", "EC_P384"] as const;
const RSA_SPECS = ["RSA_2048", "RSA_3072", "RSA_4096"] as const;
const SIGNINGS = SIGNING_SPECS.flatMap((spec) => signingAlgorithmsOf(spec).map((algorithm) => [spec, algorithm] as const));

export function describePairContract(kind: TokenKind): void {
  describe(`key pairs and HMAC keys on ${kind}`, () => {
    let token: Provision;
    let hsm: Hsm;
    const signers = new Map<KeySpec, BoundMaterial>();
    const decrypters = new Map<KeySpec, BoundMaterial>();
    const signer = (spec: KeySpec) => signers.get(spec) as BoundMaterial;
    const decrypter = (spec: KeySpec) => decrypters.get(spec) as BoundMaterial;

    async function newMaterial(spec: KeySpec, usage: KeyUsage): Promise<BoundMaterial> {
      const binding = newBinding(spec, usage);
      return { ...binding, ...(await hsm.generateMaterial(binding)) };
    }
    async function withCold<T>(use: (cold: Hsm) => T | Promise<T>, cacheEntries?: number): Promise<T> {
      const cold = await openToken(token.settings, cacheEntries === undefined ? {} : { cacheEntries });
      try {
        return await use(cold);
      } finally {
        await cold.close();
      }
    }

    beforeAll(async () => {
      token = provision(kind);
      await initialiseToken(token.settings, { create: true, soPin: token.soPin });
      hsm = await openToken(token.settings, { observe: () => {} });
      for (const spec of SIGNING_SPECS) signers.set(spec, await newMaterial(spec, "SIGN_VERIFY"));
      for (const spec of RSA_SPECS) decrypters.set(spec, await newMaterial(spec, "ENCRYPT_DECRYPT"));
    }, 120_000);
    afterAll(async () => {
      await hsm?.close();
      token?.remove();
    });

    describe("generation", () => {
      test.each(SIGNING_SPECS)("%s has a public half of its size or curve, and its row vouches for it", (spec) => {
        const material = signer(spec);
        const key = createPublicKey({ key: hsm.publicKey(material), format: "der", type: "spki" });
        const { family, bits } = KEY_SPECS[spec];
        const { modulusLength, publicExponent, namedCurve } = key.asymmetricKeyDetails ?? {};
        if (family === "rsa") expect([modulusLength, publicExponent]).toEqual([bits, 65537n]);
        else expect(namedCurve).toBe(bits === 256 ? "prime256v1" : "secp384r1");
        const other = { ...material, publicKey: createOtherPublicKey() };
        expect(() => hsm.publicKey(other)).toThrow(expect.objectContaining({ code: "materialIntegrity" }));
        expect(() => hsm.publicKey({ ...material, publicKey: null })).toThrow(expect.objectContaining({ code: "materialIntegrity" }));
      });

      test("nothing is left in the token when a pair has been made", async () => {
        const before = await inspectToken(token.settings);
        await newMaterial("RSA_2048", "SIGN_VERIFY");
        await newMaterial("EC_P384", "SIGN_VERIFY");
        expect(await inspectToken(token.settings)).toEqual(before);
      });

      test("a private key in use can either sign or decrypt, and cannot be extracted", async () => {
        await withCold(async (cold) => {
          const before = await inspectToken(token.settings);
          await cold.signDigest(signer("RSA_2048"), "RSASSA_PSS_SHA_256", randomBytes(32));
          await cold.signDigest(signer("EC_P256"), "ECDSA_SHA_256", randomBytes(32));
          await cold.decryptOaep(decrypter("RSA_2048"), cold.encryptOaep(decrypter("RSA_2048"), Buffer.from("x")));
          const after = (await inspectToken(token.settings)).filter((object) => object.class === "private key" && !object.token);
          const own = after.slice(before.filter((object) => object.class === "private key" && !object.token).length);
          expect(own.map(({ usages }) => usages.join("+")).sort()).toEqual(["decrypt", "sign", "sign"]);
          for (const object of own) expect(object).toMatchObject({ sensitive: true, extractable: false, private: true });
        });
      });

      test("the worker goes on with other work while an RSA key is made", async () => {
        const aes = await newMaterial("AES_256", "ENCRYPT_DECRYPT");
        let isMade = false;
        const making = newMaterial("RSA_3072", "SIGN_VERIFY").then(() => {
          isMade = true;
        });
        const message = { nonce: randomBytes(16), iv: randomBytes(12), aad: Buffer.from("meanwhile") };
        hsm.encryptMessage(aes, message, Buffer.from("text"));
        const signature = await hsm.signDigest(signer("EC_P256"), "ECDSA_SHA_256", randomBytes(32));
        expect([isMade, signature.byteLength > 60]).toEqual([false, true]);
        await making;
      });
    });

    describe("signatures", () => {
      test.each(SIGNINGS)("%s with %s: OpenSSL verifies what the token signed, and the token verifies it too", async (spec, algorithm) => {
        const message = randomBytes(300);
        const digest = digestOf(algorithm, message);
        const made = await hsm.signDigest(signer(spec), algorithm, digest);
        expect(isValidOutside(signer(spec), algorithm, message, made)).toBe(true);
        await withCold(async (cold) => {
          expect(await cold.verifyDigest(signer(spec), algorithm, digest, made)).toBe(true);
          expect(await cold.verifyDigest(signer(spec), algorithm, flip(digest, 0), made)).toBe(false);
          for (const wrong of spoil(made)) expect(await cold.verifyDigest(signer(spec), algorithm, digest, wrong)).toBe(false);
        });
      });

      test("a signature of another key is not valid", async () => {
        const other = await newMaterial("EC_P256", "SIGN_VERIFY");
        const digest = randomBytes(32);
        const made = await hsm.signDigest(other, "ECDSA_SHA_256", digest);
        expect(await hsm.verifyDigest(signer("EC_P256"), "ECDSA_SHA_256", digest, made)).toBe(false);
        expect(await hsm.verifyDigest(other, "ECDSA_SHA_256", digest, made)).toBe(true);
      });

      test("ECDSA signatures with zero, negative or too large numbers, or another encoding, are not valid", async () => {
        const digest = randomBytes(32);
        const good = await hsm.signDigest(signer("EC_P256"), "ECDSA_SHA_256", digest);
        const order = Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", "hex");
        const one = Buffer.from("020101", "hex");
        const zero = Buffer.from("020100", "hex");
        const minus = Buffer.from("0201ff", "hex");
        const large = Buffer.concat([Buffer.from("022100", "hex"), order]);
        const sequence = (...parts: Buffer[]) => {
          const body = Buffer.concat(parts);
          return Buffer.concat([Buffer.of(0x30, body.byteLength), body]);
        };
        const wrong = [
          sequence(zero, one),
          sequence(one, zero),
          sequence(zero, zero),
          sequence(minus, one),
          sequence(one, minus),
          sequence(large, one),
          sequence(one, large),
          sequence(one, one),
          sequence(one),
          sequence(one, one, one),
          Buffer.of(0x30, 0),
          Buffer.concat([Buffer.of(0x30, 0x81, good.byteLength - 2), good.subarray(2)]),
          Buffer.concat([good, Buffer.of(0)]),
        ];
        for (const signature of wrong) expect(await hsm.verifyDigest(signer("EC_P256"), "ECDSA_SHA_256", digest, signature)).toBe(false);
        expect(await hsm.verifyDigest(signer("EC_P256"), "ECDSA_SHA_256", digest, good)).toBe(true);
      });

      test("PSS is valid only with a salt as long as the hash", async () => {
        const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
        const material = await bindKnownRsa(token.settings, newBinding("RSA_2048", "SIGN_VERIFY"), privateKey);
        const message = Buffer.from("salted");
        const digest = digestOf("RSASSA_PSS_SHA_256", message);
        for (const [saltLength, expected] of [
          [32, true],
          [0, false],
          [31, false],
          [33, false],
          [64, false],
        ] as const) {
          const made = sign("sha256", message, { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
          expect([saltLength, await hsm.verifyDigest(material, "RSASSA_PSS_SHA_256", digest, made)]).toEqual([saltLength, expected]);
        }
      });

      test("a digest of another length is a mistake of the caller", () => {
        expect(() => hsm.signDigest(signer("EC_P256"), "ECDSA_SHA_256", randomBytes(31))).toThrow(RangeError);
        expect(() => hsm.signDigest(signer("RSA_2048"), "RSASSA_PSS_SHA_512", randomBytes(32))).toThrow(RangeError);
      });

      test.each(["keyId", "usage", "spec", "wrapped", "publicKey", "bindingMac"] as const)(
        "a row whose %s was edited is refused, cold and warm",
        async (field) => {
          const material = signer("RSA_2048");
          const edited = { ...material, [field]: edit(material[field]) };
          const digest = randomBytes(32);
          await hsm.signDigest(material, "RSASSA_PSS_SHA_256", digest);
          const signature = await hsm.signDigest(material, "RSASSA_PSS_SHA_256", digest);
          const refused = { code: "materialIntegrity" };
          for (const use of [hsm, null]) {
            const attempt = async (one: Hsm) => {
              if (field !== "spec") {
                await expect(one.signDigest(edited, "RSASSA_PSS_SHA_256", digest)).rejects.toMatchObject(refused);
                await expect(one.verifyDigest(edited, "RSASSA_PSS_SHA_256", digest, signature)).rejects.toMatchObject(refused);
              }
              expect(() => one.publicKey(edited)).toThrow(expect.objectContaining(refused));
              expect(() => one.encryptOaep(edited, digest)).toThrow(expect.objectContaining(refused));
            };
            await (use === null ? withCold(attempt) : attempt(use));
          }
          expect(await hsm.verifyDigest(material, "RSASSA_PSS_SHA_256", digest, signature)).toBe(true);
        },
      );

      test("many at once on few handles all come out right", async () => {
        await withCold(async (small) => {
          const specs = ["EC_P256", "RSA_2048", "EC_P384", "RSA_3072"] as const;
          const results = await Promise.all(
            Array.from({ length: 40 }, async (_, index) => {
              const spec = specs[index % specs.length] as KeySpec;
              const algorithm = signingAlgorithmsOf(spec)[0] as SigningAlgorithm;
              const message = randomBytes(20);
              const made = await small.signDigest(signer(spec), algorithm, digestOf(algorithm, message));
              return isValidOutside(signer(spec), algorithm, message, made);
            }),
          );
          expect(results.every(Boolean)).toBe(true);
        }, 1);
      });
    });

    describe("RSAES-OAEP", () => {
      test.each(RSA_SPECS)("%s: what OpenSSL or the service encrypts is decrypted, from 1 byte to the limit", async (spec) => {
        const material = decrypter(spec);
        const key = createPublicKey({ key: hsm.publicKey(material), format: "der", type: "spki" });
        for (const length of [1, 32, oaepMaxBytes(spec)]) {
          const plaintext = randomBytes(length);
          const foreign = publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" }, plaintext);
          expect(await hsm.decryptOaep(material, foreign)).toEqual(plaintext);
          const own = hsm.encryptOaep(material, plaintext);
          expect(own.byteLength).toBe(keyBytes(spec));
          expect(await hsm.decryptOaep(material, own)).toEqual(plaintext);
        }
        expect(() => hsm.encryptOaep(material, randomBytes(oaepMaxBytes(spec) + 1))).toThrow();
      });

      test("OpenSSL decrypts what the service encrypts to a key it knows", async () => {
        const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
        const material = await bindKnownRsa(token.settings, newBinding("RSA_2048", "ENCRYPT_DECRYPT"), privateKey);
        const made = hsm.encryptOaep(material, Buffer.from("outwards"));
        const opened = privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" }, made);
        expect(opened.toString()).toBe("outwards");
      });

      test("whatever is wrong with a ciphertext is the same error, and the next one is decrypted as if nothing had been", async () => {
        const material = decrypter("RSA_2048");
        const key = createPublicKey({ key: hsm.publicKey(material), format: "der", type: "spki" });
        const good = hsm.encryptOaep(material, Buffer.from("good"));
        const modulus = Buffer.from(key.export({ format: "jwk" }).n ?? "", "base64url");
        const raw = (bytes: Buffer) => publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, bytes);
        const wrong = [
          flip(good),
          good.subarray(1),
          Buffer.concat([good, Buffer.of(0)]),
          Buffer.concat([Buffer.of(0), good]),
          Buffer.alloc(0),
          Buffer.alloc(256),
          Buffer.alloc(256, 0xff),
          modulus,
          raw(Buffer.alloc(256, 1).fill(0, 0, 1)),
          publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from("v1.5")),
          publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" }, Buffer.from("sha1")),
          publicEncrypt(
            { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256", oaepLabel: Buffer.from("label") },
            Buffer.from("labelled"),
          ),
        ];
        for (const ciphertext of wrong) {
          await expect(hsm.decryptOaep(material, ciphertext)).rejects.toMatchObject({ code: "rsaDecryptionFailed" });
          expect((await hsm.decryptOaep(material, good)).toString()).toBe("good");
        }
      });
    });

    describe("MACs of HMAC keys", () => {
      test.each(MAC_ALGORITHM_NAMES)(
        "%s: as long as its hash, the same on every worker, other for another message or key",
        async (algorithm) => {
          const { spec, hash } = MAC_ALGORITHMS[algorithm];
          const [one, two] = [await newMaterial(spec, "GENERATE_VERIFY_MAC"), await newMaterial(spec, "GENERATE_VERIFY_MAC")];
          expect([one.wrapped.byteLength, one.publicKey]).toEqual([keyBytes(spec) + 8, null]);
          const message = randomBytes(4096);
          const mac = hsm.generateMac(one, algorithm, message);
          expect(mac.byteLength).toBe(HASHES[hash].bytes);
          await withCold((cold) => expect(cold.generateMac(one, algorithm, message)).toEqual(mac));
          expect(hsm.generateMac(two, algorithm, message).equals(mac)).toBe(false);
          expect(hsm.generateMac(one, algorithm, flip(message)).equals(mac)).toBe(false);
          expect(() => hsm.generateMac(one, algorithm, Buffer.alloc(0))).toThrow(RangeError);
        },
      );
    });

    describe("trouble", () => {
      test("sessions closed behind the worker's back are opened again, with all keys", async () => {
        const message = randomBytes(10);
        const digest = digestOf("RSASSA_PSS_SHA_256", message);
        const signing = () => hsm.signDigest(signer("RSA_2048"), "RSASSA_PSS_SHA_256", digest);
        await Promise.all(Array.from({ length: 6 }, signing));
        for (let round = 0; round < 5; round += 1) {
          closeAllSessions(token.settings);
          for (const made of await Promise.all(Array.from({ length: 6 }, signing))) {
            expect(isValidOutside(signer("RSA_2048"), "RSASSA_PSS_SHA_256", message, made)).toBe(true);
          }
        }
        closeAllSessions(token.settings);
        expect((await newMaterial("EC_P256", "SIGN_VERIFY")).publicKey).not.toBeNull();
        closeAllSessions(token.settings);
        const ciphertext = hsm.encryptOaep(decrypter("RSA_2048"), Buffer.from("text"));
        closeAllSessions(token.settings);
        expect((await hsm.decryptOaep(decrypter("RSA_2048"), ciphertext)).toString()).toBe("text");
      });

      test("renewing the connection in the midst of signatures, decryptions and messages costs none of them", async () => {
        let asked = 0;
        const count = vi.spyOn(RenewalWatch.prototype, "isDue").mockImplementation(() => ++asked % 40 === 0);
        const renewed = vi.spyOn(RenewalWatch.prototype, "restart");
        try {
          await withCold(async (cold) => {
            const aes = await newMaterial("AES_256", "ENCRYPT_DECRYPT");
            const rounds = async (work: () => Promise<boolean>) => {
              // A renewal that waits for what is under way takes in those asked for meanwhile, so their number is the machine's.
              const isEnough = (round: number) => round >= 60 && (renewed.mock.calls.length > 2 || round >= 3000);
              for (let round = 0; !isEnough(round); round += 1) expect(await work()).toBe(true);
            };
            const signing = (spec: KeySpec, algorithm: SigningAlgorithm) => async () => {
              const message = randomBytes(20);
              const made = await cold.signDigest(signer(spec), algorithm, digestOf(algorithm, message));
              return isValidOutside(signer(spec), algorithm, message, made);
            };
            await Promise.all([
              ...[0, 1, 2].map(() => rounds(signing("EC_P256", "ECDSA_SHA_256"))),
              ...[0, 1, 2].map(() => rounds(signing("RSA_2048", "RSASSA_PSS_SHA_256"))),
              rounds(async () => {
                const plaintext = randomBytes(30);
                const ciphertext = cold.encryptOaep(decrypter("RSA_2048"), plaintext);
                return (await cold.decryptOaep(decrypter("RSA_2048"), ciphertext)).equals(plaintext);
              }),
              rounds(async () => {
                const message = { nonce: randomBytes(16), iv: randomBytes(12), aad: Buffer.from("renewal") };
                const { ciphertext, tag } = cold.encryptMessage(aes, message, Buffer.from("text"));
                await new Promise((resolve) => setImmediate(resolve));
                return cold.decryptMessage(aes, message, ciphertext, tag).toString() === "text";
              }),
            ]);
          });
          expect(renewed.mock.calls.length).toBeGreaterThan(2);
        } finally {
          count.mockRestore();
          renewed.mockRestore();
        }
      });

      test.each([
        ["is renewed by the objects it makes where the module keeps memory of them", 256 * 1024, 3],
        ["is never renewed where the module keeps nothing, whatever this process grows to", 0, 0],
      ] as const)("the connection %s", async (_what, keptPerObject, least) => {
        const renewed = vi.spyOn(RenewalWatch.prototype, "restart");
        const grown: Buffer[] = [];
        const opened = await openToken(token.settings, { keptPerObject });
        try {
          const aes = await newMaterial("AES_256", "ENCRYPT_DECRYPT");
          for (let round = 0; round < 128; round += 1) {
            const message = { nonce: randomBytes(16), iv: randomBytes(12), aad: Buffer.from("renewal") };
            const { ciphertext, tag } = opened.encryptMessage(aes, message, Buffer.from("text"));
            expect(opened.decryptMessage(aes, message, ciphertext, tag).toString()).toBe("text");
            grown.push(Buffer.alloc(512 * 1024, round));
          }
          expect(grown).toHaveLength(128);
          expect(renewed.mock.calls.length).toBeGreaterThanOrEqual(least);
          if (least === 0) expect(renewed).not.toHaveBeenCalled();
        } finally {
          await opened.close();
          renewed.mockRestore();
        }
      });

      test("closing waits for what is under way, and refuses what comes then", async () => {
        const leaving = await openToken(token.settings);
        const making = leaving.generateMaterial(newBinding("RSA_2048", "SIGN_VERIFY"));
        await new Promise((resolve) => setImmediate(resolve));
        const closing = leaving.close();
        expect((await making).publicKey).not.toBeNull();
        await closing;
        await expect(leaving.generateMaterial(newBinding("RSA_2048", "SIGN_VERIFY"))).rejects.toMatchObject({ code: "unavailable" });
        await expect(leaving.signDigest(signer("EC_P256"), "ECDSA_SHA_256", randomBytes(32))).rejects.toMatchObject({
          code: "unavailable",
        });
        hsm.checkHealth();
      });
    });

    describe("known answers of Project Wycheproof through the adapter", () => {
      const oaep = oaepVectors();
      const signatures = rsaSignatureVectors();

      test("the vectors that are not run are counted, each with its reason", () => {
        expect([oaep.run.length, oaep.skipped]).toEqual([29, { "has a label": 8 }]);
        expect([signatures.run.length, signatures.skipped]).toEqual([27, { "hash SHA-1": 8, "hash SHA-224": 8 }]);
      });

      test("RSA-OAEP 2048 opens exactly what it should", async () => {
        for (const vector of oaep.run) {
          const material = await bindKnownRsa(token.settings, newBinding("RSA_2048", "ENCRYPT_DECRYPT"), vector.privateKey);
          const opened = await hsm.decryptOaep(material, Buffer.from(vector.ct, "hex")).then(
            (plaintext) => plaintext.toString("hex"),
            (error: { code: string }) => error.code,
          );
          expect([vector.tcId, opened]).toEqual([vector.tcId, vector.result === "valid" ? vector.msg : "rsaDecryptionFailed"]);
        }
      });

      test("RSASSA-PKCS1-v1_5 gives exactly the published signatures", async () => {
        for (const vector of signatures.run) {
          const material = await bindKnownRsa(token.settings, newBinding("RSA_2048", "SIGN_VERIFY"), vector.privateKey);
          const algorithm = `RSASSA_PKCS1_V1_5_${vector.hash}` as const;
          const digest = digestOf(algorithm, Buffer.from(vector.msg, "hex"));
          const made = await hsm.signDigest(material, algorithm, digest);
          expect([vector.tcId, made.toString("hex")]).toEqual([vector.tcId, vector.sig]);
          expect(await hsm.verifyDigest(material, algorithm, digest, made)).toBe(true);
        }
      });
    });
  });
}

function newBinding(spec: KeySpec, usage: KeyUsage): MaterialBinding {
  const id = () => randomBytes(16).toString("hex");
  return { accountId: id(), projectId: id(), keyId: crypto.randomUUID(), version: 0, spec, usage, origin: "kms" };
}

function createOtherPublicKey(): Buffer {
  return generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ type: "spki", format: "der" });
}

function digestOf(algorithm: SigningAlgorithm, message: Uint8Array): Buffer {
  return createHash(HASHES[SIGNING_ALGORITHMS[algorithm].hash].nodeName).update(message).digest();
}

/** OpenSSL's word on a signature, as Node hands it on. */
function isValidOutside(material: BoundMaterial, algorithm: SigningAlgorithm, message: Uint8Array, signature: Uint8Array): boolean {
  const { scheme, hash } = SIGNING_ALGORITHMS[algorithm];
  const key = createPublicKey({ key: Buffer.from(material.publicKey ?? []), format: "der", type: "spki" });
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: HASHES[hash].bytes };
  return verify(HASHES[hash].nodeName, message, scheme === "pss" ? { key, ...pss } : key, signature);
}

/** Signatures that are nearly right. */
function spoil(signature: Buffer): Buffer[] {
  const last = signature.byteLength - 1;
  return [
    flip(signature),
    Buffer.from(signature).fill((signature[last] ?? 0) ^ 1, last),
    signature.subarray(1),
    signature.subarray(0, last),
    Buffer.concat([signature, Buffer.of(0)]),
    Buffer.concat([Buffer.of(0), signature]),
    Buffer.alloc(signature.byteLength),
    Buffer.alloc(signature.byteLength, 0xff),
    Buffer.alloc(0),
    randomBytes(600),
  ];
}

function flip(bytes: Uint8Array, at = bytes.byteLength >> 1): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

function edit(value: string | Uint8Array | null) {
  return typeof value === "string" ? `${value}0` : flip(value ?? Buffer.alloc(1));
}
