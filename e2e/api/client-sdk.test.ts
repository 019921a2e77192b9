/** The API driven by an SDK of this API family, as published: its signer, its HTTP, its errors. */

import { constants, createHash, createPublicKey, publicEncrypt, randomBytes, randomUUID, verify } from "node:crypto";
import { BasicCredentials } from "@huaweicloud/huaweicloud-sdk-core";
import { ClientBuilder } from "@huaweicloud/huaweicloud-sdk-core/ClientBuilder.js";
import type { HcClient } from "@huaweicloud/huaweicloud-sdk-core/HcClient.js";
import { beforeAll, expect, inject, test } from "vitest";
import { REST_DOORS } from "#lib/wire/catalog";
import type { DoorRow } from "#lib/wire/door-row";
import { makeAccessKey } from "../harness/signed-client";
import { makeTenant, type Tenant } from "../harness/tenant";

const product = inject("product");
let owner: Tenant;
let grantee: Tenant;
let client: HcClient;
let granteeClient: HcClient;

const sdk = (tenant: Tenant, { access, secret }: { access: string; secret: string }): HcClient =>
  new ClientBuilder((inner: HcClient) => inner)
    .withCredential(new BasicCredentials().withAk(access).withSk(secret).withProjectId(tenant.projectId))
    .withEndpoint(product.apiUrl)
    .build() as unknown as HcClient;

beforeAll(async () => {
  [owner, grantee] = [await makeTenant(product), await makeTenant(product, [])];
  client = sdk(owner, await makeAccessKey(product, owner));
  granteeClient = sdk(grantee, await makeAccessKey(product, grantee));
});

/** What has been asked for, as the catalog writes it. */
const driven = new Set<string>();
const KMS_ROWS = Object.values<DoorRow>(REST_DOORS).filter(({ path }) => /^\/v(1\.0|2)\/:project_id\//.test(path));

/** The path of the catalog that fits; a literal part before a parameter. */
function templateOf(method: string, url: string): string {
  const parts = url.split("/");
  const fits = ({ path, method: own }: DoorRow) => {
    const template = path.split("/");
    return own === method && template.length === parts.length && template.every((part, at) => part.startsWith(":") || part === parts[at]);
  };
  const literals = ({ path }: DoorRow) => path.split("/").filter((part) => !part.startsWith(":")).length;
  const [row] = KMS_ROWS.filter(fits).sort((one, other) => literals(other) - literals(one));
  if (row === undefined) throw new Error(`The catalog knows no ${method} ${url}.`);
  return row.path;
}

// biome-ignore lint/suspicious/noExplicitAny: a reply is whatever the server says; the assertions find out.
type Body = any;

async function request(
  from: HcClient,
  method: string,
  url: string,
  data?: object,
  queryParams: Record<string, string> = {},
): Promise<Body> {
  driven.add(`${method} ${templateOf(method, url)}`);
  const { httpStatusCode: _, ...body } = (await from.sendRequest({
    method,
    url,
    contentType: "application/json",
    queryParams,
    pathParams: {},
    headers: {},
    ...(data && { data }),
  })) as Body;
  return body;
}
const call = (verb: string, data: object, from = client, { projectId } = owner) =>
  request(from, "POST", `/v1.0/${projectId}/kms/${verb}`, data);
const asGrantee = (verb: string, data: object) => call(verb, data, granteeClient, grantee);
const createKey = async () => (await call("create-key", { key_alias: `sdk-${randomUUID()}` })).key_info.key_id as string;

test("rotation, by plan, on demand and by another key, and what was deleted", async () => {
  const id = await createKey();
  expect(await call("enable-key-rotation", { key_id: id, rotation_interval: 0 })).toEqual({});
  expect(await call("update-key-rotation-interval", { key_id: id, rotation_interval: 90 })).toEqual({});
  expect(await call("rotate-on-demand", { key_id: id })).toEqual({ key_id: id });
  expect(await call("get-key-rotation-status", { key_id: id })).toMatchObject({
    key_rotation_enabled: true,
    rotation_interval: 90,
    last_rotation_time: expect.stringMatching(/^\d{10}000$/),
    number_of_rotations: 1,
  });
  expect(await call("disable-key-rotation", { key_id: id })).toEqual({});
  expect((await call("replace-key", { key_id: id, key_alias: `sdk-${randomUUID()}` })).replaced_key_id).toBe(id);
  expect((await call("delete-key-risk-tips", { key_id: id })).key_id).toBe(id);
  expect(await call("get-key-last-usage", { key_id: id })).toMatchObject({ key_id: id, last_usage_time: "", operation: "" });
  expect(await call("list-key-callers", { key_id: id, days: 7 })).toMatchObject({ key_id: id, calls: 0, callers: [], shadow: null });
  expect((await call("start-shadow-disable", { key_id: id, days: 1 })).shadow_disable_until).toMatch(/^\d{13}$/);
  expect(await call("stop-shadow-disable", { key_id: id })).toEqual({ key_id: id });
  expect(await call("list-deleted-keys", {})).toEqual({ deleted_keys: [], next_marker: "", truncated: "false", total: 0 });
});

test("the life of a key", async () => {
  const id = await createKey();
  const alias = `sdk-renamed-${randomUUID()}`;
  await call("update-key-alias", { key_id: id, key_alias: alias });
  await call("update-key-description", { key_id: id, key_description: "by the SDK: ä ~ %20 +" });
  expect((await call("describe-key", { key_id: id })).key_info).toMatchObject({
    key_alias: alias,
    key_description: "by the SDK: ä ~ %20 +",
    key_state: "2",
  });
  expect((await call("disable-key", { key_id: id })).key_info).toEqual({ key_id: id, key_state: "3" });
  expect((await call("enable-key", { key_id: id })).key_info).toEqual({ key_id: id, key_state: "2" });
  expect(await call("schedule-key-deletion", { key_id: id, pending_days: "7" })).toEqual({ key_id: id, key_state: "4" });
  expect(await call("cancel-key-deletion", { key_id: id })).toEqual({ key_id: id, key_state: "3" });
  expect((await call("list-keys", { limit: "100" })).keys).toContain(id);
  expect((await request(client, "GET", `/v1.0/${owner.projectId}/kms/user-instances`)).instance_num).toBeGreaterThan(0);
  expect((await request(client, "GET", `/v1.0/${owner.projectId}/kms/user-quotas`)).quotas.resources).toHaveLength(2);
  expect((await request(client, "GET", `/v1.0/${owner.projectId}/kms/system`)).hsm.status).toBe("ok");
});

test("data, data keys and random numbers", async () => {
  const [id, other] = [await createKey(), await createKey()];
  const encryption_context = { purpose: "sdk" };
  const { cipher_text } = await call("encrypt-data", { key_id: id, plain_text: "grüße", encryption_context });
  expect(await call("decrypt-data", { cipher_text, encryption_context })).toMatchObject({ key_id: id, plain_text: "grüße" });
  await expect(call("decrypt-data", { cipher_text })).rejects.toMatchObject({ httpStatusCode: 400, errorCode: "KMS.2201" });

  const dataKey = await call("create-datakey", { key_id: id, datakey_length: "512" });
  const opened = { key_id: id, cipher_text: dataKey.cipher_text, datakey_cipher_length: "64" };
  expect((await call("decrypt-datakey", opened)).data_key).toBe(dataKey.plain_text);
  for (const [verb, key_spec] of [
    ["create-rsa-datakey-pair", "RSA_2048"],
    ["create-ec-datakey-pair", "ECC_NIST_P256"],
  ] as const) {
    const pair = await call(verb, { key_id: id, key_spec, with_plain_text: true });
    const opened = await call("decrypt-data", { cipher_text: pair.private_key_cipher_text });
    expect([pair.key_spec, opened.plain_text_base64]).toEqual([key_spec, pair.private_key_plain_text]);
  }
  expect(await request(client, "GET", `/v2/${owner.projectId}/kms/regions`, undefined, { limit: "10", offset: "0" })).toEqual({
    regions: [product.region],
  });
  const silent = await call("create-datakey-without-plaintext", { key_id: id, datakey_length: "512" });
  expect(silent).not.toHaveProperty("plain_text");
  const digest = createHash("sha256").update(Buffer.from(dataKey.plain_text, "hex")).digest("hex");
  const wrapped = await call("encrypt-datakey", { key_id: other, plain_text: dataKey.plain_text + digest, datakey_plain_length: "64" });
  expect((await call("decrypt-datakey", { key_id: other, cipher_text: wrapped.cipher_text, datakey_cipher_length: "64" })).data_key).toBe(
    dataKey.plain_text,
  );
  expect((await call("gen-random", { random_data_length: "512" })).random_data).toMatch(/^[0-9a-f]{128}$/i);
});

test("imported key material", async () => {
  const { key_info } = await call("create-key", { key_alias: `sdk-${randomUUID()}`, origin: "external" });
  const id = key_info.key_id as string;
  const { import_token, public_key } = await call("get-parameters-for-import", { key_id: id, wrapping_algorithm: "RSAES_OAEP_SHA_256" });
  const key = createPublicKey({ key: Buffer.from(public_key, "base64"), format: "der", type: "spki" });
  const wrapped = publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" }, randomBytes(32));
  const input = { key_id: id, import_token, encrypted_key_material: wrapped.toString("base64") };
  const expiration_time = Math.floor(Date.now() / 1000) + 3600;
  expect(await call("import-key-material", { ...input, expiration_time })).toEqual({});
  expect((await call("describe-key", { key_id: id })).key_info).toMatchObject({ key_state: "2", expiration_time: `${expiration_time}000` });
  expect(await call("delete-imported-key-material", { key_id: id })).toEqual({});
});

test("signatures, public keys and message authentication codes", async () => {
  const make = async (key_spec: string, more: object = {}) =>
    (await call("create-key", { key_alias: `sdk-${randomUUID()}`, key_spec, ...more })).key_info.key_id as string;
  const id = await make("EC_P256");
  const message = Buffer.from("signed by the SDK").toString("base64");
  const signed = { key_id: id, message, message_type: "RAW", signing_algorithm: "ECDSA_SHA_256" };
  const { signature } = await call("sign", signed);
  expect(await call("verify", { ...signed, signature })).toEqual({ key_id: id, signature_valid: "true" });
  const { public_key } = await call("get-publickey", { key_id: id });
  expect(verify("sha256", Buffer.from("signed by the SDK"), public_key, Buffer.from(signature, "base64"))).toBe(true);

  const mac = { key_id: await make("HMAC_384"), message, mac_algorithm: "HMAC_SHA_384" };
  const made = await call("generate-mac", mac);
  expect((await call("verify-mac", { ...mac, mac: made.mac })).mac_valid).toBe(true);

  const rsa = { key_id: await make("RSA_2048", { key_usage: "ENCRYPT_DECRYPT" }), encryption_algorithm: "RSAES_OAEP_SHA_256" };
  const { cipher_text } = await call("encrypt-data", { ...rsa, plain_text: "short" });
  expect((await call("decrypt-data", { ...rsa, cipher_text })).plain_text).toBe("short");
});

test("a grant lets the grantee's own client do what it says, until it is revoked", async () => {
  const id = await createKey();
  const { cipher_text } = await call("encrypt-data", { key_id: id, plain_text: "shared" });
  await expect(asGrantee("decrypt-data", { cipher_text })).rejects.toMatchObject({ httpStatusCode: expect.any(Number) });
  const grant = { key_id: id, grantee_principal: grantee.userId, grantee_principal_type: "user", operations: ["decrypt-data"] };
  const { grant_id } = await call("create-grant", grant);
  expect((await asGrantee("decrypt-data", { cipher_text })).plain_text).toBe("shared");
  await expect(asGrantee("encrypt-data", { key_id: id, plain_text: "x" })).rejects.toMatchObject({ httpStatusCode: 403 });
  expect((await call("list-grants", { key_id: id })).grants).toHaveLength(1);
  await call("revoke-grant", { key_id: id, grant_id });
  await expect(asGrantee("decrypt-data", { cipher_text })).rejects.toMatchObject({ httpStatusCode: expect.any(Number) });
});

test("tags and their search", async () => {
  const id = await createKey();
  const value = randomUUID();
  const tags = `/v1.0/${owner.projectId}/kms/${id}/tags`;
  await request(client, "POST", tags, { tag: { key: "stage", value } });
  expect((await request(client, "GET", tags)).tags).toEqual([{ key: "stage", value }]);
  const query = { action: "filter", tags: [{ key: "stage", values: [value] }] };
  const found = await request(client, "POST", `/v1.0/${owner.projectId}/kms/resource_instances/action`, query);
  expect(found.resources).toHaveLength(1);
  await request(client, "DELETE", `${tags}/stage`);
  expect((await request(client, "GET", tags)).tags).toEqual([]);
  const batch = [
    { key: "team", value },
    { key: "cost", value: "4711" },
  ];
  await request(client, "POST", `${tags}/action`, { action: "create", tags: batch });
  expect((await request(client, "GET", `/v1.0/${owner.projectId}/kms/tags`)).tags).toEqual(
    expect.arrayContaining(batch.map((tag) => ({ key: tag.key, values: expect.arrayContaining([tag.value]) }))),
  );
  expect(await call("suggest-tags", { key: "team", text: value })).toEqual({ suggestions: [value], is_whole: true });
  await request(client, "POST", `${tags}/action`, { action: "delete", tags: batch });
  expect((await request(client, "GET", tags)).tags).toEqual([]);
});

test("many keys at once", async () => {
  const ids = [await createKey(), await createKey()];
  const { results } = await call("batch-change-keys", { action: "schedule_deletion", key_ids: ids, pending_days: "7" });
  expect(results.map((result: { key_state: string }) => result.key_state)).toEqual(["4", "4"]);
});

test("who can use a key", async () => {
  const id = await createKey();
  const { principals } = await call("list-key-access", { key_id: id });
  expect(principals.map((principal: { id: string }) => principal.id)).toEqual([owner.userId]);
  expect((await call("describe-principals", { ids: [owner.userId] })).principals).toEqual([
    { id: owner.userId, type: "user", name: owner.userName, account_name: owner.account, enabled: true },
  ]);
});

test("alias objects, and what is asked for by them", async () => {
  const [id, other] = [await createKey(), await createKey()];
  const alias = `alias/sdk-${randomUUID()}`;
  const aliases = `/v1.0/${owner.projectId}/kms/aliases`;
  expect(await request(client, "POST", aliases, { key_id: id, alias })).toMatchObject({ key_id: id, alias });
  expect((await request(client, "GET", aliases, undefined, { key_id: id })).aliases).toHaveLength(1);
  const { cipher_text } = await call("encrypt-data", { key_id: alias, plain_text: "by alias" });
  await request(client, "POST", `/v1.0/${owner.projectId}/kms/alias/associate`, { target_key_id: other, alias });
  expect((await call("describe-key", { key_id: alias })).key_info.key_id).toBe(other);
  expect((await call("decrypt-data", { cipher_text })).key_id).toBe(id);
  await request(client, "DELETE", aliases, { key_id: other, aliases: [alias] });
  await expect(call("describe-key", { key_id: alias })).rejects.toMatchObject({ httpStatusCode: 404, errorCode: "KMS.0207" });
});

test("re-encryption under another key", async () => {
  const [id, other] = [await createKey(), await createKey()];
  const { cipher_text } = await call("encrypt-data", { key_id: id, plain_text: "moves" });
  const moved = await call("re-encrypt", { source_key_id: id, destination_key_id: other, cipher_text });
  expect(moved).toMatchObject({ key_id: other, source_key_id: id });
  expect(await call("decrypt-data", { cipher_text: moved.cipher_text })).toMatchObject({ key_id: other, plain_text: "moves" });
});

test("a grant is found and retired by whom it names for that", async () => {
  const id = await createKey();
  const operations = ["decrypt-data", "retire-grant"];
  const { grant_id } = await call("create-grant", {
    key_id: id,
    grantee_principal: grantee.userId,
    retiring_principal: grantee.userId,
    operations,
  });
  expect((await asGrantee("list-retirable-grants", {})).grants).toEqual([expect.objectContaining({ grant_id, key_id: id, operations })]);
  await asGrantee("retire-grant", { key_id: id, grant_id });
  // Without a role, and now without a grant.
  await expect(asGrantee("list-retirable-grants", {})).rejects.toMatchObject({ httpStatusCode: 403 });
});

test("keys are searched", async () => {
  const id = await createKey();
  expect((await call("search-keys", { search: id })).keys).toEqual([expect.objectContaining({ key_id: id })]);
});

test("who used a key, what would break, and what happened", async () => {
  const id = await createKey();
  await call("start-shadow-disable", { key_id: id, days: 1 });
  await call("encrypt-data", { key_id: id, plain_text: "used" });
  expect(await call("get-key-last-usage", { key_id: id })).toMatchObject({ key_id: id, operation: "encryptData" });
  const { callers, shadow } = await call("list-key-callers", { key_id: id, days: 7 });
  expect(callers).toMatchObject([{ user_id: owner.userId, calls: 1 }]);
  expect(shadow).toMatchObject({ calls: 1, callers: 1 });
  await call("stop-shadow-disable", { key_id: id });
  const { traces } = await call("list-traces", { resource_id: id, trace_name: "encryptData" });
  expect(traces).toMatchObject([{ outcome: "normal", would_fail: true, user_id: owner.userId }]);
  const receipt = await call("show-receipt", { trace_id: traces[0].trace_id });
  expect(receipt).toMatchObject({ trace_id: traces[0].trace_id, size: expect.any(Number), checkpoint: expect.stringContaining("\n\n") });
  expect(await call("show-trace", { trace_id: traces[0].trace_id })).toEqual({ trace: { ...traces[0], leaf_index: receipt.leaf_index } });
  const get = (path: string, query?: Record<string, string>) =>
    request(client, "GET", `/v1.0/${owner.projectId}/kms/${path}`, undefined, query);
  expect((await get("audit-key")).pem).toContain("BEGIN PUBLIC KEY");
  expect((await get("checkpoint", { since: String(receipt.size) })).consistency.since).toBe(receipt.size);
  expect(await call("count-traces", { resource_id: id, trace_name: "encryptData" })).toMatchObject({ total: 1, exact: true });
  await call("export-traces", { resource_id: id });
  expect((await call("overview", { with_keys: true })).kinds.states.length).toBeGreaterThan(0);
});

test("a wrong secret is the SDK's own error with the family's code", async () => {
  const { access } = await makeAccessKey(product, owner);
  const stranger = sdk(owner, { access, secret: "x".repeat(40) });
  await expect(call("list-keys", {}, stranger)).rejects.toMatchObject({ httpStatusCode: 401 });
});

test("all operations on keys have been driven by now", () => {
  expect([...driven].sort()).toEqual(KMS_ROWS.map(({ method, path }) => `${method} ${path}`).sort());
});
