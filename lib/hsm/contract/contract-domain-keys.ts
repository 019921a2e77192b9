/**
 * What every token must do when one domain key takes the place of another: one suite, run on each token by configuration alone.
 * Invariant: what was wrapped before works after, until its domain key is destroyed, and never again then.
 */
import { createHash, randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import type { MaterialBinding, WrappedMaterial } from "#lib/domain/key";
import type { KeySpec, KeyUsage } from "#lib/domain/key-spec";
import { inspectToken } from "#lib/hsm/pkcs11/inspect";
import { openToken } from "#lib/hsm/pkcs11/open";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";
import type { BoundMaterial, Hsm } from "#lib/hsm/port";
import { removeSecretKey } from "../testing/disturb-token";
import { closeAllSessions } from "../testing/known-keys";
import { type Provision, provision, type TokenKind } from "../testing/provision";
import { wrapForImport } from "../testing/wrap-for-import";

export function describeDomainKeyContract(kind: TokenKind): void {
  describe(`domain keys and integrity keys on ${kind}`, () => {
    let token: Provision;
    let hsm: Hsm;
    /** A second worker, which has seen only the first domain key. */
    let other: Hsm;
    const removals: (() => void)[] = [];

    beforeEach(async () => {
      token = provision(kind);
      removals.push(token.remove);
      await initialiseToken(token.settings, { create: true, soPin: token.soPin });
      [hsm, other] = [await openToken(token.settings), await openToken(token.settings)];
    });
    afterEach(async () => {
      await hsm.close();
      await other.close();
    });
    afterAll(() => {
      for (const remove of removals) remove();
    });

    const newMaterial = async (spec: KeySpec = "AES_256", by = hsm): Promise<BoundMaterial> => {
      const binding = newBinding(spec);
      return { ...binding, ...(await by.generateMaterial(binding)) };
    };
    const rewrapped = async (material: BoundMaterial, by = hsm): Promise<BoundMaterial> => ({
      ...material,
      ...((await by.rewrapMaterial(material)) as WrappedMaterial),
    });

    test("there is one at first; a new one is what everything is wrapped under from then on, also by those who have not seen it made", async () => {
      expect([hsm.listDomainKeys(), other.listDomainKeys()]).toEqual([[1], [1]]);
      const before = await newMaterial();
      hsm.makeDomainKey(2, MADE_AT);
      const after = await newMaterial();
      expect([before.domainKey, after.domainKey]).toEqual([1, 2]);
      // Asked for nothing, the other worker meets what is wrapped under a key that it does not know.
      const message = newMessage();
      const { ciphertext, tag } = hsm.encryptMessage(after, message, Buffer.from("text"));
      expect(other.decryptMessage(after, message, ciphertext, tag).toString()).toBe("text");
      for (const worker of [hsm, other]) for (const material of [before, after]) roundTrip(worker, material);
      expect((await newMaterial("AES_256", other)).domainKey).toBe(2);
      expect(other.listDomainKeys()).toEqual([1, 2]);
    });

    test("a domain key is made once, after the newest and with the rights of the first", async () => {
      hsm.makeDomainKey(2, MADE_AT);
      other.makeDomainKey(2, MADE_AT);
      hsm.makeDomainKey(4, MADE_AT);
      expect(other.listDomainKeys()).toEqual([1, 2, 4]);
      expect([1, 2, 3, 4].map((generation) => other.domainKeyMadeAt(generation))).toEqual([null, MADE_AT, null, MADE_AT]);
      for (const wrong of [3, 0, -1, 1.5, 65_536]) expect(() => hsm.makeDomainKey(wrong, MADE_AT)).toThrow(RangeError);
      const objects = (await inspectToken(token.settings)).filter((object) => object.token && object.label.includes("domain key"));
      expect(objects.map(({ label }) => label).sort()).toEqual([
        "kms-console domain key",
        "kms-console domain key 2",
        "kms-console domain key 4",
      ]);
      for (const { label, ...rights } of objects) {
        expect(rights).toMatchObject({
          private: true,
          sensitive: true,
          alwaysSensitive: true,
          extractable: false,
          neverExtractable: true,
          usages: ["wrap", "unwrap"],
        });
      }
    });

    test("a token with several is opened, and is left as it is by its preparation, also when the first is gone", async () => {
      const material = await newMaterial();
      hsm.makeDomainKey(2, MADE_AT);
      const moved = await rewrapped(material);
      hsm.destroyDomainKey(1);
      expect(await initialiseToken(token.settings, { create: true, soPin: token.soPin })).toEqual({ created: false });
      const late = await openToken(token.settings);
      expect(late.listDomainKeys()).toEqual([2]);
      roundTrip(late, moved);
      await late.close();
    });

    test("material of every kind is the same under the next domain key, bound to its row anew, and leaves nothing in the token", async () => {
      const specs = ["AES_256", "HMAC_256", "HMAC_512", "RSA_2048", "EC_P256", "EC_P384"] as const;
      const materials = await Promise.all(specs.map((spec) => newMaterial(spec)));
      for (const material of materials) expect(await hsm.rewrapMaterial(material)).toBeNull();
      hsm.makeDomainKey(2, MADE_AT);
      for (const material of materials) {
        const before = await inspectToken(token.settings);
        const moved = await rewrapped(material);
        expect(await inspectToken(token.settings)).toEqual(before);
        expect(moved.domainKey).toBe(2);
        expect(moved.publicKey).toEqual(material.publicKey);
        expect(Buffer.compare(moved.wrapped, material.wrapped)).not.toBe(0);
        await expectSame(hsm, material, moved);
        expect(await other.rewrapMaterial(moved)).toBeNull();
        await expectSame(other, moved, material);
      }
    }, 60_000);

    test("a row that was edited is not re-wrapped, and which domain key wraps it cannot be edited either", async () => {
      const material = await newMaterial();
      hsm.makeDomainKey(2, MADE_AT);
      hsm.makeDomainKey(3, MADE_AT);
      const moved = await rewrapped(material);
      for (const edited of [
        { ...material, keyId: crypto.randomUUID() },
        { ...material, wrapped: (await newMaterial()).wrapped },
        { ...material, domainKey: 2 },
        { ...moved, domainKey: 1 },
        { ...moved, domainKey: 2 },
        { ...moved, wrapped: material.wrapped },
      ]) {
        if (edited.domainKey !== 3) await expect(hsm.rewrapMaterial(edited)).rejects.toMatchObject({ code: "materialIntegrity" });
        for (const worker of [hsm, other]) refuses(() => worker.encryptMessage(edited, newMessage(), Buffer.from("text")));
      }
      roundTrip(hsm, material);
      roundTrip(other, moved);
    });

    test("with its domain key a blob is dead, warm and cold, on every worker, and what was re-wrapped lives", async () => {
      const [secret, pair] = [await newMaterial(), await newMaterial("EC_P256")];
      const kept = await newMaterial();
      hsm.makeDomainKey(2, MADE_AT);
      const moved = await rewrapped(kept);
      for (const worker of [hsm, other]) {
        roundTrip(worker, secret);
        await worker.signDigest(pair, "ECDSA_SHA_256", DIGEST);
      }
      hsm.destroyDomainKey(1);
      // Another worker looks now and then; nothing of what is gone outlives its next look.
      expect(other.listDomainKeys()).toEqual([2]);
      for (const worker of [hsm, other]) {
        refuses(() => worker.encryptMessage(secret, newMessage(), Buffer.from("text")));
        await expect(worker.signDigest(pair, "ECDSA_SHA_256", DIGEST)).rejects.toMatchObject({ code: "materialIntegrity" });
        await expect(worker.rewrapMaterial(secret)).rejects.toMatchObject({ code: "materialIntegrity" });
        roundTrip(worker, moved);
      }
      const cold = await openToken(token.settings);
      refuses(() => cold.encryptMessage(secret, newMessage(), Buffer.from("text")));
      await cold.close();
      hsm.destroyDomainKey(1);
    });

    test("the newest domain key cannot be destroyed", () => {
      expect(() => hsm.destroyDomainKey(1)).toThrow(RangeError);
      hsm.makeDomainKey(2, MADE_AT);
      for (const generation of [2, 3]) expect(() => other.destroyDomainKey(generation)).toThrow(RangeError);
      expect(hsm.listDomainKeys()).toEqual([1, 2]);
    });

    test("a wrapping key that was given out before works after, until its domain key is destroyed", async () => {
      const key = await hsm.generateWrappingKey();
      hsm.makeDomainKey(2, MADE_AT);
      const secret = randomBytes(32);
      const encrypted = {
        algorithm: "RSAES_OAEP_SHA_256" as const,
        material: wrapForImport("RSAES_OAEP_SHA_256", key.publicKey, secret),
        privateKey: null,
      };
      const binding = newBinding("AES_256");
      const imported = await other.importMaterial(binding, key, encrypted);
      roundTrip(hsm, { ...binding, ...imported });
      expect([key.domainKey, (await hsm.generateWrappingKey()).domainKey]).toEqual([1, 2]);
      hsm.destroyDomainKey(1);
      await expect(hsm.importMaterial(binding, key, encrypted)).rejects.toMatchObject({ code: "materialIntegrity" });
    }, 60_000);

    test("a domain key that is nowhere is refused, and costs other callers nothing", async () => {
      const material = await newMaterial();
      hsm.makeDomainKey(2, MADE_AT);
      const moved = await rewrapped(material);
      // As after the restoration of a token that is older than the database.
      hsm.makeDomainKey(3, MADE_AT);
      const lost = await rewrapped(material);
      await removeSecretKey(token.settings, "kms-console domain key 3");
      await hsm.close();
      refuses(() => other.encryptMessage(lost, newMessage(), Buffer.from("text")));
      roundTrip(other, moved);
      for (let round = 0; round < 3; round += 1) {
        refuses(() => other.encryptMessage(lost, newMessage(), Buffer.from("text")));
        await expect(other.rewrapMaterial(lost)).rejects.toMatchObject({ code: "materialIntegrity" });
        expect(other.keysInUse()).toEqual([moved.keyId]);
      }
      expect((await newMaterial("AES_256", other)).domainKey).toBe(2);
      hsm = await openToken(token.settings, { observe: () => {} });
    });

    test("an integrity key authenticates once it is active, and what the ones before it have authenticated stays authentic", async () => {
      const data = randomBytes(100);
      const own = hsm.authenticate(data);
      const second = hsm.generateIntegrityKey(2);
      expect(hsm.authenticate(data)).toEqual(own);
      for (const worker of [hsm, other]) worker.acceptIntegrityKeys([second], 1);
      expect(hsm.authenticate(data)).toEqual(own);
      const before = await newMaterial();
      hsm.acceptIntegrityKeys([second], 2);
      const made = hsm.authenticate(data);
      expect(made).not.toEqual(own);
      for (const worker of [hsm, other]) {
        expect([own, made].map((mac) => worker.isAuthentic(data, mac))).toEqual([true, true]);
        expect(worker.isAuthentic(randomBytes(100), made)).toBe(false);
        expect([randomBytes(32), made.subarray(1), Buffer.alloc(0)].map((mac) => worker.isAuthentic(data, mac))).toEqual([
          false,
          false,
          false,
        ]);
      }
      const after = await newMaterial();
      const third = hsm.generateIntegrityKey(3);
      for (const worker of [hsm, other]) {
        worker.acceptIntegrityKeys([third, second], 3);
        for (const material of [before, after]) roundTrip(worker, material);
        expect([own, made].map((mac) => worker.isAuthentic(data, mac))).toEqual([true, true]);
      }
      // The sessions are made anew, and with them what was unwrapped.
      const last = hsm.authenticate(data);
      closeAllSessions(token.settings);
      expect(hsm.authenticate(data)).toEqual(last);
      expect(other.isAuthentic(data, last)).toBe(true);
      expect(() => hsm.acceptIntegrityKeys([second], 3)).toThrow(RangeError);
      expect(() => hsm.generateIntegrityKey(1)).toThrow(RangeError);
    });

    test("an integrity key can sign and verify in the sessions and nothing else, and moves to the next domain key", async () => {
      const second = hsm.generateIntegrityKey(2);
      const before = await inspectToken(token.settings);
      hsm.acceptIntegrityKeys([second], 2);
      const mac = hsm.authenticate(Buffer.from("data"));
      const after = await inspectToken(token.settings);
      expect(after.length).toBe(before.length + 1);
      expect(after.filter(({ label }) => label === "")).toMatchObject([
        { token: false, private: true, sensitive: true, extractable: false, usages: ["sign", "verify"] },
      ]);
      expect(hsm.rewrapIntegrityKey(second)).toBeNull();
      hsm.makeDomainKey(2, MADE_AT);
      const moved = hsm.rewrapIntegrityKey(second);
      expect(moved).toMatchObject({ version: 2, domainKey: 2 });
      hsm.destroyDomainKey(1);
      other.listDomainKeys();
      other.acceptIntegrityKeys([moved as NonNullable<typeof moved>], 2);
      expect(other.authenticate(Buffer.from("data"))).toEqual(mac);
    });

    test("no key's material passes for an integrity key, and no integrity key for another version", async () => {
      const hmac = await newMaterial("HMAC_256");
      const second = hsm.generateIntegrityKey(2);
      for (const wrong of [
        { ...second, wrapped: hmac.wrapped },
        { ...second, wrapped: hmac.wrapped, bindingMac: hmac.bindingMac },
        { ...second, version: 3 },
        { ...second, domainKey: 2 },
        { ...second, bindingMac: hsm.authenticate(second.wrapped) },
      ]) {
        refuses(() => hsm.acceptIntegrityKeys([wrong], wrong.version));
        expect(hsm.isAuthentic(Buffer.from("data"), hsm.authenticate(Buffer.from("data")))).toBe(true);
      }
      const passing = { ...newBinding("HMAC_256"), wrapped: second.wrapped, domainKey: 1, publicKey: null, bindingMac: second.bindingMac };
      refuses(() => hsm.generateMac(passing, "HMAC_SHA_256", Buffer.from("data")));
    });
  });
}

const MADE_AT = new Date("2027-03-04T05:06:07Z");
const DIGEST = createHash("sha256").update("digest").digest();

function newBinding(spec: KeySpec): MaterialBinding {
  const usage: KeyUsage = spec.startsWith("HMAC") ? "GENERATE_VERIFY_MAC" : spec.startsWith("EC") ? "SIGN_VERIFY" : "ENCRYPT_DECRYPT";
  const id = () => randomBytes(16).toString("hex");
  return { accountId: id(), projectId: id(), keyId: crypto.randomUUID(), version: 0, spec, usage, origin: "kms" };
}

function newMessage() {
  return { nonce: randomBytes(16), iv: randomBytes(12), aad: Buffer.from("contract") };
}

function roundTrip(hsm: Hsm, material: BoundMaterial): void {
  const message = newMessage();
  const { ciphertext, tag } = hsm.encryptMessage(material, message, Buffer.from("text"));
  expect(hsm.decryptMessage(material, message, ciphertext, tag).toString()).toBe("text");
}

/** What one does, the other undoes or repeats. */
async function expectSame(hsm: Hsm, one: BoundMaterial, other: BoundMaterial): Promise<void> {
  if (one.spec === "AES_256") {
    const message = newMessage();
    const { ciphertext, tag } = hsm.encryptMessage(one, message, Buffer.from("text"));
    expect(hsm.decryptMessage(other, message, ciphertext, tag).toString()).toBe("text");
  } else if (one.usage === "GENERATE_VERIFY_MAC") {
    const algorithm = one.spec === "HMAC_256" ? "HMAC_SHA_256" : "HMAC_SHA_512";
    expect(hsm.generateMac(one, algorithm, DIGEST)).toEqual(hsm.generateMac(other, algorithm, DIGEST));
  } else if (one.usage === "SIGN_VERIFY") {
    const [algorithm, digest] =
      one.spec === "EC_P384" ? (["ECDSA_SHA_384", createHash("sha384").digest()] as const) : (["ECDSA_SHA_256", DIGEST] as const);
    expect(await hsm.verifyDigest(other, algorithm, digest, await hsm.signDigest(one, algorithm, digest))).toBe(true);
  } else {
    expect(await hsm.decryptOaep(other, hsm.encryptOaep(one, Buffer.from("text")))).toEqual(Buffer.from("text"));
  }
}

function refuses(call: () => unknown): void {
  expect(call).toThrow(expect.objectContaining({ code: "materialIntegrity" }));
}
