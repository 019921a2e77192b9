/**
 * What every token must do for this product: one suite, run on each token by configuration alone.
 * Invariant: nothing in here knows which token it runs on.
 */
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KmsError } from "#lib/domain/errors";
import type { MaterialBinding } from "#lib/domain/key";
import { inspectToken } from "#lib/hsm/pkcs11/inspect";
import { openToken } from "#lib/hsm/pkcs11/open";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";
import { TokenStartError } from "#lib/hsm/pkcs11/token-start-error";
import type { BoundMaterial, Hsm } from "#lib/hsm/port";
import { addSecondAuditKey, removeAuditKeyPart } from "../testing/disturb-token";
import { closeAllSessions, cmacOf, gcmOf, gcmOpen } from "../testing/known-keys";
import type { Provision, TokenKind } from "../testing/provision";
import { provision } from "../testing/provision";
import { cmacVectors, gcmVectors } from "../testing/vectors";

export function describeContract(kind: TokenKind): void {
  describe(`the HSM port on ${kind}`, () => {
    let token: Provision;
    let hsm: Hsm;

    beforeAll(async () => {
      token = provision(kind);
      expect(await initialiseToken(token.settings, { create: true, soPin: token.soPin })).toEqual({ created: true });
      hsm = await openToken(token.settings, { observe: () => {} });
    });
    afterAll(() => {
      hsm?.close();
      token?.remove();
    });

    /** A second worker: nothing of the first one's is warm in it. */
    async function withCold<T>(use: (cold: Hsm) => T | Promise<T>, cacheEntries?: number): Promise<T> {
      const cold = await openToken(token.settings, cacheEntries === undefined ? {} : { cacheEntries });
      try {
        return await use(cold);
      } finally {
        await cold.close();
      }
    }
    const newMaterial = async (binding = newBinding()): Promise<BoundMaterial> => ({
      ...binding,
      ...(await hsm.generateMaterial(binding)),
    });

    test("what is unwrapped of a key is destroyed when asked for, and unwrapped anew when it is used again", async () => {
      await withCold(async (cold) => {
        const [one, other] = [await newMaterial(), await newMaterial()];
        const message = { nonce: randomBytes(16), iv: randomBytes(12), aad: randomBytes(8) };
        const sealed = cold.encryptMessage(one, message, Buffer.from("kept"));
        cold.encryptMessage(other, message, Buffer.from("other"));
        expect(cold.keysInUse().sort()).toEqual([one.keyId, other.keyId].sort());
        cold.forgetMaterial([one.keyId, "unknown"]);
        expect(cold.keysInUse()).toEqual([other.keyId]);
        expect(cold.decryptMessage(one, message, sealed.ciphertext, sealed.tag).toString()).toBe("kept");
        expect(cold.keysInUse().sort()).toEqual([one.keyId, other.keyId].sort());
      });
    });

    describe("starting", () => {
      test("a token that is ready is left as it is", async () => {
        const before = await inspectToken(token.settings);
        expect(await initialiseToken(token.settings, { create: true, soPin: token.soPin })).toEqual({ created: false });
        expect(await initialiseToken(token.settings, { create: false })).toEqual({ created: false });
        expect(await inspectToken(token.settings)).toEqual(before);
      });

      test("the description names the token and holds no secret", () => {
        expect(hsm.description).toMatchObject({ label: token.settings.tokenLabel, oaepSha256InToken: expect.any(Boolean) });
        expect(JSON.stringify(hsm.description)).not.toContain(token.settings.pin);
      });

      test.each([
        ["a wrong PIN", { pin: "wrong-9876" }, /PIN/],
        ["a missing module", { modulePath: "/nowhere/libmodule.so" }, /\/nowhere\/libmodule\.so does not exist/],
        ["a module that is none", { modulePath: import.meta.filename }, /cannot be loaded as a PKCS#11 module/],
        ["a missing label", { tokenLabel: "no-such-token" }, /No token is labelled "no-such-token"/],
      ])("%s is refused with a sentence that says what to do", async (_name, wrong, sentence) => {
        // A sign-in belongs to the whole process, so a PIN is looked at only while nobody is signed in.
        await hsm.close();
        const settings = { ...token.settings, ...wrong };
        for (const start of [() => openToken(settings), () => initialiseToken(settings, { create: false })]) {
          const error = await start().then(
            () => null,
            (reason: unknown) => reason,
          );
          expect(error).toBeInstanceOf(TokenStartError);
          expect((error as Error).message).toMatch(sentence);
          expect((error as Error).message).not.toContain(settings.pin);
        }
        hsm = await openToken(token.settings, { observe: () => {} });
      });
    });

    describe("a token that is not as it should be", () => {
      test.each(["private", "both"] as const)("a missing audit key (%s) stops the start, and initialising makes it", async (half) => {
        await removeAuditKeyPart(token.settings, half);
        await expect(openToken(token.settings)).rejects.toThrow(/^The token holds no "kms-console audit key"/);
        expect(await initialiseToken(token.settings, { create: false })).toEqual({ created: true });
        const labels = (await inspectToken(token.settings)).filter((object) => object.token).map((object) => object.label);
        expect(labels.filter((label) => label === "kms-console audit key").length).toBe(2);
        expect(labels.length).toBe(5);
        await withCold((cold) => cold.checkHealth());
      });

      test("an audit key without its public half stops the start, and is not replaced", async () => {
        await removeAuditKeyPart(token.settings, "public");
        await expect(openToken(token.settings)).rejects.toThrow(/lacks its public half/);
        await expect(initialiseToken(token.settings, { create: false })).rejects.toThrow(/lacks its public half/);
        await removeAuditKeyPart(token.settings, "both");
        expect(await initialiseToken(token.settings, { create: false })).toEqual({ created: true });
      });

      test("one label on two keys stops the start, and neither key is removed", async () => {
        const remove = await addSecondAuditKey(token.settings);
        try {
          await expect(openToken(token.settings)).rejects.toThrow(/more than one "kms-console audit key"/);
          await expect(initialiseToken(token.settings, { create: true, soPin: token.soPin })).rejects.toThrow(/more than one/);
          expect((await inspectToken(token.settings)).filter((object) => object.token).length).toBe(7);
        } finally {
          await remove();
        }
        await withCold((cold) => cold.checkHealth());
      });

      test("a key under our label with more rights than we give stops the start", async () => {
        await removeAuditKeyPart(token.settings, "both");
        const remove = await addSecondAuditKey(token.settings, { extractable: true });
        try {
          await expect(openToken(token.settings)).rejects.toThrow(/other attributes/);
        } finally {
          await remove();
        }
        expect(await initialiseToken(token.settings, { create: false })).toEqual({ created: true });
      });
    });

    describe("key material", () => {
      test("nothing is left in the token when material has been generated", async () => {
        const before = await inspectToken(token.settings);
        await newMaterial();
        expect(await inspectToken(token.settings)).toEqual(before);
      });

      test("no object is extractable, none has two roles, and material in use can only derive", async () => {
        const material = await newMaterial();
        const before = await inspectToken(token.settings);
        hsm.encryptMessage(material, newMessage(), Buffer.from("warm"));
        const after = await inspectToken(token.settings);
        expect(after.length).toBe(before.length + 1);
        for (const object of after) {
          expect(ROLES).toContain(object.usages.join("+"));
          if (object.class === "public key") continue;
          expect(object).toMatchObject({ sensitive: true, extractable: false, private: true });
          if (object.token) expect(object).toMatchObject({ alwaysSensitive: true, neverExtractable: true });
        }
        expect(
          after
            .filter((object) => object.token)
            .map((object) => `${object.label}: ${object.usages.join("+")}`)
            .sort(),
        ).toEqual([
          "kms-console audit key: sign",
          "kms-console audit key: verify",
          "kms-console domain key: wrap+unwrap",
          "kms-console integrity key: sign+verify",
          "kms-console sealing key: encrypt+decrypt",
        ]);
        const inSessions = after.filter((object) => !object.token);
        expect(new Set(inSessions.map((object) => `${object.label}: ${object.usages.join("+")}`))).toEqual(
          new Set([
            ": derive",
            // Copies to work with, one for each connection.
            "kms-console domain key: wrap+unwrap",
            "kms-console integrity key: sign+verify",
            "kms-console sealing key: encrypt+decrypt",
          ]),
        );
      });

      test("each key has material of its own, 40 wrapped bytes and a MAC of 32", async () => {
        const binding = newBinding();
        const [one, two] = [await hsm.generateMaterial(binding), await hsm.generateMaterial(binding)];
        expect([one.wrapped.byteLength, one.bindingMac.byteLength]).toEqual([40, 32]);
        expect(Buffer.compare(one.wrapped, two.wrapped)).not.toBe(0);
      });

      test.each(["accountId", "projectId", "keyId", "version", "spec", "usage", "origin", "wrapped", "publicKey", "bindingMac"] as const)(
        "a row whose %s was edited is refused, cold and warm, and the true row goes on working",
        async (field) => {
          const material = await newMaterial();
          const edited = edit(material, field);
          const [message, text] = [newMessage(), Buffer.from("text")];
          await withCold((cold) => refuses(() => cold.encryptMessage(edited, message, text), "materialIntegrity"));
          const { ciphertext, tag } = hsm.encryptMessage(material, message, text);
          refuses(() => hsm.encryptMessage(edited, message, text), "materialIntegrity");
          refuses(() => hsm.decryptMessage(edited, message, ciphertext, tag), "materialIntegrity");
          expect(hsm.decryptMessage(material, message, ciphertext, tag)).toEqual(text);
        },
      );

      test("blobs swapped between two rows are refused, cold and warm", async () => {
        const [one, two] = [await newMaterial(), await newMaterial()];
        const text = Buffer.from("text");
        const swapped = { ...one, wrapped: two.wrapped };
        const swappedWhole = { ...one, wrapped: two.wrapped, bindingMac: two.bindingMac };
        for (const row of [swapped, swappedWhole]) {
          await withCold((cold) => refuses(() => cold.encryptMessage(row, newMessage(), text), "materialIntegrity"));
          for (const warm of [one, two]) hsm.encryptMessage(warm, newMessage(), text);
          refuses(() => hsm.encryptMessage(row, newMessage(), text), "materialIntegrity");
        }
      });

      test("changing the bytes of a row after its use does not change what is kept", async () => {
        const material = await newMaterial();
        const row = { ...material, wrapped: Buffer.from(material.wrapped) };
        hsm.encryptMessage(row, newMessage(), Buffer.from("warm"));
        row.wrapped[0] = (row.wrapped[0] ?? 0) ^ 1;
        refuses(() => hsm.encryptMessage(row, newMessage(), Buffer.from("text")), "materialIntegrity");
      });

      test("a worker keeps no more handles than it may, and an evicted key still works", async () => {
        const materials = await Promise.all(Array.from({ length: 5 }, () => newMaterial()));
        const before = (await inspectToken(token.settings)).length;
        await withCold(async (small) => {
          const opened = (await inspectToken(token.settings)).length;
          for (let round = 0; round < 2; round += 1) {
            for (const material of materials) roundTrip(small, material, randomBytes(100));
            expect((await inspectToken(token.settings)).length).toBe(opened + 2);
          }
        }, 2);
        expect((await inspectToken(token.settings)).length).toBe(before);
      });
    });

    describe("messages", () => {
      test("what was encrypted is decrypted, by another worker too", async () => {
        const material = await newMaterial();
        await withCold((cold) => {
          const bytes = fc.uint8Array({ minLength: 1, maxLength: 4200 });
          const property = fc.property(bytes, fc.uint8Array({ minLength: 1, maxLength: 300 }), (plaintext, aad) => {
            const message = { ...newMessage(), aad };
            const { ciphertext, tag } = hsm.encryptMessage(material, message, plaintext);
            expect([ciphertext.byteLength, tag.byteLength]).toEqual([plaintext.byteLength, 16]);
            expect(Buffer.compare(cold.decryptMessage(material, message, ciphertext, tag), plaintext)).toBe(0);
          });
          fc.assert(property, { numRuns: 60 });
        });
      });

      test("a change of any bit of ciphertext, tag, IV, nonce or AAD is an invalid ciphertext", async () => {
        const material = await newMaterial();
        const whole = { ...newMessage(), aad: randomBytes(40) };
        const made = hsm.encryptMessage(material, whole, randomBytes(64));
        const parts = { ...whole, ...made };
        const part = fc
          .constantFrom("ciphertext", "tag", "iv", "nonce", "aad")
          .chain((name) => fc.tuple(fc.constant(name as keyof typeof parts), fc.nat(parts[name as keyof typeof parts].byteLength * 8 - 1)));
        const property = fc.property(part, ([name, bit]) => {
          const changed = { ...parts, [name]: flipBit(parts[name], bit) };
          refuses(() => hsm.decryptMessage(material, changed, changed.ciphertext, changed.tag), "ciphertextInvalid");
        });
        fc.assert(property, { numRuns: 150 });
        expect(hsm.decryptMessage(material, whole, made.ciphertext, made.tag).byteLength).toBe(64);
      });

      test("another key, a cut, an extended or an empty ciphertext, and parts of a wrong length are an invalid ciphertext", async () => {
        const [material, other] = [await newMaterial(), await newMaterial()];
        const message = newMessage();
        const { ciphertext, tag } = hsm.encryptMessage(material, message, randomBytes(33));
        const open = (row: BoundMaterial, parts = message, body: Uint8Array = ciphertext, mac: Uint8Array = tag) =>
          refuses(() => hsm.decryptMessage(row, parts, body, mac), "ciphertextInvalid");
        open(other);
        open(material, message, ciphertext.subarray(1));
        open(material, message, Buffer.concat([ciphertext, Buffer.of(0)]));
        open(material, message, Buffer.alloc(0));
        open(material, message, ciphertext, tag.subarray(1));
        open(material, { ...message, iv: randomBytes(16) });
        open(material, { ...message, nonce: randomBytes(12) });
      });

      test("a message without bytes, without AAD, or with a nonce or IV of a wrong length is a mistake of the caller, and harms nothing", async () => {
        const material = await newMaterial();
        const message = newMessage();
        const text = Buffer.from("text");
        expect(() => hsm.encryptMessage(material, message, Buffer.alloc(0))).toThrow(RangeError);
        expect(() => hsm.encryptMessage(material, { ...message, aad: Buffer.alloc(0) }, text)).toThrow(RangeError);
        expect(() => hsm.encryptMessage(material, { ...message, iv: randomBytes(11) }, text)).toThrow(RangeError);
        expect(() => hsm.encryptMessage(material, { ...message, nonce: randomBytes(15) }, text)).toThrow(RangeError);
        roundTrip(hsm, material, text);
      });

      test("messages leave nothing in the token, whether they open or not", async () => {
        const material = await newMaterial();
        const message = newMessage();
        const { ciphertext, tag } = hsm.encryptMessage(material, message, Buffer.from("warm"));
        const before = await inspectToken(token.settings);
        for (let round = 0; round < 20; round += 1) {
          hsm.encryptMessage(material, newMessage(), randomBytes(50));
          refuses(() => hsm.decryptMessage(material, message, ciphertext, flipBit(tag, round)), "ciphertextInvalid");
          expect(() => hsm.encryptMessage(material, message, Buffer.alloc(0))).toThrow(RangeError);
        }
        expect(await inspectToken(token.settings)).toEqual(before);
      });
    });

    describe("MACs, sealing, random bytes and health", () => {
      test("a MAC is the same on every worker, and true for its data alone", async () => {
        const data = randomBytes(5000);
        const mac = hsm.authenticate(data);
        expect(mac.byteLength).toBe(32);
        await withCold((cold) => expect(cold.isAuthentic(data, mac)).toBe(true));
        expect(hsm.isAuthentic(flipBit(data, 7), mac)).toBe(false);
        expect(hsm.isAuthentic(data, flipBit(mac, 255))).toBe(false);
        expect(hsm.isAuthentic(data, mac.subarray(0, 31))).toBe(false);
        expect(hsm.isAuthentic(data, Buffer.alloc(0))).toBe(false);
      });

      test("a seal's MAC is the same for every worker, and another for another purpose or other data", async () => {
        const data = randomBytes(50);
        const mac = hsm.sealMac("row", data);
        expect(mac.byteLength).toBe(32);
        await withCold((cold) => expect(cold.sealMac("row", data)).toEqual(mac));
        expect(hsm.sealMac("row", Buffer.alloc(0)).byteLength).toBe(32);
        const others = [hsm.sealMac("rows", data), hsm.sealMac("ro", Buffer.concat([Buffer.from("w"), data])), hsm.authenticate(data)];
        for (const other of [...others, flipBit(mac, 255), mac.subarray(0, 31), Buffer.alloc(0)]) {
          expect(other.equals(mac)).toBe(false);
          expect(hsm.isSealMac("row", data, other)).toBe(false);
        }
        expect(hsm.isSealMac("row", data, mac)).toBe(true);
        expect(() => hsm.sealMac("", data)).toThrow(RangeError);
      });

      test("a sealed secret opens under its label alone, and only unchanged", async () => {
        const secret = randomBytes(40);
        const sealed = hsm.seal("access-key/1", secret);
        expect(sealed.byteLength).toBe(1 + 12 + 16 + 40);
        expect(hsm.seal("access-key/1", secret).equals(sealed)).toBe(false);
        await withCold((cold) => expect(cold.unseal("access-key/1", sealed)).toEqual(secret));
        refuses(() => hsm.unseal("access-key/2", sealed), "materialIntegrity");
        fc.assert(
          fc.property(fc.nat(sealed.byteLength * 8 - 1), (bit) =>
            refuses(() => hsm.unseal("access-key/1", flipBit(sealed, bit)), "materialIntegrity"),
          ),
        );
        for (const length of [0, 1, 29, 68]) refuses(() => hsm.unseal("access-key/1", sealed.subarray(0, length)), "materialIntegrity");
      });

      test("random bytes have the length asked for and do not repeat", () => {
        const drawn = Array.from({ length: 200 }, () => hsm.randomBytes(16).toString("hex"));
        expect(new Set(drawn).size).toBe(200);
        expect(hsm.randomBytes(1).byteLength).toBe(1);
        expect(() => hsm.randomBytes(0)).toThrow(RangeError);
      });

      test("nonces never repeat, whatever their length, across the portions in which they are fetched", () => {
        const drawn = Array.from({ length: 2_000 }, (_, index) => hsm.nonceBytes(16 + (index % 13)));
        expect(drawn.every((nonce, index) => nonce.byteLength === 16 + (index % 13))).toBe(true);
        expect(new Set(drawn.map((nonce) => nonce.toString("hex").slice(0, 32))).size).toBe(drawn.length);
        expect(hsm.nonceBytes(10_000).byteLength).toBe(10_000);
      });
    });

    describe("trouble", () => {
      test("sessions closed behind the worker's back are opened again, with all keys", async () => {
        const material = await newMaterial();
        const message = newMessage();
        const made = hsm.encryptMessage(material, message, Buffer.from("text"));
        const sealed = hsm.seal("label", Buffer.from("secret"));
        const calls = [
          () => hsm.decryptMessage(material, message, made.ciphertext, made.tag),
          () => hsm.unseal("label", sealed),
          () => hsm.authenticate(Buffer.from("data")),
          () => hsm.checkHealth(),
          () => hsm.randomBytes(8),
          () => hsm.generateMaterial(newBinding()),
        ];
        for (const call of calls) {
          closeAllSessions(token.settings);
          await call();
          expect(hsm.decryptMessage(material, message, made.ciphertext, made.tag)).toEqual(Buffer.from("text"));
        }
      });

      test("after close every call says that the service is not available", async () => {
        const material = await newMaterial();
        const closed = await openToken(token.settings);
        closed.close();
        closed.close();
        refuses(() => closed.checkHealth(), "unavailable");
        refuses(() => closed.authenticate(Buffer.from("data")), "unavailable");
        refuses(() => closed.sealMac("row", Buffer.from("data")), "unavailable");
        refuses(() => closed.encryptMessage(material, newMessage(), Buffer.from("text")), "unavailable");
        await expect(closed.generateMaterial(newBinding())).rejects.toMatchObject({ code: "unavailable" });
        hsm.checkHealth();
      });
    });

    describe("known answers of Project Wycheproof through the token", () => {
      const gcm = gcmVectors();
      const cmac = cmacVectors();

      test("the vectors that are not run are counted, each with its reason", () => {
        expect([gcm.run.length, gcm.skipped]).toEqual([64, { "not AES-256": 211, "IV is not 96 bits": 39, "empty message": 2 }]);
        expect([cmac.run.length, cmac.skipped]).toEqual([74, { "not AES-256": 209, "empty message": 28 }]);
      });

      test("AES-256-GCM gives and takes exactly the published ciphertexts", () => {
        for (const vector of gcm.run) {
          const [key, iv, aad, message, ciphertext, tag] = [vector.key, vector.iv, vector.aad, vector.msg, vector.ct, vector.tag].map(
            fromHex,
          ) as Six;
          const opened = attempt(() => gcmOpen(token.settings, key, iv, aad, ciphertext, tag));
          const made = gcmOf(token.settings, key, iv, aad, message);
          const sealed = Buffer.concat([ciphertext, tag]);
          expect([vector.tcId, made.equals(sealed), opened?.equals(message) ?? false]).toEqual([vector.tcId, ...expected(vector.result)]);
        }
      });

      test("AES-256-CMAC gives exactly the published MACs", () => {
        for (const vector of cmac.run) {
          const made = cmacOf(token.settings, fromHex(vector.key), fromHex(vector.msg));
          expect([vector.tcId, made.equals(fromHex(vector.tag))]).toEqual([vector.tcId, vector.result === "valid"]);
        }
      });
    });
  });
}

/** The roles an object may have; any other mixture is two roles. */
const ROLES = ["sign", "verify", "wrap+unwrap", "sign+verify", "encrypt+decrypt", "derive"];

type Six = [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer];
const fromHex = (text: string) => Buffer.from(text, "hex");
const expected = (result: string) => (result === "valid" ? [true, true] : [false, false]);

function newBinding(): MaterialBinding {
  const id = () => randomBytes(16).toString("hex");
  return {
    accountId: id(),
    projectId: id(),
    keyId: crypto.randomUUID(),
    version: 0,
    spec: "AES_256",
    usage: "ENCRYPT_DECRYPT",
    origin: "kms",
  };
}

function newMessage() {
  return { nonce: randomBytes(16), iv: randomBytes(12), aad: Buffer.from("contract") };
}

function roundTrip(hsm: Hsm, material: BoundMaterial, plaintext: Uint8Array): void {
  const message = newMessage();
  const { ciphertext, tag } = hsm.encryptMessage(material, message, plaintext);
  expect(Buffer.compare(hsm.decryptMessage(material, message, ciphertext, tag), plaintext)).toBe(0);
}

function edit(material: BoundMaterial, field: keyof BoundMaterial): BoundMaterial {
  const value = material[field];
  if (typeof value === "number") return { ...material, [field]: value + 1 };
  return { ...material, [field]: typeof value === "string" ? `${value}0` : flipBit(value ?? Buffer.alloc(1), 3) };
}

function flipBit(bytes: Uint8Array, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

function refuses(call: () => unknown, code: KmsError["code"]): void {
  let caught: unknown = null;
  try {
    call();
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(KmsError);
  expect((caught as KmsError).code).toBe(code);
}

function attempt<T>(call: () => T): T | null {
  try {
    return call();
  } catch {
    return null;
  }
}
