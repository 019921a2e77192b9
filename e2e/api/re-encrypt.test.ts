import { randomBytes, randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import type { ApiClient } from "../harness/api-client";
import { makeTenant, tracesOf } from "../harness/tenant";

const product = inject("product");
let api: ApiClient;
let source: string;
let target: string;
beforeAll(async () => {
  api = (await makeTenant(product)).client;
  [source, target] = [await api.createKey("old"), await api.createKey("new")];
});

const encrypt = async (plain_text: string, more: object = {}) =>
  (await api.call("encrypt-data", { key_id: source, plain_text, ...more })).body.cipher_text as string;
const reEncrypt = (cipher_text: string, more: object = {}) => api.call("re-encrypt", { cipher_text, destination_key_id: target, ...more });

describe("re-encrypt", () => {
  test("moves data under another key, with other bound data, and its trace names both keys", async () => {
    const cipher_text = await encrypt("moved", { additional_authenticated_data: "a", encryption_context: { t: "1" } });
    const reply = await reEncrypt(cipher_text, {
      source_key_id: source,
      source_additional_authenticated_data: "a",
      source_encryption_context: { t: "1" },
      destination_additional_authenticated_data: "b",
      destination_encryption_algorithm: "SYMMETRIC_DEFAULT",
    });
    expect(reply.body).toEqual({
      key_id: target,
      source_key_id: source,
      source_encryption_algorithm: "SYMMETRIC_DEFAULT",
      destination_encryption_algorithm: "SYMMETRIC_DEFAULT",
      cipher_text: reply.body.cipher_text,
    });
    const opened = await api.call("decrypt-data", { cipher_text: reply.body.cipher_text, additional_authenticated_data: "b" });
    expect(opened.body).toMatchObject({ key_id: target, plain_text: "moved" });
    expect((await api.call("decrypt-data", { cipher_text: reply.body.cipher_text, additional_authenticated_data: "a" })).code).toBe(
      "KMS.2201",
    );
    const [trace] = await tracesOf(product, reply.headers.get("x-request-id"));
    expect(trace).toMatchObject({ trace_name: "reEncrypt", resource_id: source, outcome: "normal", details: { secondKey: target } });
  });

  test("moves data keys in hexadecimal digits, to a key named by alias too", async () => {
    const alias = `alias/${randomUUID()}`;
    await api.send("POST", `/v1.0/${api.projectId}/kms/aliases`, JSON.stringify({ key_id: target, alias }));
    const { body } = await api.call("create-datakey", { key_id: source, datakey_length: 512 });
    const moved = await reEncrypt(body.cipher_text, { destination_key_id: alias, datakey_cipher_length: "64" });
    expect([moved.status, moved.body.key_id]).toEqual([200, target]);
    const opened = await api.call("decrypt-datakey", {
      key_id: target,
      cipher_text: moved.body.cipher_text,
      datakey_cipher_length: 64,
    });
    expect(opened.body.data_key).toBe(body.plain_text);
    expect((await reEncrypt(body.cipher_text, { datakey_cipher_length: 32 })).code).toBe("KMS.2204");
  });

  test("refuses what cannot be decrypted as decrypting does, and a destination that is not a usable key of the project", async () => {
    const cipher_text = await encrypt("x", { encryption_context: { t: "1" } });
    const bound = { source_encryption_context: { t: "1" } };
    const cases: [object, string][] = [
      [{}, "KMS.2201"],
      [{ ...bound, source_key_id: target }, "KMS.2201"],
      [{ ...bound, source_additional_authenticated_data: "x" }, "KMS.2201"],
      [{ ...bound, destination_key_id: randomUUID() }, "KMS.0207"],
      [{ ...bound, destination_key_id: "x" }, "KMS.0205"],
      [{ ...bound, destination_key_id: undefined }, "KMS.0204"],
      [{ ...bound, destination_encryption_algorithm: "RSAES_OAEP_SHA_256" }, "KMS.2105"],
      [{ ...bound, destination_encryption_context: { a: 1 } }, "KMS.0208"],
    ];
    for (const [more, code] of cases) {
      expect([more, (await reEncrypt(cipher_text, more)).code]).toEqual([more, code]);
    }
    expect((await reEncrypt(randomBytes(160).toString("base64"), bound)).code).toBe("KMS.2201");
    const foreign = await (await makeTenant(product)).client.createKey("foreign");
    expect((await reEncrypt(cipher_text, { ...bound, destination_key_id: foreign })).code).toBe("KMS.0207");
    const resting = await api.createKey("resting");
    await api.call("disable-key", { key_id: resting });
    expect((await reEncrypt(cipher_text, { ...bound, destination_key_id: resting })).code).toBe("KMS.0209");
    const own = await api.call("encrypt-data", { key_id: target, plain_text: "y" });
    await api.call("disable-key", { key_id: target });
    expect((await reEncrypt(own.body.cipher_text, { destination_key_id: source })).code).toBe("KMS.0209");
    await api.call("enable-key", { key_id: target });
    expect((await reEncrypt(own.body.cipher_text, { destination_key_id: source })).status).toBe(200);
  });
});
