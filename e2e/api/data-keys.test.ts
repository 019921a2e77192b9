import { createHash, randomBytes, randomUUID } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { altered } from "../harness/altered";
import type { ApiClient } from "../harness/api-client";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
let tenant: Tenant;
let api: ApiClient;
let keyId: string;
beforeAll(async () => {
  tenant = await makeTenant(product);
  api = tenant.client;
  keyId = await api.createKey("wrapping");
});

const REFUSAL = {
  error_code: "KMS.2201",
  error_msg: "The ciphertext is invalid, or the key, encryption context or additional authenticated data do not match it.",
};
const withDigest = (dataKey: Buffer) => Buffer.concat([dataKey, createHash("sha256").update(dataKey).digest()]).toString("hex");
const wrap = (dataKey: Buffer, more: object = {}) =>
  api.call("encrypt-datakey", {
    key_id: keyId,
    plain_text: withDigest(dataKey),
    datakey_plain_length: String(dataKey.length),
    ...more,
  });
const unwrap = (cipher_text: string, bytes: number | string, more: object = {}) =>
  api.call("decrypt-datakey", { key_id: keyId, cipher_text, datakey_cipher_length: bytes, ...more });
const isRefused = async (cipher_text: string, bytes: number | string, more: object = {}) => {
  const { status, body } = await unwrap(cipher_text, bytes, more);
  const { request_id } = body;
  expect([status, body]).toEqual([400, { error: { ...REFUSAL, request_id }, ...REFUSAL, request_id }]);
};

describe("create-datakey", () => {
  test.each([8, 128, 136, 256, 512, 8192])("makes %i random bits, in clear and in a ciphertext of the published length", async (bits) => {
    const { body } = await api.call("create-datakey", { key_id: keyId, datakey_length: String(bits) });
    expect(body.key_id).toBe(keyId);
    expect(body.plain_text).toMatch(new RegExp(`^[0-9A-F]{${bits / 4}}$`));
    expect(body.cipher_text).toMatch(/^[0-9A-F]+$/);
    expect(body.cipher_text.length).toBe(2 * (124 + 16 * Math.ceil(bits / 8 / 16)));
    const opened = await unwrap(body.cipher_text, bits / 8);
    const dataKey = Buffer.from(body.plain_text, "hex");
    expect(opened.body).toEqual({
      data_key: body.plain_text,
      datakey_length: String(bits / 8),
      datakey_dgst: createHash("sha256").update(dataKey).digest("hex").toUpperCase(),
    });
  });

  test.each([
    [{}, 256],
    [{ key_spec: "AES_256" }, 256],
    [{ key_spec: "AES_128" }, 128],
    [{ key_spec: "AES_128", datakey_length: 512 }, 512],
    [{ key_spec: "", datakey_length: null }, 256],
  ])("asked with %o makes %i bits", async (input, bits) => {
    const { body } = await api.call("create-datakey", { key_id: keyId, ...input });
    expect(body.plain_text.length).toBe(bits / 4);
  });

  test.each([
    [{ datakey_length: 0 }, "KMS.1901"],
    [{ datakey_length: 7 }, "KMS.1901"],
    [{ datakey_length: "8200" }, "KMS.1901"],
    [{ datakey_length: 8193 }, "KMS.1901"],
    [{ datakey_length: "twelve" }, "KMS.1901"],
    [{ datakey_length: [512] }, "KMS.1901"],
    [{ datakey_length: 9 }, "KMS.1903"],
    [{ datakey_length: "513" }, "KMS.1903"],
    [{ key_spec: "AES_257" }, "KMS.1902"],
    [{ key_spec: 5 }, "KMS.1902"],
    [{ encryption_context: { a: 1 } }, "KMS.0208"],
    [{ encryption_context: "[]" }, "KMS.0208"],
    [{ additional_authenticated_data: "x".repeat(129) }, "KMS.0308"],
    [{ sequence: "1" }, "KMS.0206"],
    [{ key_id: "wrapping" }, "KMS.0205"],
    [{ key_id: randomUUID() }, "KMS.0207"],
  ])("refuses %o with %s", async (input, code) => {
    for (const verb of ["create-datakey", "create-datakey-without-plaintext"]) {
      const reply = await api.call(verb, { key_id: keyId, ...input });
      expect([verb, reply.code]).toEqual([verb, code]);
    }
  });

  test("never gives the same data key twice, and no trace knows one", async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => api.call("create-datakey", { key_id: keyId, datakey_length: "512" })),
    );
    expect(new Set(replies.map((reply) => reply.body.plain_text)).size).toBe(20);
    const [trace] = await tracesOf(product, replies[0]?.headers.get("x-request-id") ?? "");
    expect(trace).toMatchObject({ trace_name: "createDataKey", outcome: "normal", resource_id: keyId, alias: "wrapping" });
    const text = JSON.stringify(trace).toLowerCase();
    for (const secret of ["plain_text", "cipher_text"]) expect(text).not.toContain(replies[0]?.body[secret].toLowerCase());
  });
});

describe("create-datakey-without-plaintext", () => {
  test("gives the ciphertext only, which decrypt-datakey opens", async () => {
    const reply = await api.call("create-datakey-without-plaintext", { key_id: keyId, datakey_length: "512" });
    expect(Object.keys(reply.body).sort()).toEqual(["cipher_text", "key_id"]);
    expect((await unwrap(reply.body.cipher_text, "64")).body.data_key).toMatch(/^[0-9A-F]{128}$/);
    const [trace] = await tracesOf(product, reply.headers.get("x-request-id"));
    expect(trace?.trace_name).toBe("createDataKeyWithoutPlaintext");
  });
});

describe("encrypt-datakey and decrypt-datakey", () => {
  test("round-trip data keys of any length with any context, in whatever order its pairs come", async () => {
    const context = fc.dictionary(fc.string({ maxLength: 20 }), fc.string({ unit: "grapheme", maxLength: 40 }), { maxKeys: 6 });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 1024 }), context, async (bytes, encryption_context) => {
        const dataKey = Buffer.from(bytes);
        const wrapped = await wrap(dataKey, { encryption_context });
        expect(wrapped.body).toEqual({ key_id: keyId, cipher_text: wrapped.body.cipher_text, datakey_length: String(dataKey.length) });
        expect(wrapped.body.cipher_text.length).toBe(2 * (124 + 16 * Math.ceil(dataKey.length / 16)));
        const reversed = Object.fromEntries(Object.entries(encryption_context).reverse());
        const opened = await unwrap(wrapped.body.cipher_text, dataKey.length, { encryption_context: JSON.stringify(reversed) });
        expect(opened.body.data_key).toBe(dataKey.toString("hex").toUpperCase());
      }),
      { numRuns: 30 },
    );
  });

  test("take hexadecimal in any case with blanks in it, and lengths as numbers or strings", async () => {
    const zeros = `${"00".repeat(64)} F5A5FD42D16A20302798EF6ED309979B43003D2320D9F0E8EA9831A92759FB4B`;
    for (const plain_text of [zeros, zeros.toLowerCase()]) {
      const wrapped = await api.call("encrypt-datakey", { key_id: keyId, plain_text, datakey_plain_length: 64 });
      expect(wrapped.body.datakey_length).toBe("64");
      const opened = await unwrap(wrapped.body.cipher_text.toLowerCase(), 64);
      expect(opened.body.data_key).toBe("00".repeat(64));
    }
  });

  test.each([
    [{ datakey_plain_length: 0 }, "KMS.2102"],
    [{ datakey_plain_length: 1025 }, "KMS.2102"],
    [{ datakey_plain_length: "x" }, "KMS.2102"],
    [{ datakey_plain_length: null }, "KMS.2102"],
    [{ datakey_plain_length: 63 }, "KMS.2104"],
    [{ datakey_plain_length: 65 }, "KMS.2104"],
    [{ datakey_plain_length: undefined }, "KMS.0204"],
    [{ plain_text: undefined }, "KMS.0204"],
    [{ plain_text: "" }, "KMS.2101"],
    [{ plain_text: "0" }, "KMS.2101"],
    [{ plain_text: "0g" }, "KMS.2101"],
    [{ plain_text: `${"00".repeat(96)}0` }, "KMS.2101"],
    [{ plain_text: 12 }, "KMS.2101"],
    [{ plain_text: "00".repeat(96) }, "KMS.2103"],
    [{ plain_text: `${withDigest(Buffer.alloc(64)).slice(0, -1)}0` }, "KMS.2103"],
    [{ plain_text: "00".repeat(95) }, "KMS.2104"],
    [{ plain_text: "00".repeat(5000) }, "KMS.2101"],
  ])("encrypt-datakey with %o is %s", async (input, code) => {
    const request = { key_id: keyId, plain_text: withDigest(Buffer.alloc(64)), datakey_plain_length: 64, ...input };
    const reply = await api.call("encrypt-datakey", request);
    expect([reply.status, reply.code]).toEqual([400, code]);
  });

  test("decrypt-datakey tells the stated length apart only for a sound ciphertext of this key", async () => {
    const { body } = await wrap(randomBytes(64));
    for (const [bytes, code] of [
      [63, "KMS.2204"],
      [65, "KMS.2204"],
      [0, "KMS.2202"],
      [1025, "KMS.2202"],
      ["", "KMS.2202"],
      ["6 4", "KMS.2202"],
    ] as const) {
      expect([bytes, (await unwrap(body.cipher_text, bytes)).code]).toEqual([bytes, code]);
    }
    expect((await api.call("decrypt-datakey", { key_id: keyId, cipher_text: body.cipher_text })).code).toBe("KMS.0204");
  });

  test("every changed bit, wrong context, other key and other purpose is the one refusal", async () => {
    const encryption_context = { tenant: "a" };
    const { cipher_text } = (await wrap(randomBytes(16), { encryption_context })).body as { cipher_text: string };
    const bytes = Buffer.from(cipher_text, "hex");
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        const altered = Buffer.from(bytes);
        altered[bit >> 3] = (altered[bit >> 3] as number) ^ (1 << (bit & 7));
        await isRefused(altered.toString("hex"), 16, { encryption_context });
      }),
      { numRuns: 60 },
    );
    await isRefused(cipher_text, 16);
    await isRefused(cipher_text, 16, { encryption_context: { tenant: "b" } });
    await isRefused(cipher_text, 16, { encryption_context, additional_authenticated_data: "x" });
    for (const text of ["zz", "00", cipher_text.slice(2), `${cipher_text}00`, cipher_text.slice(0, -1), "", 5, null]) {
      const reply = await unwrap(text as string, 16, { encryption_context });
      expect([text, reply.code]).toEqual([text, "KMS.2201"]);
    }
    const other = await api.createKey("other-wrapping");
    await isRefused(cipher_text, 16, { key_id: other, encryption_context });
    const data = await api.call("encrypt-data", { key_id: keyId, plain_text: "0123456789abcdef" });
    await isRefused(Buffer.from(data.body.cipher_text, "base64").toString("hex"), 16);
    const plain = (await wrap(randomBytes(16))).body.cipher_text;
    const asData = await api.call("decrypt-data", { cipher_text: Buffer.from(plain, "hex").toString("base64") });
    expect([asData.status, asData.code]).toEqual([400, "KMS.2201"]);
  });

  test("a key that is disabled or pending deletion says so, for making, wrapping and unwrapping", async () => {
    const id = await api.createKey("resting");
    const { body } = await api.call("create-datakey", { key_id: id, datakey_length: 512 });
    const calls = () =>
      Promise.all([
        api.call("create-datakey", { key_id: id }),
        api.call("create-datakey-without-plaintext", { key_id: id }),
        wrap(randomBytes(64), { key_id: id }),
        unwrap(body.cipher_text, 64, { key_id: id }),
      ]);
    await api.call("disable-key", { key_id: id });
    expect((await calls()).map((reply) => reply.code)).toEqual(Array(4).fill("KMS.0209"));
    await api.call("schedule-key-deletion", { key_id: id, pending_days: 7 });
    expect((await calls()).map((reply) => reply.code)).toEqual(Array(4).fill("KMS.0210"));
    await isRefused(altered(body.cipher_text), 64, { key_id: id });
  });
});

describe("gen-random", () => {
  test.each([8, 512, "512", 8192])(
    "gives %s random bits in upper-case hexadecimal digits, and its trace has none of them",
    async (bits) => {
      const reply = await api.call("gen-random", { random_data_length: bits });
      expect(reply.body.random_data).toMatch(new RegExp(`^[0-9A-F]{${Number(bits) / 4}}$`));
      const [trace] = await tracesOf(product, reply.headers.get("x-request-id"));
      expect(trace).toMatchObject({ trace_name: "genRandom", resource_id: "", outcome: "normal" });
      expect(JSON.stringify(trace?.details)).not.toContain(reply.body.random_data);
    },
  );

  test.each([
    [{}, "KMS.0204"],
    [{ random_data_length: null }, "KMS.1801"],
    [{ random_data_length: "" }, "KMS.1801"],
    [{ random_data_length: 0 }, "KMS.1801"],
    [{ random_data_length: 4 }, "KMS.1801"],
    [{ random_data_length: 8200 }, "KMS.1801"],
    [{ random_data_length: "1e3" }, "KMS.1801"],
    [{ random_data_length: 12.5 }, "KMS.1801"],
    [{ random_data_length: 9 }, "KMS.1802"],
    [{ random_data_length: "511" }, "KMS.1802"],
  ])("refuses %o with %s", async (input, code) => {
    expect((await api.call("gen-random", input)).code).toBe(code);
  });
});

describe("counters", () => {
  test("user-instances counts custom keys, pending deletions included; user-quotas has exactly two rows", async () => {
    const own = (await makeTenant(product)).client;
    const [first, second] = [await own.createKey("one"), await own.createKey("two")];
    await own.call("schedule-key-deletion", { key_id: second, pending_days: 7 });
    const get = (what: string) => own.send("GET", `/v1.0/${own.projectId}/kms/${what}`);
    expect((await get("user-instances")).body).toEqual({ instance_num: 2 });
    const quotas = async () => (await get("user-quotas")).body;
    expect(await quotas()).toEqual({
      quotas: {
        resources: [
          { type: "CMK", used: 2, quota: 100 },
          { type: "grant_per_CMK", used: 0, quota: 100 },
        ],
      },
    });
    expect(first).not.toBe(second);
    // Some clients send a body with GET.
    expect((await own.send("GET", `/v1.0/${own.projectId}/kms/user-quotas?x=1`)).status).toBe(200);
  });
});
