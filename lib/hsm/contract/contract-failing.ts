/**
 * What must hold on every token whose calls fail, one of them or many: an answer is right or `unavailable`, and nothing is closed under
 * a call. Invariant: nothing in here knows which token it runs on; how thorough it is, its caller says.
 */
import { constants, createPrivateKey, createPublicKey, generateKeyPairSync, publicEncrypt, randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { MaterialBinding } from "#lib/domain/key";
import type { KeySpec, KeyUsage } from "#lib/domain/key-spec";
import { type OpenedToken, openToken, PinRefusedError, type TokenEvent, type TokenSettings } from "#lib/hsm/pkcs11/open";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";
import type { BoundMaterial, WrappingKey } from "#lib/hsm/port";
import { changePin } from "../testing/change-pin";
import { removeSecretKey } from "../testing/disturb-token";
import { type FailingToken, failingToken } from "../testing/failing-token";
import { type Provision, provision, type TokenKind } from "../testing/provision";
import { keyWrapPadded, wrapForImport } from "../testing/wrap-for-import";

/** PKCS#11 v2.40 §5.1, the values a token in trouble gives. */
const TROUBLE = {
  CKR_HOST_MEMORY: 0x2,
  CKR_GENERAL_ERROR: 0x5,
  CKR_FUNCTION_FAILED: 0x6,
  CKR_DEVICE_ERROR: 0x30,
  CKR_DEVICE_MEMORY: 0x31,
  CKR_KEY_HANDLE_INVALID: 0x60,
  CKR_OBJECT_HANDLE_INVALID: 0x82,
  CKR_OPERATION_ACTIVE: 0x90,
  CKR_SESSION_HANDLE_INVALID: 0xb3,
} as const;
const ANY = Object.values(TROUBLE).join(",");
const CKR_PIN_INCORRECT = 0xa0;

type Trouble = keyof typeof TROUBLE;

/** @param troubles which of them calls meet */
export function describeFailing(kind: TokenKind, troubles: readonly Trouble[] = Object.keys(TROUBLE) as Trouble[]): void {
  /** The first of so many calls in every way, once with the call made and only its answer lost; the last of them in some ways. */
  const failuresOf = (count: number) => [
    ...troubles.map((trouble) => ({ trouble, nth: 1, what: "fail" })),
    { trouble: "CKR_DEVICE_ERROR" as const, nth: 1, what: "after" },
    { trouble: "CKR_GENERAL_ERROR" as const, nth: count, what: "fail" },
    { trouble: "CKR_SESSION_HANDLE_INVALID" as const, nth: count, what: "fail" },
  ];

  let token: Provision;
  let faults: FailingToken;
  let settings: TokenSettings;
  let hsm: OpenedToken;
  let rows: Record<"aes" | "mac" | "ec" | "rsa", BoundMaterial>;
  let wrappingKey: WrappingKey;

  beforeAll(async () => {
    token = provision(kind);
    faults = failingToken(token.settings.modulePath);
    settings = { ...token.settings, modulePath: faults.modulePath };
    await initialiseToken(settings, { create: true, soPin: token.soPin });
    hsm = await openToken(settings);
    rows = {
      aes: await newMaterial("AES_256", "ENCRYPT_DECRYPT"),
      mac: await newMaterial("HMAC_256", "GENERATE_VERIFY_MAC"),
      ec: await newMaterial("EC_P256", "SIGN_VERIFY"),
      rsa: await newMaterial("RSA_2048", "ENCRYPT_DECRYPT"),
    };
    wrappingKey = await hsm.generateWrappingKey();
  });
  afterAll(async () => {
    faults?.rule();
    await hsm?.close();
    token?.remove();
    faults?.remove();
  });
  beforeEach(() => faults.forget());
  afterEach(() => {
    faults.rule();
    expect(faults.violations()).toEqual([]);
  });

  function newBinding(spec: KeySpec, usage: KeyUsage): MaterialBinding {
    const id = () => randomBytes(16).toString("hex");
    return { accountId: id(), projectId: id(), keyId: crypto.randomUUID(), version: 0, spec, usage, origin: "kms" };
  }

  async function newMaterial(spec: KeySpec, usage: KeyUsage): Promise<BoundMaterial> {
    const binding = newBinding(spec, usage);
    return { ...binding, ...(await hsm.generateMaterial(binding)) };
  }

  const forgetAll = () => hsm.forgetMaterial(Object.values(rows).map((row) => row.keyId));
  const newMessage = () => ({ nonce: randomBytes(16), iv: randomBytes(12), aad: Buffer.from("context") });

  /** One use of the port: what is prepared on a token that is well, and what must be right on one that is not. */
  type Use = readonly [name: string, prepare: () => Promise<() => Promise<void>>];

  const USES: readonly Use[] = [
    [
      "encryption",
      async () => {
        const message = newMessage();
        return async () => {
          const made = hsm.encryptMessage(rows.aes, message, Buffer.from("text"));
          faults.rule();
          expect(hsm.decryptMessage(rows.aes, message, made.ciphertext, made.tag).toString()).toBe("text");
        };
      },
    ],
    [
      "decryption",
      async () => {
        const message = newMessage();
        const made = hsm.encryptMessage(rows.aes, message, Buffer.from("text"));
        return async () => expect(hsm.decryptMessage(rows.aes, message, made.ciphertext, made.tag).toString()).toBe("text");
      },
    ],
    [
      "decryption in another context",
      async () => {
        const message = newMessage();
        const made = hsm.encryptMessage(rows.aes, message, Buffer.from("text"));
        const elsewhere = { ...message, aad: Buffer.from("other context") };
        return async () =>
          expect(() => hsm.decryptMessage(rows.aes, elsewhere, made.ciphertext, made.tag)).toThrow(code("ciphertextInvalid"));
      },
    ],
    [
      "a secret sealed and opened",
      async () => async () => expect(hsm.unseal("label", hsm.seal("label", Buffer.from("secret"))).toString()).toBe("secret"),
    ],
    [
      "a sealed secret under another label",
      async () => {
        const sealed = hsm.seal("label", Buffer.from("secret"));
        return async () => expect(() => hsm.unseal("other", sealed)).toThrow(code("materialIntegrity"));
      },
    ],
    [
      "authentication",
      async () => {
        const mac = hsm.authenticate(Buffer.from("data"));
        return async () => {
          expect(hsm.isAuthentic(Buffer.from("data"), mac)).toBe(true);
          expect(hsm.isAuthentic(Buffer.from("date"), mac)).toBe(false);
        };
      },
    ],
    [
      "a MAC of an HMAC key",
      async () => {
        const mac = hsm.generateMac(rows.mac, "HMAC_SHA_256", Buffer.from("message"));
        return async () => expect(hsm.generateMac(rows.mac, "HMAC_SHA_256", Buffer.from("message"))).toEqual(mac);
      },
    ],
    ["random bytes", async () => async () => expect(hsm.randomBytes(32).byteLength).toBe(32)],
    ["the question after its health", async () => async () => hsm.checkHealth()],
    [
      "the making of a secret key",
      async () => async () => {
        const made = await newMaterial("AES_256", "ENCRYPT_DECRYPT");
        faults.rule();
        hsm.encryptMessage(made, newMessage(), Buffer.from("text"));
      },
    ],
    [
      "the making of a key pair",
      async () => async () => {
        const made = await newMaterial("EC_P256", "SIGN_VERIFY");
        faults.rule();
        const digest = randomBytes(32);
        const signature = await hsm.signDigest(made, "ECDSA_SHA_256", digest);
        expect(await hsm.verifyDigest(made, "ECDSA_SHA_256", digest, signature)).toBe(true);
      },
    ],
    [
      "the making of a data key pair",
      async () => async () => {
        const { publicKey, privateKey } = await hsm.generateDataKeyPair("ECC_NIST_P384");
        const own = createPublicKey(createPrivateKey({ key: privateKey, format: "der", type: "pkcs8" }));
        expect(own.export({ type: "spki", format: "der" })).toEqual(publicKey);
      },
    ],
    [
      "a signature made and verified",
      async () => async () => {
        const digest = randomBytes(32);
        const signature = await hsm.signDigest(rows.ec, "ECDSA_SHA_256", digest);
        expect(await hsm.verifyDigest(rows.ec, "ECDSA_SHA_256", digest, signature)).toBe(true);
      },
    ],
    [
      "a signature over something else",
      async () => {
        const signature = await hsm.signDigest(rows.ec, "ECDSA_SHA_256", randomBytes(32));
        return async () => expect(await hsm.verifyDigest(rows.ec, "ECDSA_SHA_256", randomBytes(32), signature)).toBe(false);
      },
    ],
    [
      "RSA decryption",
      async () => {
        const ciphertext = hsm.encryptOaep(rows.rsa, Buffer.from("text"));
        return async () => expect((await hsm.decryptOaep(rows.rsa, ciphertext)).toString()).toBe("text");
      },
    ],
    [
      "RSA decryption of what was encrypted otherwise",
      async () => {
        const key = createPublicKey({ key: Buffer.from(rows.rsa.publicKey ?? []), format: "der", type: "spki" });
        const ciphertext = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from("text"));
        return () => expect(hsm.decryptOaep(rows.rsa, ciphertext)).rejects.toThrow(code("rsaDecryptionFailed"));
      },
    ],
    // SHA-1 is unwrapped in the token, SHA-256 in the host.
    ...(["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"] as const).flatMap((algorithm): Use[] => [
      [
        `an import under ${algorithm}`,
        async () => {
          const binding = newBinding("AES_256", "ENCRYPT_DECRYPT");
          const material = wrapForImport(algorithm, wrappingKey.publicKey, randomBytes(32));
          return async () => {
            const made = await hsm.importMaterial(binding, wrappingKey, { algorithm, material, privateKey: null });
            faults.rule();
            const again = await hsm.importMaterial(binding, wrappingKey, { algorithm, material, privateKey: null });
            expect(made.checkValue).toEqual(again.checkValue);
          };
        },
      ],
      [
        `an import under ${algorithm} of what does not unwrap`,
        async () => {
          const material = Buffer.from(wrapForImport(algorithm, wrappingKey.publicKey, randomBytes(32)));
          material[100] = (material[100] ?? 0) ^ 1;
          const binding = newBinding("AES_256", "ENCRYPT_DECRYPT");
          return () =>
            expect(hsm.importMaterial(binding, wrappingKey, { algorithm, material, privateKey: null })).rejects.toThrow(
              code("importUnwrapFailed"),
            );
        },
      ],
    ]),
    [
      "the import of a key pair",
      async () => {
        const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
        const temporary = randomBytes(32);
        const privateKey = keyWrapPadded(temporary, pair.privateKey.export({ type: "pkcs8", format: "der" }));
        const algorithm = "RSAES_OAEP_SHA_256";
        const material = wrapForImport(algorithm, wrappingKey.publicKey, temporary);
        const binding = newBinding("EC_P256", "SIGN_VERIFY");
        return async () => {
          const made = await hsm.importMaterial(binding, wrappingKey, { algorithm, material, privateKey });
          expect(made.publicKey).toEqual(pair.publicKey.export({ type: "spki", format: "der" }));
        };
      },
    ],
    [
      "the next domain key made, keys re-wrapped under it, and the one before destroyed",
      async () => async () => {
        const before = newestDomainKey();
        hsm.makeDomainKey(before + 1, new Date("2027-03-04T05:06:07Z"));
        for (const row of [rows.aes, rows.ec]) {
          const moved = await hsm.rewrapMaterial(row);
          expect(moved?.domainKey).toBe(before + 1);
        }
        // What the other uses need is under the first; more than one between is what a refused run has left.
        for (const generation of hsm.listDomainKeys().slice(1, -1)) hsm.destroyDomainKey(generation);
        expect(hsm.listDomainKeys()).toEqual([1, before + 1]);
      },
    ],
    [
      "an integrity key made, known and used",
      async () => {
        const own = hsm.authenticate(Buffer.from("data"));
        return async () => {
          integrityVersion += 1;
          const key = hsm.generateIntegrityKey(integrityVersion);
          hsm.acceptIntegrityKeys([key], integrityVersion);
          const made = hsm.authenticate(Buffer.from("data"));
          expect([own, made].map((mac) => hsm.isAuthentic(Buffer.from("data"), mac))).toEqual([true, true]);
          expect(hsm.isAuthentic(Buffer.from("date"), made)).toBe(false);
          expect(hsm.rewrapIntegrityKey(key)).toBeNull();
          hsm.acceptIntegrityKeys([], 1);
        };
      },
    ],
  ];

  let integrityVersion = 1;
  const newestDomainKey = () => Math.max(...hsm.listDomainKeys());

  /** Matches the error of a code. */
  const code = (expected: string) => expect.objectContaining({ code: expected }) as unknown as Error;

  describe.each(USES)("%s, on a failing token", (_name, prepare) => {
    test("comes out right when any one call fails in any way, and no connection is made anew for it", async () => {
      const work = await prepare();
      await work();
      forgetAll();
      faults.rule("count");
      await work();
      faults.rule();
      const functions = [...faults.calls()];
      expect(functions.length).toBeGreaterThan(0);
      for (const [name, count] of functions) {
        for (const { trouble, nth, what } of failuresOf(count)) {
          forgetAll();
          faults.rule(`${name} nth:${nth} ${what}:${TROUBLE[trouble]}`);
          await work().catch((error: unknown) => {
            throw new Error(`${name}, call ${nth}, ${what} ${trouble}`, { cause: error });
          });
        }
      }
      expect([faults.starts(), faults.signIns()]).toEqual([[], []]);
    }, 180_000);

    test("is right or refused as unavailable, and never something else, when one call in twenty fails", async () => {
      const work = await prepare();
      let unavailable = 0;
      for (let seed = 1; seed <= 10; seed += 1) {
        if (seed % 2 === 0) forgetAll();
        faults.rule(`* random:20:${seed} fail:${ANY}`);
        await work().catch((error: unknown) => {
          if (!isUnavailable(error)) throw error;
          unavailable += 1;
        });
        faults.rule();
        await expect.poll(isWell, { interval: 20, timeout: 5_000 }).toBe(true);
      }
      expect(unavailable).toBeLessThan(10);
    });
  });

  /** The refusal itself, or an assertion that met it in place of another. */
  function isUnavailable(error: unknown): boolean {
    const { code: own, actual } = error as { code?: unknown; actual?: { code?: unknown } };
    return own === "unavailable" || actual?.code === "unavailable";
  }

  function isWell(): boolean {
    try {
      hsm.checkHealth();
      return true;
    } catch {
      return false;
    }
  }

  describe("a decryption that the token fails one time in three", () => {
    const CKR_GENERAL_ERROR = TROUBLE.CKR_GENERAL_ERROR;

    test("is never called an invalid ciphertext, and a wrong context always is", () => {
      faults.rule(`C_Decrypt random:3:7 fail:${CKR_GENERAL_ERROR}`);
      for (let round = 0; round < 500; round += 1) {
        const message = newMessage();
        const made = hsm.encryptMessage(rows.aes, message, Buffer.from(`text ${round}`));
        expect(hsm.decryptMessage(rows.aes, message, made.ciphertext, made.tag).toString()).toBe(`text ${round}`);
        const elsewhere = { ...message, aad: Buffer.from("other context") };
        expect(() => hsm.decryptMessage(rows.aes, elsewhere, made.ciphertext, made.tag)).toThrow(code("ciphertextInvalid"));
      }
    });

    test("is never an altered secret, and one under another label always is", () => {
      faults.rule(`C_Decrypt random:3:8 fail:${CKR_GENERAL_ERROR}`);
      for (let round = 0; round < 200; round += 1) {
        const sealed = hsm.seal("label", Buffer.from(`secret ${round}`));
        expect(hsm.unseal("label", sealed).toString()).toBe(`secret ${round}`);
        expect(() => hsm.unseal("other", sealed)).toThrow(code("materialIntegrity"));
      }
    });

    test("is never called an invalid RSA ciphertext", async () => {
      faults.rule(`C_Decrypt random:3:9 fail:${CKR_GENERAL_ERROR}`);
      const refused: unknown[] = [];
      for (let round = 0; round < 60; round += 1) {
        const ciphertext = hsm.encryptOaep(rows.rsa, Buffer.from("text"));
        const answer = await hsm.decryptOaep(rows.rsa, ciphertext).catch((error: unknown) => error);
        if (Buffer.isBuffer(answer)) expect(answer.toString()).toBe("text");
        else refused.push((answer as { code?: unknown }).code);
      }
      expect(refused.filter((reason) => reason !== "unavailable")).toEqual([]);
      expect(refused.length).toBeLessThan(6);
    });

    test("is unavailable, and nobody's fault, when the token decrypts and encrypts nothing any more", () => {
      const message = newMessage();
      const made = hsm.encryptMessage(rows.aes, message, Buffer.from("text"));
      faults.rule(`C_Decrypt always fail:${CKR_GENERAL_ERROR}`, `C_Encrypt always fail:${CKR_GENERAL_ERROR}`);
      expect(() => hsm.decryptMessage(rows.aes, message, made.ciphertext, made.tag)).toThrow(code("unavailable"));
    });
  });

  test("sound material that the token does not unwrap is unavailable, and no incident", async () => {
    const CKR_WRAPPED_KEY_INVALID = 0x110;
    faults.rule(`C_UnwrapKey always fail:${CKR_WRAPPED_KEY_INVALID}`);
    forgetAll();
    expect(() => hsm.encryptMessage(rows.aes, newMessage(), Buffer.from("text"))).toThrow(code("unavailable"));
    await expect(hsm.signDigest(rows.ec, "ECDSA_SHA_256", randomBytes(32))).rejects.toThrow(code("unavailable"));
  });

  test("as long as nothing fails, a message costs the token four calls", () => {
    const message = newMessage();
    const made = hsm.encryptMessage(rows.aes, message, Buffer.from("text"));
    const callsOf = (use: () => void) => {
      faults.forget();
      faults.rule("count");
      use();
      faults.rule();
      return Object.fromEntries(faults.calls());
    };
    expect(callsOf(() => hsm.encryptMessage(rows.aes, message, Buffer.from("text")))).toEqual({
      C_DeriveKey: 1,
      C_EncryptInit: 1,
      C_Encrypt: 1,
      C_DestroyObject: 1,
    });
    expect(callsOf(() => hsm.decryptMessage(rows.aes, message, made.ciphertext, made.tag))).toEqual({
      C_DeriveKey: 1,
      C_DecryptInit: 1,
      C_Decrypt: 1,
      C_DestroyObject: 1,
    });
  });

  /** Each call takes a while in the module, so that what closes something meanwhile meets it there; `violations` tells. */
  describe("nothing is closed while a call is in it", () => {
    const CKR_DEVICE_REMOVED = 0x32;
    const SLOW = ["C_UnwrapKey", "C_Sign", "C_Verify", "C_Decrypt", "C_GenerateKeyPair", "C_WrapKey"].map(
      (name) => `${name} always delay:60`,
    );
    const settled = (uses: Promise<unknown>[]) => Promise.allSettled(uses).then((all) => all.map(({ status }) => status));
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

    let encrypted: Buffer;
    beforeAll(() => {
      encrypted = hsm.encryptOaep(rows.rsa, Buffer.from("text"));
    });

    /** Uses of every kind on other threads, under way now. None of them asks the token at once, where a failure would end the test itself. */
    function startUses(): Promise<unknown>[] {
      const digest = randomBytes(32);
      const uses = [
        hsm.signDigest(rows.ec, "ECDSA_SHA_256", digest),
        hsm.signDigest(rows.ec, "ECDSA_SHA_256", digest).then((made) => hsm.verifyDigest(rows.ec, "ECDSA_SHA_256", digest, made)),
        hsm.decryptOaep(rows.rsa, encrypted),
        newMaterial("EC_P256", "SIGN_VERIFY"),
        newMaterial("RSA_2048", "SIGN_VERIFY"),
      ];
      for (const use of uses) use.catch(() => undefined);
      return uses;
    }

    test.each([0, 30, 90, 150])("when the connection is lost %i ms after keys were called for", async (after) => {
      forgetAll();
      const uses = startUses();
      faults.rule(...SLOW);
      await pause(after);
      // Every question after the token's health fails, so the next call gives the connection up.
      faults.rule(...SLOW, `C_GetSessionInfo always fail:${CKR_DEVICE_REMOVED}`, `C_GenerateRandom nth:1 fail:${CKR_DEVICE_REMOVED}`);
      hsm.randomBytes(16);
      faults.rule(...SLOW);
      expect(hsm.randomBytes(16).byteLength).toBe(16);
      expect(await settled(uses)).toEqual(uses.map(() => "fulfilled"));
      faults.rule();
      hsm.checkHealth();
      expect(faults.signIns().length).toBe(1);
    });

    test("when keys are forgotten", async () => {
      forgetAll();
      await Promise.all(startUses());
      faults.rule(...SLOW);
      const uses = startUses();
      for (let round = 0; round < 12; round += 1) {
        await pause(20);
        forgetAll();
      }
      expect(await settled(uses)).toEqual(uses.map(() => "fulfilled"));
    });

    test.each(["an import", "a re-wrapping"])("when the domain key is destroyed under which %s unwraps just then", async (what) => {
      const doomed = newestDomainKey() + 1;
      const madeAt = new Date("2027-03-04T05:06:07Z");
      hsm.makeDomainKey(doomed, madeAt);
      const [key, pair] = [await hsm.generateWrappingKey(), await newMaterial("EC_P256", "SIGN_VERIFY")];
      hsm.makeDomainKey(doomed + 1, madeAt);
      const algorithm = "RSAES_OAEP_SHA_256";
      const encrypted = { algorithm, material: wrapForImport(algorithm, key.publicKey, randomBytes(32)), privateKey: null } as const;
      faults.rule("C_UnwrapKey nth:1 delay:100");
      const binding = newBinding("AES_256", "ENCRYPT_DECRYPT");
      const use = what === "an import" ? hsm.importMaterial(binding, key, encrypted) : hsm.rewrapMaterial(pair);
      await pause(30);
      hsm.destroyDomainKey(doomed);
      expect(await settled([use])).toEqual(["fulfilled"]);
    });

    test("when a domain key is not to be seen, which is unavailable until the module has begun afresh, once", async () => {
      const lostKey = newestDomainKey() + 1;
      hsm.makeDomainKey(lostKey, new Date("2027-03-04T05:06:07Z"));
      const lost = await newMaterial("AES_256", "ENCRYPT_DECRYPT");
      await hsm.close();
      await removeSecretKey(settings, `kms-console domain key ${lostKey}`);
      hsm = await openToken(settings);
      await hsm.signDigest(rows.ec, "ECDSA_SHA_256", randomBytes(32));
      faults.forget();
      faults.rule("C_Sign always delay:100");
      const use = hsm.signDigest(rows.ec, "ECDSA_SHA_256", randomBytes(32));
      await pause(30);
      const encrypt = () => hsm.encryptMessage(lost, newMessage(), Buffer.from("text"));
      for (let round = 0; round < 3; round += 1) expect(encrypt).toThrow(code("unavailable"));
      expect(await settled([use])).toEqual(["fulfilled"]);
      faults.rule();
      for (let round = 0; round < 3; round += 1) expect(encrypt).toThrow(code("materialIntegrity"));
      expect(faults.starts()).toHaveLength(1);
    });

    test("when the worker closes", async () => {
      const second = await openToken(settings);
      const digest = randomBytes(32);
      faults.rule(...SLOW);
      const uses = [second.signDigest(rows.ec, "ECDSA_SHA_256", digest), second.generateMaterial(newBinding("EC_P256", "SIGN_VERIFY"))];
      await pause(30);
      await second.close();
      expect(await settled(uses)).toEqual(["fulfilled", "fulfilled"]);
    });

    test("when the calls themselves fail", async () => {
      for (let seed = 1; seed <= 6; seed += 1) {
        faults.rule(...SLOW, `* random:15:${seed} fail:${ANY}`);
        if (seed % 2 === 0) forgetAll();
        await settled(startUses());
      }
    });
  });

  describe("a token that is gone and comes back", () => {
    test("costs refusals while it is away, is said once, and its keys work again afterwards", async () => {
      const events: TokenEvent[] = [];
      await hsm.close();
      hsm = await openToken(settings, { report: (event) => events.push(event) });
      faults.forget();
      const message = newMessage();
      const made = hsm.encryptMessage(rows.aes, message, Buffer.from("text"));
      faults.rule(`* always fail:${TROUBLE.CKR_DEVICE_ERROR}`);
      for (let round = 0; round < 3; round += 1) expect(() => hsm.checkHealth()).toThrow(code("unavailable"));
      faults.rule();
      await expect.poll(isWell, { timeout: 10_000 }).toBe(true);
      expect(hsm.decryptMessage(rows.aes, message, made.ciphertext, made.tag).toString()).toBe("text");
      expect(events.map(({ kind }) => kind).filter((kind) => kind !== "callFailed")).toEqual(["lost", "restored"]);
    });
  });

  describe("a PIN that was changed", () => {
    const NEW_PIN = "user-8901";
    const reconnect = async () => {
      // Nobody may be signed in, or no PIN is asked for.
      faults.rule(`C_GetSessionInfo always fail:${TROUBLE.CKR_DEVICE_ERROR}`, `C_GetTokenInfo nth:1 fail:${TROUBLE.CKR_DEVICE_ERROR}`);
      attempt(() => hsm.checkHealth());
      faults.rule();
    };
    const attempt = (call: () => void) => {
      try {
        call();
        return "well";
      } catch (error) {
        return (error as { code?: unknown }).code;
      }
    };

    test("is tried once, said by name, not tried again, and the right one is taken at once", async () => {
      const events: TokenEvent[] = [];
      await hsm.close();
      hsm = await openToken(settings, { report: (event) => events.push(event) });
      const setPin = (from: string, to: string) => changePin({ ...settings, pin: from }, to);
      setPin(settings.pin, NEW_PIN);
      try {
        expect(attempt(() => hsm.checkHealth())).toBe("well");
        faults.forget();
        await reconnect();
        for (let round = 0; round < 5; round += 1) expect(attempt(() => hsm.checkHealth())).toBe("unavailable");
        await new Promise((resolve) => setTimeout(resolve, 600));
        expect(attempt(() => hsm.randomBytes(1))).toBe("unavailable");
        await expect(hsm.signDigest(rows.ec, "ECDSA_SHA_256", randomBytes(32))).rejects.toThrow(code("unavailable"));
        expect(faults.signIns().map(({ answer }) => answer)).toEqual([CKR_PIN_INCORRECT]);

        hsm.takePin("user-wrong");
        for (let round = 0; round < 5; round += 1) expect(attempt(() => hsm.checkHealth())).toBe("unavailable");
        expect(faults.signIns().map(({ answer }) => answer)).toEqual([CKR_PIN_INCORRECT, CKR_PIN_INCORRECT]);

        hsm.takePin(NEW_PIN);
        expect(attempt(() => hsm.checkHealth())).toBe("well");
        expect(faults.signIns().map(({ answer }) => answer)).toEqual([CKR_PIN_INCORRECT, CKR_PIN_INCORRECT, 0]);
        const told = events.filter(({ kind }) => kind !== "callFailed");
        expect(told.map(({ kind }) => kind)).toEqual(["pinRefused", "pinRefused", "restored"]);
        expect(JSON.stringify(told)).toMatch(/KMS_PKCS11_PIN_FILE/);
        for (const pin of [settings.pin, NEW_PIN, "user-wrong"]) expect(JSON.stringify(events)).not.toContain(pin);
      } finally {
        faults.rule();
        await hsm.close();
        changePin({ ...settings, pin: NEW_PIN }, settings.pin);
        hsm = await openToken(settings);
      }
    });

    test("is put to the token without anybody's call, once the token is in sight again", async () => {
      changePin(settings, NEW_PIN);
      try {
        faults.forget();
        await reconnect();
        expect(attempt(() => hsm.checkHealth())).toBe("unavailable");
        const answers = () => faults.signIns().map(({ answer }) => answer);
        expect(answers()).toEqual([CKR_PIN_INCORRECT]);
        faults.rule(`C_GetTokenInfo always fail:${TROUBLE.CKR_DEVICE_ERROR}`);
        hsm.takePin("user-wrong");
        expect(answers()).toEqual([CKR_PIN_INCORRECT]);
        faults.rule();
        await expect.poll(answers, { timeout: 5_000 }).toEqual([CKR_PIN_INCORRECT, CKR_PIN_INCORRECT]);
        await new Promise((resolve) => setTimeout(resolve, 600));
        expect(answers().length).toBe(2);
      } finally {
        faults.rule();
        await hsm.close();
        changePin({ ...settings, pin: NEW_PIN }, settings.pin);
        hsm = await openToken(settings);
      }
    });

    test("is never tried where the new one was given before it was needed", async () => {
      changePin(settings, NEW_PIN);
      try {
        hsm.takePin(NEW_PIN);
        faults.forget();
        await reconnect();
        await expect.poll(() => attempt(() => hsm.checkHealth())).toBe("well");
        expect(new Set(faults.signIns().map(({ answer }) => answer))).toEqual(new Set([0]));
      } finally {
        await hsm.close();
        changePin({ ...settings, pin: NEW_PIN }, settings.pin);
        hsm = await openToken(settings);
      }
    });

    test("a refusal at the start is an error of its own, after one try", async () => {
      await hsm.close();
      faults.forget();
      await expect(openToken({ ...settings, pin: "user-wrong" })).rejects.toBeInstanceOf(PinRefusedError);
      expect(faults.signIns().map(({ answer }) => answer)).toEqual([CKR_PIN_INCORRECT]);
      hsm = await openToken(settings);
    });
  });

  test("a worker starts on a token that fails one call in fifty, and finds the same abilities as on a sound one", async () => {
    for (let seed = 1; seed <= 2; seed += 1) {
      faults.rule(`* random:50:${seed} fail:${ANY}`);
      const other = await openToken(settings);
      faults.rule();
      expect(other.description).toEqual(hsm.description);
      await other.close();
    }
  });
}
