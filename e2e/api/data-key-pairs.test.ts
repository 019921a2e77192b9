/** create-rsa-datakey-pair and create-ec-datakey-pair, and the one region (api-reference §2.11). */
import { createPrivateKey, createPublicKey, randomBytes, sign, verify } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import type { ApiClient } from "../harness/api-client";
import { sql } from "../harness/database";
import { grantTo } from "../harness/grants";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
let tenant: Tenant;
let api: ApiClient;
let keyId: string;
beforeAll(async () => {
  tenant = await makeTenant(product);
  api = tenant.client;
  keyId = await api.createKey("pairs");
});

const RSA = [
  ["RSA_2048", { modulusLength: 2048 }],
  ["RSA_3072", { modulusLength: 3072 }],
  ["RSA_4096", { modulusLength: 4096 }],
] as const;
const EC = [
  ["ECC_NIST_P256", { namedCurve: "prime256v1" }],
  ["ECC_NIST_P384", { namedCurve: "secp384r1" }],
  ["ECC_NIST_P521", { namedCurve: "secp521r1" }],
  ["ECC_SECG_P256K1", { namedCurve: "secp256k1" }],
  ["EC_P256", { namedCurve: "prime256v1" }],
  ["EC_P384", { namedCurve: "secp384r1" }],
] as const;
const verbOf = (spec: string) => (spec.startsWith("RSA") ? "create-rsa-datakey-pair" : "create-ec-datakey-pair");
const make = (key_spec: string, more: object = {}, client = api, key_id = keyId) =>
  client.call(verbOf(key_spec), { key_id, key_spec, ...more });
const decrypt = (cipher_text: string, more: object = {}, client = api) => client.call("decrypt-data", { cipher_text, ...more });
const bytes = (text: string) => Buffer.from(text, "base64");

describe("a data key pair", () => {
  test.each([...RSA, ...EC])("of %s is one outside, and its private half comes back from decrypt-data", async (spec, details) => {
    const { status, body } = await make(spec, { sequence: crypto.randomUUID() });
    expect([status, Object.keys(body).sort()]).toEqual([
      200,
      ["key_id", "key_spec", "private_key_cipher_text", "private_key_plain_text", "public_key"],
    ]);
    expect([body.key_id, body.key_spec]).toEqual([keyId, spec]);
    const privateKey = createPrivateKey({ key: bytes(body.private_key_plain_text), format: "der", type: "pkcs8" });
    const publicKey = createPublicKey({ key: bytes(body.public_key), format: "der", type: "spki" });
    expect(publicKey.asymmetricKeyDetails).toMatchObject(details);
    const message = randomBytes(50);
    expect(verify("sha256", message, publicKey, sign("sha256", message, privateKey))).toBe(true);
    const opened = await decrypt(body.private_key_cipher_text);
    expect(opened.body).toEqual({ key_id: keyId, plain_text: "", plain_text_base64: body.private_key_plain_text });
  });

  test("comes without its private half in clear where that is not wanted, and with it otherwise", async () => {
    for (const with_plain_text of [false, "false"]) {
      const { body } = await make("EC_P256", { with_plain_text });
      expect(body).not.toHaveProperty("private_key_plain_text");
      const { plain_text_base64 } = (await decrypt(body.private_key_cipher_text)).body;
      const privateKey = createPrivateKey({ key: bytes(plain_text_base64), format: "der", type: "pkcs8" });
      expect(createPublicKey(privateKey).export({ format: "der", type: "spki" }).toString("base64")).toBe(body.public_key);
    }
    for (const with_plain_text of [true, "true", null, "", undefined]) {
      expect((await make("EC_P256", { with_plain_text })).body.private_key_plain_text).toMatch(/^M/);
    }
    for (const with_plain_text of [0, 1, "no", "TRUE", [], {}]) {
      expect(await make("EC_P256", { with_plain_text })).toMatchObject({ status: 400, code: "KMS.0308" });
    }
  });

  test("is opened only under the same additional data, with its own key, and not as a data key", async () => {
    const { body } = await make("EC_P256", { additional_authenticated_data: "tenant 7" });
    const { private_key_cipher_text: ciphertext, private_key_plain_text: clear } = body;
    expect((await decrypt(ciphertext, { additional_authenticated_data: "tenant 7" })).body.plain_text_base64).toBe(clear);
    for (const more of [{}, { additional_authenticated_data: "tenant 8" }, { encryption_context: { tenant: "7" } }]) {
      expect(await decrypt(ciphertext, more)).toMatchObject({ status: 400, code: "KMS.2201" });
    }
    const altered = bytes(ciphertext);
    altered[100] = (altered[100] ?? 0) ^ 1;
    expect((await decrypt(altered.toString("base64"), { additional_authenticated_data: "tenant 7" })).code).toBe("KMS.2201");
    const asDataKey = await api.call("decrypt-datakey", {
      key_id: keyId,
      cipher_text: bytes(ciphertext).toString("hex"),
      datakey_cipher_length: bytes(clear).length,
      additional_authenticated_data: "tenant 7",
    });
    expect(asDataKey.code).toBe("KMS.2201");
    expect((await make("EC_P256", { additional_authenticated_data: "x".repeat(129) })).status).toBe(400);
  });

  test.each([
    ["create-ec-datakey-pair", "SM2", /SM2 is not offered: PKCS#11 tokens/],
    ["create-rsa-datakey-pair", "SM2", /SM2 is not offered/],
    ["create-ec-datakey-pair", "RSA_2048", /key_spec of a data key pair/],
    ["create-rsa-datakey-pair", "EC_P256", /key_spec of a data key pair/],
    ["create-rsa-datakey-pair", "RSA_1024", /key_spec of a data key pair/],
    ["create-ec-datakey-pair", "AES_256", /key_spec of a data key pair/],
    ["create-ec-datakey-pair", "toString", /key_spec of a data key pair/],
    ["create-ec-datakey-pair", 256, /key_spec of a data key pair/],
  ])("by %s of %s is refused with the reason", async (verb, key_spec, says) => {
    const reply = await api.call(verb, { key_id: keyId, key_spec });
    expect([reply.status, reply.code, reply.body.error.error_msg]).toEqual([400, "KMS.1902", expect.stringMatching(says)]);
  });

  test("needs its spec named", async () => {
    for (const key_spec of [undefined]) expect(await make("EC_P256", { key_spec })).toMatchObject({ status: 400, code: "KMS.0204" });
  });

  test.each(["recipient", "ciphertext_recipient", "wrapped_private_key", "wrapping_key"])(
    "for a %s is refused, not ignored",
    async (member) => {
      for (const value of ["x", {}, { attestation_document: "AAAA" }, true, 1]) {
        const reply = await make("EC_P256", { [member]: value });
        expect([reply.status, reply.code, reply.body.error.error_msg]).toEqual([
          400,
          "KMS.0308",
          expect.stringContaining("leave this parameter away"),
        ]);
      }
      for (const value of [null, ""]) expect((await make("EC_P256", { [member]: value })).status).toBe(200);
    },
  );

  test.each([
    ["RSA_2048", "KMS.0325"],
    ["EC_P256", "KMS.0325"],
    ["HMAC_256", "KMS.0341"],
  ])("is not made under a key of %s", async (spec, code) => {
    const other = await api.createKey(`pairs-${spec}`, { key_spec: spec });
    for (const wanted of ["RSA_4096", "EC_P256"]) expect(await make(wanted, {}, api, other)).toMatchObject({ status: 400, code });
  });

  test("is not made under a disabled key, one of another project, or none", async () => {
    const disabled = await api.createKey("pairs-disabled");
    await api.call("disable-key", { key_id: disabled });
    expect((await make("EC_P256", {}, api, disabled)).code).toBe("KMS.0209");
    const stranger = await makeTenant(product);
    expect((await make("EC_P256", {}, stranger.client)).code).toBe("KMS.0207");
    expect((await make("EC_P256", {}, api, crypto.randomUUID())).code).toBe("KMS.0207");
  });

  test("is made under an alias, and by a rotated key's newest version", async () => {
    const rotated = await api.createKey("pairs-rotated");
    const alias = `alias/pairs-${randomBytes(4).toString("hex")}`;
    await api.send("POST", `/v1.0/${api.projectId}/kms/aliases`, JSON.stringify({ key_id: rotated, alias }));
    const before = (await make("EC_P256", {}, api, alias)).body;
    await api.call("rotate-on-demand", { key_id: rotated });
    const after = (await make("EC_P256", {}, api, alias)).body;
    for (const made of [before, after]) {
      expect(made.key_id).toBe(rotated);
      expect((await decrypt(made.private_key_cipher_text)).body.plain_text_base64).toBe(made.private_key_plain_text);
    }
  });

  test("is traced under its name, without either half in clear or encrypted, and nothing of it is stored", async () => {
    for (const [spec, trace_name] of [
      ["RSA_2048", "createRsaDatakeyPair"],
      ["EC_P256", "createEcDatakeyPair"],
    ] as const) {
      const { headers, body } = await make(spec);
      const traces = await tracesOf(product, headers.get("x-request-id"));
      expect(traces).toMatchObject([{ trace_name, resource_id: keyId, outcome: "normal" }]);
      for (const never of [body.private_key_plain_text, body.private_key_cipher_text]) expect(JSON.stringify(traces)).not.toContain(never);
    }
    const [row] = await sql(product.dataDir, "select count(*)::int as versions from key_version where key_id = $1", [keyId]);
    expect(row).toEqual({ versions: 1 });
  });

  test("is granted as data keys are", async () => {
    const other = await makeTenant(product, [], tenant);
    expect((await make("EC_P256", {}, other.client)).status).toBe(403);
    await grantTo(api, keyId, other.userId, ["create-datakey-without-plaintext", "encrypt-datakey"]);
    expect((await make("EC_P256", {}, other.client)).status).toBe(403);
    await grantTo(api, keyId, other.userId, ["create-datakey"]);
    const { status, body } = await make("EC_P256", {}, other.client);
    expect(status).toBe(200);
    expect((await decrypt(body.private_key_cipher_text, {}, other.client)).status).toBe(403);
    expect((await decrypt(body.private_key_cipher_text)).status).toBe(200);
  });

  test("in making holds up no other call", async () => {
    const making = make("RSA_4096");
    let isMade = false;
    void making.then(() => {
      isMade = true;
    });
    for (let count = 0; count < 5; count++) {
      const { status, body } = await api.call("encrypt-data", { key_id: keyId, plain_text: "x" });
      expect([status, body.error]).toEqual([200, undefined]);
    }
    expect(isMade).toBe(false);
    expect((await making).status).toBe(200);
  });
});

test("the one region is listed, page by page", async () => {
  const ask = (query: string, client = api) => client.send("GET", `/v2/${api.projectId}/kms/regions${query}`);
  const { region } = product;
  for (const query of ["", "?limit=10&offset=0", "?limit=1", "?limit=&offset="]) {
    const reply = await ask(query);
    expect([query, reply.status, reply.body]).toEqual([query, 200, { regions: [region] }]);
  }
  for (const query of ["?offset=1", "?limit=100&offset=1"]) expect((await ask(query)).body).toEqual({ regions: [] });
  for (const [query, code] of [
    ["?limit=0", "KMS.1601"],
    ["?limit=x", "KMS.1601"],
    ["?offset=-1", "KMS.0417"],
  ] as const) {
    expect([query, await ask(query)]).toMatchObject([query, { status: 400, code }]);
  }
  const stranger = await makeTenant(product);
  expect((await ask("", stranger.client)).status).toBe(403);
  expect((await api.send("POST", `/v2/${api.projectId}/kms/regions`, "{}")).status).toBe(405);
});
