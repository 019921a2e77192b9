/** Imported material over the wire (api-reference §2.6, guide chapter 2.3): both sides of every rule, and OpenSSL as the stranger. */
import { execFileSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync, randomBytes, verify } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, test, vi } from "vitest";
import { IMPORT_FILES, importLines } from "#lib/console/browser/commands/import-lines";
import type { KeySpec } from "#lib/domain/key-spec";
import { WRAPPING_ALGORITHM_NAMES, type WrappingAlgorithm } from "#lib/domain/wrapping-algorithm";
import { openToken as openHsm } from "#lib/hsm/pkcs11/open";
import { BAD_PRIVATE_KEYS } from "#lib/hsm/testing/bad-private-keys";
import { keyWrap, keyWrapPadded, wrapForImport } from "#lib/hsm/testing/wrap-for-import";
import { findSoftHsm } from "#lib/runtime/token/token-settings";
import { openToken, sealToken } from "#lib/usecases/material/import-token";
import type { ApiClient } from "../harness/api-client";
import { connect, sql } from "../harness/database";
import { makeTenant } from "../harness/tenant";

const product = inject("product");
let api: ApiClient;
beforeAll(async () => {
  api = (await makeTenant(product)).client;
});

type Parameters = { publicKey: Buffer; token: string; expires: number };
let count = 0;
const fresh = (spec: KeySpec = "AES_256", more: object = {}) =>
  api.createKey(`import-${++count}`, { key_spec: spec, origin: "external", ...more });
const parametersOf = async (key_id: string, wrapping_algorithm: WrappingAlgorithm = "RSAES_OAEP_SHA_256"): Promise<Parameters> => {
  const { status, body } = await api.call("get-parameters-for-import", { key_id, wrapping_algorithm });
  expect(status).toBe(200);
  return { publicKey: Buffer.from(body.public_key, "base64"), token: body.import_token, expires: body.expiration_time };
};
const importInput = (
  key_id: string,
  { publicKey, token }: Parameters,
  material: Uint8Array,
  algorithm: WrappingAlgorithm = "RSAES_OAEP_SHA_256",
) => ({
  key_id,
  import_token: token,
  encrypted_key_material: wrapForImport(algorithm, publicKey, material).toString("base64"),
});
const importInto = async (key_id: string, material: Uint8Array, more: object = {}) =>
  api.call("import-key-material", { ...importInput(key_id, await parametersOf(key_id), material), ...more });
const detailsOf = async (key_id: string) => (await api.call("describe-key", { key_id })).body.key_info;
const stateOf = async (key_id: string) => (await detailsOf(key_id)).key_state;
const encrypt = (key_id: string) => api.call("encrypt-data", { key_id, plain_text: "imported" });
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

test("the life of imported material: waiting, imported, deleted, and the same again", async () => {
  const id = await fresh();
  expect(await detailsOf(id)).toMatchObject({ key_state: "5", origin: "external", expiration_time: "" });
  expect((await encrypt(id)).code).toBe("KMS.1301");
  expect((await api.call("enable-key", { key_id: id })).code).toBe("KMS.1201");
  const askAgain = async () => (await api.call("get-parameters-for-import", { key_id: id, wrapping_algorithm: "RSAES_OAEP_SHA_256" })).body;
  expect(Object.keys(await askAgain()).sort()).toEqual(["expiration_time", "import_token", "key_id", "public_key"]);
  const material = randomBytes(32);
  const done = await importInto(id, material);
  expect([done.status, done.body]).toEqual([200, {}]);
  expect(await stateOf(id)).toBe("2");
  const { cipher_text } = (await encrypt(id)).body;
  const deleted = await api.call("delete-imported-key-material", { key_id: id });
  expect([deleted.status, deleted.body]).toEqual([200, {}]);
  expect(await stateOf(id)).toBe("5");
  expect((await api.call("decrypt-data", { cipher_text })).code).toBe("KMS.1301");
  const [row] = await sql(product.dataDir, "select wrapped, binding_mac, check_value from key_version where key_id = $1", [id]);
  expect(row).toMatchObject({ wrapped: null, binding_mac: null, check_value: expect.any(Buffer) });
  expect(await askAgain()).toMatchObject({ same_material_only: true });
  expect((await importInto(id, randomBytes(32))).code).toBe("KMS.2606");
  expect(await stateOf(id)).toBe("5");
  expect((await importInto(id, material)).status).toBe(200);
  expect((await api.call("decrypt-data", { cipher_text })).body.plain_text).toBe("imported");
});

test("each step is traced under the guide's name, without what was imported", async () => {
  const id = await fresh();
  const parameters = await parametersOf(id);
  await importInto(id, randomBytes(32), { expiration_time: inSeconds(3600) });
  await api.call("import-key-material", importInput(id, parameters, randomBytes(32)));
  await api.call("delete-imported-key-material", { key_id: id });
  const rows = await sql(product.dataDir, "select trace_name, outcome, error_code, details from trace where resource_id = $1 order by id", [
    id,
  ]);
  expect(rows.map(({ trace_name, error_code }) => [trace_name, error_code])).toEqual([
    ["createKey", ""],
    ["getParametersForImport", ""],
    ["getParametersForImport", ""],
    ["importKeyMaterial", ""],
    ["importKeyMaterial", "KMS.0310"],
    ["deleteImportedKeyMaterial", ""],
  ]);
  expect(rows[1]?.details).toEqual({});
  expect(rows[3]?.details).toMatchObject({ wrappingAlgorithm: "RSAES_OAEP_SHA_256" });
});

describe("the parameters", () => {
  test("are a wrapping key of RSA_2048 and a token for 24 hours, fresh each time, in the documented form", async () => {
    const id = await fresh();
    const [one, two] = [await parametersOf(id), await parametersOf(id, "RSAES_OAEP_SHA_1")];
    for (const { publicKey, token, expires } of [one, two]) {
      expect(createPublicKey({ key: publicKey, format: "der", type: "spki" }).asymmetricKeyDetails?.modulusLength).toBe(2048);
      expect(token).toMatch(/^[0-9a-zA-Z+/=]{200,6144}$/);
      expect(Math.abs(expires - inSeconds(24 * 3600))).toBeLessThan(30);
    }
    expect(one.publicKey).not.toEqual(two.publicKey);
    const material = randomBytes(32);
    expect((await api.call("import-key-material", importInput(id, one, material))).status).toBe(200);
    await api.call("delete-imported-key-material", { key_id: id });
    const again = importInput(id, two, material, "RSAES_OAEP_SHA_1");
    expect((await api.call("import-key-material", again)).status).toBe(200);
  });

  test("are for keys of external origin that wait, and for the three algorithms", async () => {
    const own = await api.createKey("import-own");
    const ask = (key_id: string, wrapping_algorithm: unknown = "RSAES_OAEP_SHA_256") =>
      api.call("get-parameters-for-import", { key_id, wrapping_algorithm });
    expect((await ask(own)).code).toBe("KMS.0309");
    expect((await api.call("delete-imported-key-material", { key_id: own })).code).toBe("KMS.0309");
    const id = await fresh();
    for (const other of ["SM2_ENCRYPT", "RSAES_OAEP_SHA_512", 7]) expect((await ask(id, other)).code).toBe("KMS.0308");
    expect((await ask(id, undefined)).status).toBe(200);
    expect((await api.call("get-parameters-for-import", { key_id: id })).code).toBe("KMS.0204");
    await importInto(id, randomBytes(32));
    expect((await ask(id)).code).toBe("KMS.0310");
    await api.call("disable-key", { key_id: id });
    expect((await ask(id)).code).toBe("KMS.0310");
    await api.call("schedule-key-deletion", { key_id: id, pending_days: 7 });
    expect((await ask(id)).code).toBe("KMS.0310");
  });

  test("of HMAC keys there are none: their material is made here", async () => {
    const reply = await api.call("create-key", { key_alias: "import-mac", key_spec: "HMAC_256", origin: "external" });
    expect([reply.status, reply.code]).toEqual([400, "KMS.0308"]);
    expect((await api.call("create-key", { key_alias: "import-odd", origin: "elsewhere" })).code).toBe("KMS.0308");
  });
});

describe("the token", () => {
  test("of another key, of another project, altered, cut or made up is refused, and stays good itself", async () => {
    const [id, other] = [await fresh(), await fresh()];
    const own = await parametersOf(id);
    const foreign = await parametersOf(other);
    const attempt = async (token: string) =>
      (await api.call("import-key-material", { ...importInput(id, own, randomBytes(32)), import_token: token })).code;
    expect(await attempt(foreign.token)).toBe("KMS.2603");
    const bytes = Buffer.from(own.token, "base64");
    for (const at of [0, 2, 10, 40, 45, 60, 400, bytes.length - 1]) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(await attempt(altered.toString("base64"))).toBe("KMS.2605");
    }
    const bad = [
      bytes.subarray(0, -1).toString("base64"),
      Buffer.alloc(600).toString("base64"),
      `${own.token}AAAA`,
      "x".repeat(199),
      "x".repeat(6145),
      "ü".repeat(300),
      own.publicKey.toString("base64"),
    ];
    for (const token of bad) expect(await attempt(token)).toBe("KMS.2605");
    const stranger = (await makeTenant(product)).client;
    const theirs = await stranger.createKey("theirs", { origin: "external" });
    const { body } = await stranger.call("get-parameters-for-import", { key_id: theirs, wrapping_algorithm: "RSAES_OAEP_SHA_256" });
    expect(await attempt(body.import_token)).toBe("KMS.2605");
    expect(await stateOf(id)).toBe("5");
    expect((await api.call("import-key-material", importInput(id, own, randomBytes(32)))).status).toBe(200);
  });
});

test("a token and its wrapping key are good until their second, and not after it", async () => {
  const id = await fresh();
  const parameters = await parametersOf(id);
  // Nobody waits 24 hours: the product's own token vouches for the same token with another end of life.
  process.env.SOFTHSM2_CONF = join(product.dataDir, "softhsm2.conf");
  const pin = readFileSync(join(product.dataDir, "secrets", "token-user-pin"), "utf8").trim();
  const hsm = await openHsm({ modulePath: findSoftHsm(product.dataDir), tokenLabel: "kms", pin, initArgs: null });
  try {
    const token = openToken(Buffer.from(parameters.token, "base64"), api.projectId, (data, mac) => hsm.isAuthentic(data, mac));
    if (token === null) throw new Error("the token does not open");
    expect(token.expiresAt.getTime() / 1000).toBe(parameters.expires);
    const until = (expiresAt: Date) =>
      sealToken({ ...token, expiresAt }, api.projectId, (data) => hsm.authenticate(data)).toString("base64");
    const input = importInput(id, parameters, randomBytes(32));
    const attempt = async (expiresAt: Date) => (await api.call("import-key-material", { ...input, import_token: until(expiresAt) })).code;
    expect(await attempt(new Date())).toBe("KMS.2601");
    expect(await attempt(new Date(0))).toBe("KMS.2601");
    expect(await attempt(new Date(Date.now() + 60_000))).toBe("");
  } finally {
    await hsm.close();
  }
});

describe("material", () => {
  test.each(WRAPPING_ALGORITHM_NAMES)(
    "under %s: the right key is taken, every failure is one refusal and changes nothing",
    async (algorithm) => {
      const id = await fresh();
      const parameters = await parametersOf(id, algorithm);
      const other = await parametersOf(id, algorithm);
      const good = wrapForImport(algorithm, parameters.publicKey, randomBytes(32));
      const flipped = Buffer.from(good.map((byte, index) => (index === 200 ? byte ^ 1 : byte)));
      const others = WRAPPING_ALGORITHM_NAMES.filter((name) => name !== algorithm).map((name) =>
        wrapForImport(name, parameters.publicKey, randomBytes(32)),
      );
      const bad = [
        flipped,
        wrapForImport(algorithm, other.publicKey, randomBytes(32)),
        ...others,
        randomBytes(256),
        Buffer.alloc(256),
        Buffer.alloc(256, 255),
        Buffer.concat([good, Buffer.alloc(3)]),
      ];
      if (algorithm === "RSAES_PKCS1_V1_5") bad.push(wrapForImport(algorithm, parameters.publicKey, randomBytes(16)));
      const base = { key_id: id, import_token: parameters.token };
      const bodies = new Set<string>();
      for (const material of bad) {
        const reply = await api.call("import-key-material", { ...base, encrypted_key_material: material.toString("base64") });
        expect([reply.status, reply.code]).toEqual([400, "KMS.0311"]);
        bodies.add(withoutRequestId(reply.body));
      }
      expect(bodies.size).toBe(1);
      expect(await stateOf(id)).toBe("5");
      const [row] = await sql(product.dataDir, "select wrapped, check_value from key_version where key_id = $1", [id]);
      expect(row).toEqual({ wrapped: null, check_value: null });
      expect((await api.call("import-key-material", { ...base, encrypted_key_material: good.toString("base64") })).status).toBe(200);
    },
  );

  test.each([16, 31, 33, 64])("of %i bytes is refused by its length", async (bytes) => {
    const id = await fresh();
    expect((await importInto(id, randomBytes(bytes))).code).toBe("KMS.2604");
    expect(await stateOf(id)).toBe("5");
  });

  test("fields that are no base64 of the right length say which they are", async () => {
    const id = await fresh();
    const input = importInput(id, await parametersOf(id), randomBytes(32));
    const attempt = async (change: object) => (await api.call("import-key-material", { ...input, ...change })).code;
    expect(await attempt({ encrypted_key_material: randomBytes(32).toString("base64") })).toBe("KMS.0308");
    expect(await attempt({ encrypted_key_material: "x".repeat(361) })).toBe("KMS.0308");
    expect(await attempt({ encrypted_key_material: "-".repeat(344) })).toBe("KMS.0308");
    expect(await attempt({ encrypted_privatekey: randomBytes(64).toString("base64") })).toBe("KMS.0308");
    expect(await attempt({ encrypted_key_material: undefined })).toBe("KMS.0204");
    expect(await attempt({ import_token: undefined })).toBe("KMS.0204");
    expect(await stateOf(id)).toBe("5");
  });

  test("two imports at once of different material: one is stored, the other refused", async () => {
    const id = await fresh();
    const parameters = await parametersOf(id);
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => api.call("import-key-material", importInput(id, parameters, randomBytes(32)))),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(replies.filter(({ status }) => status !== 200).map(({ code }) => code))).toEqual(new Set(["KMS.0310"]));
    expect((await encrypt(id)).status).toBe(200);
  });

  test("deleted while it is in use is used by no later call", async () => {
    const id = await fresh();
    const material = randomBytes(32);
    await importInto(id, material);
    let isDeleted = false;
    const late: number[] = [];
    const user = async () => {
      while (true) {
        const afterwards = isDeleted;
        const { status } = await encrypt(id);
        if (afterwards) {
          late.push(status);
          return;
        }
      }
    };
    const users = Array.from({ length: 16 }, user);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await api.call("delete-imported-key-material", { key_id: id })).status).toBe(200);
    isDeleted = true;
    await Promise.all(users);
    expect(late).toEqual(Array.from({ length: 16 }, () => 400));
  });

  test("can be deleted from Enabled and Disabled only; cancelling a deletion without it waits again", async () => {
    const id = await fresh();
    const remove = async () => (await api.call("delete-imported-key-material", { key_id: id })).code;
    expect(await remove()).toBe("KMS.2701");
    expect((await api.call("schedule-key-deletion", { key_id: id, pending_days: 7 })).body.key_state).toBe("4");
    expect(await remove()).toBe("KMS.2701");
    expect((await api.call("cancel-key-deletion", { key_id: id })).body.key_state).toBe("5");
    await importInto(id, randomBytes(32));
    await api.call("disable-key", { key_id: id });
    await api.call("schedule-key-deletion", { key_id: id, pending_days: 7 });
    expect((await api.call("cancel-key-deletion", { key_id: id })).body.key_state).toBe("3");
    expect(await remove()).toBe("");
    expect(await stateOf(id)).toBe("5");
  });
});

describe("expiry", () => {
  test("is asked in seconds and told in milliseconds, as a number or as text", async () => {
    for (const form of [Number, String]) {
      const id = await fresh();
      const at = inSeconds(3600);
      expect((await importInto(id, randomBytes(32), { expiration_time: form(at) })).status).toBe(200);
      expect((await detailsOf(id)).expiration_time).toBe(`${at}000`);
    }
  });

  test("in the past, now, or no time at all is refused", async () => {
    const id = await fresh();
    for (const expiration_time of [inSeconds(-1), inSeconds(0), 0, "1501578672", -5, "soon", 1.5, 1e15]) {
      expect((await importInto(id, randomBytes(32), { expiration_time })).code).toBe("KMS.2602");
    }
    expect(await stateOf(id)).toBe("5");
    expect((await importInto(id, randomBytes(32), { expiration_time: "" })).status).toBe(200);
    expect((await detailsOf(id)).expiration_time).toBe("");
  });

  test("material is refused from its second on, destroyed soon, traced once, and may come again", async () => {
    const id = await fresh();
    const material = randomBytes(32);
    // What takes long, on a busy machine longer than the material may live, comes first.
    const input = importInput(id, await parametersOf(id), material);
    const at = inSeconds(4);
    expect((await api.call("import-key-material", { ...input, expiration_time: at })).status).toBe(200);
    const early = await encrypt(id);
    expect(early.status).toBe(200);
    while (Date.now() < at * 1000) await encrypt(id);
    const replies = await Promise.all(Array.from({ length: 16 }, () => encrypt(id)));
    expect(new Set(replies.map(({ code }) => code))).toEqual(new Set(["KMS.1301"]));
    expect(await detailsOf(id)).toMatchObject({ key_state: "5", expiration_time: "" });
    const [row] = await sql(product.dataDir, "select wrapped from key_version where key_id = $1", [id]);
    expect(row).toEqual({ wrapped: null });
    const traces = await sql(
      product.dataDir,
      "select caller_kind, details from trace where resource_id = $1 and trace_name = 'deleteImportedKeyMaterial'",
      [id],
    );
    expect(traces).toEqual([{ caller_kind: "system", details: { reason: "expired", state: "pendingImport" } }]);
    expect((await importInto(id, material)).status).toBe(200);
    expect((await api.call("decrypt-data", { cipher_text: early.body.cipher_text })).body.plain_text).toBe("imported");
  });

  test("nobody need call: a job destroys it, also of a key that is pending deletion", async () => {
    const [id, pending] = [await fresh(), await fresh()];
    const inputs = [];
    for (const key of [id, pending]) inputs.push(importInput(key, await parametersOf(key), randomBytes(32)));
    const expiration_time = inSeconds(4);
    for (const input of inputs) expect((await api.call("import-key-material", { ...input, expiration_time })).status).toBe(200);
    await api.call("schedule-key-deletion", { key_id: pending, pending_days: 7 });
    const blobs = () => sql(product.dataDir, "select count(wrapped)::int as n from key_version where key_id = any($1)", [[id, pending]]);
    await vi.waitFor(async () => expect(await blobs()).toEqual([{ n: 0 }]), { timeout: 30_000, interval: 500 });
    expect(await stateOf(pending)).toBe("4");
    expect((await api.call("cancel-key-deletion", { key_id: pending })).body.key_state).toBe("5");
    const traces = await sql(
      product.dataDir,
      "select count(*)::int as n from trace where resource_id = any($1) and trace_name = 'deleteImportedKeyMaterial'",
      [[id, pending]],
    );
    expect(traces).toEqual([{ n: 2 }]);
  });
});

describe("key pairs", () => {
  const p256 = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
  const importPair = async (
    key_id: string,
    content: Uint8Array,
    change: (wrapped: Buffer, temporary: Buffer) => object = () => ({}),
    temporary = randomBytes(32),
  ) => {
    const wrapped = keyWrapPadded(temporary, content);
    return importInto(key_id, temporary, { encrypted_privatekey: wrapped.toString("base64"), ...change(wrapped, temporary) });
  };

  test("are taken once and for ever, and sign", async () => {
    const id = await fresh("EC_P256");
    const { privateKey, publicKey } = p256();
    const pkcs8 = privateKey.export({ type: "pkcs8", format: "der" });
    expect((await importPair(id, pkcs8, undefined, randomBytes(16))).status).toBe(200);
    const { public_key } = (await api.call("get-publickey", { key_id: id })).body;
    expect(createPublicKey(public_key).equals(publicKey)).toBe(true);
    const message = Buffer.from("imported");
    const { signature } = (
      await api.call("sign", { key_id: id, message: message.toString("base64"), message_type: "RAW", signing_algorithm: "ECDSA_SHA_256" })
    ).body;
    expect(verify("sha256", message, publicKey, Buffer.from(signature, "base64"))).toBe(true);
    expect((await api.call("delete-imported-key-material", { key_id: id })).code).toBe("KMS.2702");
    await api.call("disable-key", { key_id: id });
    expect((await api.call("delete-imported-key-material", { key_id: id })).code).toBe("KMS.2702");
    expect((await importPair(await fresh("EC_P256"), pkcs8)).status).toBe(200);
  });

  test("need their private key, no expiry, and a temporary key of 32 or 16 bytes", async () => {
    const id = await fresh("EC_P256");
    const pkcs8 = p256().privateKey.export({ type: "pkcs8", format: "der" });
    expect((await importPair(id, pkcs8, () => ({ encrypted_privatekey: undefined }))).code).toBe("KMS.2608");
    expect((await importPair(id, pkcs8, () => ({ encrypted_privatekey: "" }))).code).toBe("KMS.2608");
    expect((await importPair(id, pkcs8, () => ({ encrypted_privatekey: "***" }))).code).toBe("KMS.2609");
    expect((await importPair(id, pkcs8, () => ({ expiration_time: inSeconds(3600) }))).code).toBe("KMS.0308");
    const wrapped = keyWrapPadded(randomBytes(32), pkcs8).toString("base64");
    for (const bytes of [8, 24, 33, 64])
      expect((await importInto(id, randomBytes(bytes), { encrypted_privatekey: wrapped })).code).toBe("KMS.2610");
    expect(await stateOf(id)).toBe("5");
  });

  // A refused import leaves a key waiting, for the next one.
  const waiting = new Map<string, string>();
  test.each(BAD_PRIVATE_KEYS)("of %s are refused for %s", async (_what, spec, content, says) => {
    const id = waiting.get(spec) ?? (await fresh(spec));
    waiting.set(spec, id);
    const reply = await importPair(id, content());
    expect([reply.status, reply.code]).toEqual([400, "KMS.2609"]);
    expect(reply.body.error.error_msg).toMatch(says);
    expect(await stateOf(id)).toBe("5");
  });

  test("what is wrong under AES-KWP cannot be told from what is wrong under RSA", async () => {
    const id = await fresh("EC_P256");
    const pkcs8 = p256().privateKey.export({ type: "pkcs8", format: "der" });
    const padded = Buffer.concat([pkcs8, Buffer.alloc((8 - (pkcs8.length % 8)) % 8)]);
    const bodies = new Set<string>();
    const changes: ((wrapped: Buffer, temporary: Buffer) => object)[] = [
      (wrapped) => ({ encrypted_privatekey: Buffer.from(wrapped.map((byte, at) => (at === 9 ? byte ^ 1 : byte))).toString("base64") }),
      (_wrapped, temporary) => ({ encrypted_privatekey: keyWrapPadded(temporary, pkcs8, "a65959a7").toString("base64") }),
      (_wrapped, temporary) => ({ encrypted_privatekey: keyWrap(temporary, padded).toString("base64") }),
      () => ({ encrypted_privatekey: pkcs8.toString("base64") }),
      () => ({ encrypted_key_material: randomBytes(256).toString("base64") }),
    ];
    for (const change of changes) {
      const reply = await importPair(id, pkcs8, change);
      expect([reply.status, reply.code]).toEqual([400, "KMS.0311"]);
      bodies.add(withoutRequestId(reply.body));
    }
    expect(bodies.size).toBe(1);
    expect((await importPair(id, pkcs8)).status).toBe(200);
  });
});

describe("the guide's commands", () => {
  /** Key pairs by the line that makes them, which is the same for each wrapping algorithm: RSA takes seconds. */
  const madePairs = new Map<string, Buffer>();
  const MAKES_PAIR = / (genrsa|ecparam) /;
  const SPECS = ["AES_256", "RSA_2048", "RSA_3072", "RSA_4096", "EC_P256", "EC_P384"] as const;
  test.each(SPECS.flatMap((spec) => WRAPPING_ALGORITHM_NAMES.map((algorithm) => [spec, algorithm] as const)))(
    "for %s under %s",
    async (spec, algorithm) => {
      const id = await fresh(spec);
      const parameters = await parametersOf(id, algorithm);
      const directory = mkdtempSync(join(tmpdir(), "kms-import-"));
      try {
        const wrappingKey = `wrappingKey_${id}_20261124120000`;
        writeFileSync(join(directory, wrappingKey), parameters.publicKey);
        provideXxd(directory);
        const env = { ...process.env, PATH: `${process.env.PATH}:${directory}` };
        const pem = spec.startsWith("RSA") ? "rsa_private_key.pem" : "ec_private_key.pem";
        for (const { line } of importLines(spec, algorithm, wrappingKey)) {
          const pair = madePairs.get(line);
          if (pair !== undefined) {
            writeFileSync(join(directory, pem), pair, { mode: 0o600 });
            continue;
          }
          execFileSync("sh", ["-ec", line], { cwd: directory, env, stdio: "pipe" });
          if (MAKES_PAIR.test(line)) madePairs.set(line, readFileSync(join(directory, pem)));
        }
        const base64 = (name: string) => readFileSync(join(directory, name)).toString("base64");
        const isPair = spec !== "AES_256";
        const reply = await api.call("import-key-material", {
          key_id: id,
          import_token: parameters.token,
          encrypted_key_material: base64(IMPORT_FILES.encrypted),
          ...(isPair && { encrypted_privatekey: base64(IMPORT_FILES.privateKey) }),
        });
        expect([reply.status, reply.body]).toEqual([200, {}]);
        if (!isPair) {
          expect((await encrypt(id)).status).toBe(200);
          return;
        }
        const { public_key } = (await api.call("get-publickey", { key_id: id })).body;
        expect(createPublicKey(public_key).equals(createPublicKey(readFileSync(join(directory, pem))))).toBe(true);
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    },
  );
});

test("material of zeros is refused as weak, and the key goes on waiting", async () => {
  const id = await fresh();
  const reply = await importInto(id, Buffer.alloc(32));
  expect([reply.status, reply.code]).toEqual([400, "KMS.2604"]);
  expect(reply.body.error.error_msg).toContain("weak");
  expect(await stateOf(id)).toBe("5");
});

test.each(["encrypted_key_material", "encrypted_privatekey", "import_token"])(
  "%s in another spelling than standard base64 is refused with the name of the encoding",
  async (field) => {
    const id = await fresh("EC_P256");
    const input: Record<string, string> = {
      key_id: id,
      import_token: randomBytes(601).toString("base64"),
      encrypted_key_material: randomBytes(256).toString("base64"),
      encrypted_privatekey: randomBytes(144).toString("base64"),
    };
    const right = randomBytes(field === "encrypted_key_material" ? 256 : 601);
    for (const text of [right.toString("base64url"), right.toString("base64").replaceAll("=", ""), `${right.toString("base64")}\n`]) {
      const reply = await api.call("import-key-material", { ...input, [field]: text });
      expect([reply.status, reply.body.error.error_msg]).toEqual([400, expect.stringMatching(/base64/)]);
    }
  },
);

test("an import whose trace cannot be written stores nothing", async () => {
  const id = await fresh();
  const input = importInput(id, await parametersOf(id), randomBytes(32));
  const database = await connect(product.dataDir);
  try {
    await database.query("begin");
    await database.query("lock table trace in access exclusive mode");
    const answer = api.call("import-key-material", input);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const [row] = await sql(product.dataDir, "select state from cmk where id = $1", [id]);
    expect(row).toEqual({ state: "pendingImport" });
    await database.query("rollback");
    expect((await answer).status).toBe(200);
  } finally {
    await database.end();
  }
});

const withoutRequestId = (body: unknown) => JSON.stringify(body).replaceAll(/"request_id":"[^"]*"/g, "");

/** The guide's `xxd -r -ps`, where the machine has none: last in the path. */
function provideXxd(directory: string): void {
  const path = join(directory, "xxd");
  writeFileSync(
    path,
    `#!/bin/sh\nexec "${process.execPath}" -e 'process.stdin.toArray().then((parts) => process.stdout.write(Buffer.from(Buffer.concat(parts).toString().trim(), "hex")))'\n`,
  );
  chmodSync(path, 0o755);
}
