/** encrypt-data and decrypt-data with RSA keys (api-reference §2.4), and openssl on the other side. */
import { execFileSync } from "node:child_process";
import { constants, createPublicKey, publicEncrypt, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { encryptLine } from "#lib/console/browser/commands/openssl-lines";
import type { ApiClient } from "../harness/api-client";
import { grantTo } from "../harness/grants";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
const RSA = "RSAES_OAEP_SHA_256";
const LIMITS = [
  ["RSA_2048", 190],
  ["RSA_3072", 318],
  ["RSA_4096", 446],
] as const;
let tenant: Tenant;
let api: ApiClient;
const keys: Record<string, string> = {};
const publicKeys: Record<string, string> = {};
let directory: string;

beforeAll(async () => {
  tenant = await makeTenant(product);
  api = tenant.client;
  directory = mkdtempSync(join(tmpdir(), "kms-rsa-"));
  const made = LIMITS.map(async ([spec]) => {
    const keyId = await api.createKey(`rsa-${spec}`, { key_spec: spec, key_usage: "ENCRYPT_DECRYPT" });
    keys[spec] = keyId;
    publicKeys[spec] = (await api.call("get-publickey", { key_id: keyId })).body.public_key;
  });
  await Promise.all(made);
  for (const spec of ["AES_256", "EC_P256"]) keys[spec] = await api.createKey(`rsa-${spec}`, { key_spec: spec });
  keys.signing = await api.createKey("rsa-signing", { key_spec: "RSA_2048" });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const encrypt = (spec: string, plain_text: string, more: object = {}) =>
  api.call("encrypt-data", { key_id: keys[spec], plain_text, encryption_algorithm: RSA, ...more });
const decrypt = (spec: string, cipher_text: string, more: object = {}) =>
  api.call("decrypt-data", { key_id: keys[spec], cipher_text, encryption_algorithm: RSA, ...more });

describe("RSA", () => {
  test.each(LIMITS)("%s encrypts 1 to %i bytes into as many as its modulus, and decrypts them", async (spec, limit) => {
    const bytes = Number(spec.slice(4)) / 8;
    for (const text of ["x", "x".repeat(limit), "ä".repeat(limit / 2)]) {
      const { status, body } = await encrypt(spec, text);
      expect([status, body.key_id, Buffer.from(body.cipher_text, "base64").length]).toEqual([200, keys[spec], bytes]);
      expect((await encrypt(spec, text)).body.cipher_text).not.toBe(body.cipher_text);
      expect((await decrypt(spec, body.cipher_text)).body).toEqual({
        key_id: keys[spec],
        plain_text: text,
        plain_text_base64: Buffer.from(text).toString("base64"),
      });
    }
    for (const text of ["x".repeat(limit + 1), `${"ä".repeat(limit / 2)}x`, "x".repeat(4096)]) {
      const refused = await encrypt(spec, text);
      expect(refused).toMatchObject({ status: 400, code: "KMS.2108" });
      expect(refused.body.error.error_msg).toContain(String(limit));
    }
  });

  test("MGF1 has SHA-256 too, as the documents say; with SHA-1, which is what Java takes by itself, nothing decrypts", async () => {
    for (const [name, content] of [
      ["mgf1.pem", publicKeys.RSA_2048 as string],
      ["mgf1.txt", "hello"],
    ] as const) {
      writeFileSync(join(directory, name), content);
    }
    const options = "-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256";
    const seal = (mask: string) => {
      const line = `openssl pkeyutl -encrypt -pubin -inkey mgf1.pem ${options} -pkeyopt rsa_mgf1_md:${mask} -in mgf1.txt | openssl base64 -A`;
      return execFileSync("sh", ["-c", line], { cwd: directory, encoding: "utf8" });
    };
    expect((await decrypt("RSA_2048", seal("sha256"))).body.plain_text).toBe("hello");
    expect(await decrypt("RSA_2048", seal("sha1"))).toMatchObject({ status: 400, code: "KMS.0311" });
    const document = await (await fetch(`${product.apiUrl}/docs`)).text();
    for (const words of [`${options} -pkeyopt rsa_mgf1_md:sha256`, "MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT"]) {
      expect(document).toContain(words);
    }
  });

  test.each(LIMITS)("what openssl encrypts to the public key of %s decrypts here", async (spec, limit) => {
    writeFileSync(join(directory, "key.pem"), publicKeys[spec] as string);
    for (const plaintext of [Buffer.from("hello world"), randomBytes(limit)]) {
      writeFileSync(join(directory, "plaintext"), plaintext);
      const line = encryptLine({ publicKey: "key.pem", plaintext: "plaintext" });
      const ciphertext = execFileSync("sh", ["-c", line], { cwd: directory, encoding: "utf8" });
      const { body } = await decrypt(spec, ciphertext.trim());
      expect(body.plain_text_base64).toBe(plaintext.toString("base64"));
    }
  });

  test("whatever is wrong with a ciphertext is one error, in the same words", async () => {
    const key = createPublicKey(publicKeys.RSA_2048 as string);
    const good = Buffer.from((await encrypt("RSA_2048", "good")).body.cipher_text, "base64");
    const flipped = Buffer.from(good);
    flipped[100] = (flipped[100] ?? 0) ^ 1;
    const others = await api.createKey("rsa-other", { key_spec: "RSA_2048", key_usage: "ENCRYPT_DECRYPT" });
    const raw = (bytes: Buffer) => publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, bytes);
    const oaep = { key, padding: constants.RSA_PKCS1_OAEP_PADDING };
    const wrong: Buffer[] = [
      flipped,
      good.subarray(1),
      good.subarray(0, 255),
      Buffer.concat([good, Buffer.of(0)]),
      Buffer.concat([Buffer.of(0), good]),
      Buffer.alloc(256),
      Buffer.alloc(256, 0xff),
      Buffer.alloc(512, 1),
      raw(Buffer.concat([Buffer.of(0, 2), Buffer.alloc(254, 7)])),
      raw(Buffer.concat([Buffer.of(0), randomBytes(255)])),
      publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from("v1.5")),
      publicEncrypt({ ...oaep, oaepHash: "sha1" }, Buffer.from("sha1")),
      publicEncrypt({ ...oaep, oaepHash: "sha512" }, Buffer.from("sha512")),
      publicEncrypt({ ...oaep, oaepHash: "sha256", oaepLabel: Buffer.from("label") }, Buffer.from("labelled")),
      Buffer.from(
        (await api.call("encrypt-data", { key_id: others, plain_text: "x", encryption_algorithm: RSA })).body.cipher_text,
        "base64",
      ),
    ];
    const seen = new Set<string>();
    for (const text of wrong.map((bytes) => bytes.toString("base64"))) {
      const { status, body } = await decrypt("RSA_2048", text);
      const { request_id: _own, error, ...rest } = body;
      seen.add(JSON.stringify([status, rest, { ...error, request_id: undefined }]));
    }
    expect([...seen]).toEqual([expect.stringContaining("KMS.0311")]);
    for (const text of [good.toString("base64").replace(/=+$/, ""), good.toString("base64url")]) {
      const reply = await decrypt("RSA_2048", text);
      expect(reply).toMatchObject({ status: 400, code: "KMS.2201" });
      expect(reply.body.error.error_msg).toContain("standard base64");
    }
    expect((await decrypt("RSA_2048", good.toString("base64"))).body.plain_text).toBe("good");
  });

  test("needs key and algorithm to decrypt, and takes no other algorithm", async () => {
    const { cipher_text } = (await encrypt("RSA_2048", "text")).body;
    const call = (input: object) => api.call("decrypt-data", { cipher_text, ...input });
    expect(await call({ encryption_algorithm: RSA })).toMatchObject({ status: 400, code: "KMS.0204" });
    expect(await call({ key_id: keys.RSA_2048 })).toMatchObject({ status: 400, code: "KMS.0204" });
    expect(await call({ key_id: keys.RSA_2048, encryption_algorithm: "SYMMETRIC_DEFAULT" })).toMatchObject({
      status: 400,
      code: "KMS.2106",
    });
    expect(await call({})).toMatchObject({ status: 400, code: "KMS.2201" });
    expect(await call({ key_id: "00000000-0000-4000-8000-000000000000", encryption_algorithm: RSA })).toMatchObject({ code: "KMS.0207" });
  });

  test.each([
    ["an AES key with RSA", "AES_256", RSA, "KMS.2105"],
    ["an RSA key with the symmetric algorithm", "RSA_2048", "SYMMETRIC_DEFAULT", "KMS.2106"],
    ["an RSA key without a word", "RSA_2048", undefined, "KMS.2106"],
    ["an RSA key to sign with", "signing", RSA, "KMS.0335"],
    ["an EC key", "EC_P256", RSA, "KMS.1114"],
    ["an EC key with the symmetric algorithm", "EC_P256", "SYMMETRIC_DEFAULT", "KMS.1114"],
  ])("%s does not encrypt, and does not decrypt", async (_name, spec, encryption_algorithm, code) => {
    expect(await encrypt(spec, "text", { encryption_algorithm })).toMatchObject({ status: 400, code });
    if (encryption_algorithm === undefined) return;
    expect(await decrypt(spec, Buffer.alloc(256, 1).toString("base64"), { encryption_algorithm })).toMatchObject({ status: 400, code });
  });

  test.each([{ encryption_context: { a: "b" } }, { additional_authenticated_data: "bound" }])(
    "%j would not be bound, and is refused",
    async (more) => {
      expect(await encrypt("RSA_2048", "text", more)).toMatchObject({ status: 400, code: "KMS.0308" });
      const { cipher_text } = (await encrypt("RSA_2048", "text", { encryption_context: {}, additional_authenticated_data: "" })).body;
      expect(await decrypt("RSA_2048", cipher_text, more)).toMatchObject({ status: 400, code: "KMS.0308" });
      expect((await decrypt("RSA_2048", cipher_text, { encryption_context: {} })).status).toBe(200);
    },
  );

  test.each([
    ["create-datakey", { datakey_length: 256 }],
    ["create-datakey-without-plaintext", { datakey_length: 256 }],
    ["encrypt-datakey", { plain_text: "00".repeat(64), datakey_plain_length: 32 }],
  ])("wraps no data key: %s is KMS.0325", async (verb, input) => {
    for (const spec of ["RSA_2048", "EC_P256"]) {
      expect(await api.call(verb, { key_id: keys[spec], ...input })).toMatchObject({ status: 400, code: "KMS.0325" });
    }
  });

  test("is no destination of re-encrypt", async () => {
    const { cipher_text } = (await api.call("encrypt-data", { key_id: keys.AES_256, plain_text: "text" })).body;
    const reply = await api.call("re-encrypt", { cipher_text, destination_key_id: keys.RSA_2048 });
    expect(reply).toMatchObject({ status: 400, code: "KMS.0325" });
  });

  test("of another project is not there; with a grant it decrypts, and says so in the trace", async () => {
    const friend = await makeTenant(product);
    const { cipher_text } = (await encrypt("RSA_2048", "shared")).body;
    const input = { key_id: keys.RSA_2048, cipher_text, encryption_algorithm: RSA };
    expect(await friend.client.call("decrypt-data", input)).toMatchObject({ status: 404, code: "KMS.0207" });
    const grant = await grantTo(api, keys.RSA_2048 as string, friend.userId, ["decrypt-data"]);
    const reply = await friend.client.call("decrypt-data", input);
    expect(reply.body.plain_text).toBe("shared");
    const traces = await tracesOf(product, reply.headers.get("x-request-id"));
    expect(traces).toMatchObject([{ trace_name: "decryptData", resource_id: keys.RSA_2048, grant_id: grant }]);
    expect(await friend.client.call("sign", { key_id: keys.signing, message: "AAAA", signing_algorithm: "ECDSA_SHA_256" })).toMatchObject({
      status: 404,
    });
  });

  test("when disabled, neither encrypts nor decrypts", async () => {
    const keyId = await api.createKey("rsa-disabled", { key_spec: "RSA_2048", key_usage: "ENCRYPT_DECRYPT" });
    keys.disabled = keyId;
    const { cipher_text } = (await encrypt("disabled", "text")).body;
    await api.call("disable-key", { key_id: keyId });
    expect(await encrypt("disabled", "text")).toMatchObject({ code: "KMS.0209" });
    expect(await decrypt("disabled", cipher_text)).toMatchObject({ code: "KMS.0209" });
    await api.call("enable-key", { key_id: keyId });
    expect((await decrypt("disabled", cipher_text)).body.plain_text).toBe("text");
  });
});
