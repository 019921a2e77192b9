/** Every field of every operation on keys, given as it must not be: one clear refusal, which names the field and repeats nothing. */

import { randomBytes, randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { REST_DOORS } from "#lib/wire/catalog";
import type { DoorRow } from "#lib/wire/door-row";
import { wireMembers } from "#lib/wire/record";
import type { ApiClient } from "../harness/api-client";
import { grantTo } from "../harness/grants";
import { makeTenant } from "../harness/tenant";

const product = inject("product");
const MARKER = "planted-1b2f";
let api: ApiClient;
let keyId: string;
let bases: Record<string, object>;

const sha256Hex = async (bytes: Buffer) => Buffer.from(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes))).toString("hex");

beforeAll(async () => {
  const [tenant, grantee] = [await makeTenant(product), await makeTenant(product, [])];
  api = tenant.client;
  keyId = await api.createKey("bad-input");
  const sealed = (await api.call("encrypt-data", { key_id: keyId, plain_text: "x" })).body.cipher_text;
  const wrapped = (await api.call("create-datakey", { key_id: keyId, datakey_length: "512" })).body.cipher_text;
  const dataKey = randomBytes(64);
  const grant_id = await grantTo(api, keyId, grantee.userId, ["describe-key", "retire-grant"]);
  const key_id = keyId;
  const signed = {
    key_id: await api.createKey("bad-input-signing", { key_spec: "EC_P256" }),
    message: Buffer.alloc(32, 1).toString("base64"),
    signing_algorithm: "ECDSA_SHA_256",
  };
  const authenticated = {
    key_id: await api.createKey("bad-input-mac", { key_spec: "HMAC_256" }),
    message: "eA==",
    mac_algorithm: "HMAC_SHA_256",
  };
  const imported = { key_id: await api.createKey("bad-input-import", { origin: "external" }) };
  const parameters = { ...imported, wrapping_algorithm: "RSAES_OAEP_SHA_256" };
  const { import_token } = (await api.call("get-parameters-for-import", parameters)).body;
  const trace_id = (await api.call("list-traces", { limit: 1 })).body.traces[0].trace_id;
  bases = {
    "get-parameters-for-import": parameters,
    "import-key-material": { ...imported, import_token, encrypted_key_material: randomBytes(256).toString("base64") },
    "delete-imported-key-material": imported,
    "create-key": { key_alias: "base" },
    "list-keys": {},
    "search-keys": {},
    "suggest-tags": {},
    "describe-key": { key_id },
    "update-key-alias": { key_id, key_alias: "bad-input" },
    "update-key-description": { key_id, key_description: "x" },
    "enable-key": { key_id },
    "disable-key": { key_id },
    "schedule-key-deletion": { key_id, pending_days: "7" },
    "cancel-key-deletion": { key_id },
    "list-deleted-keys": {},
    "delete-key-risk-tips": { key_id },
    "list-traces": {},
    "count-traces": {},
    "show-trace": { trace_id },
    "show-receipt": { trace_id },
    "export-traces": {},
    overview: {},
    "get-key-last-usage": { key_id },
    "list-key-callers": { key_id },
    "start-shadow-disable": { key_id, days: 7 },
    "stop-shadow-disable": { key_id },
    "enable-key-rotation": { key_id },
    "update-key-rotation-interval": { key_id, rotation_interval: 30 },
    "disable-key-rotation": { key_id },
    "get-key-rotation-status": { key_id },
    "rotate-on-demand": { key_id },
    "replace-key": { key_id, key_alias: "bad-input-new" },
    "gen-random": { random_data_length: "512" },
    "create-datakey": { key_id, datakey_length: "512" },
    "create-datakey-without-plaintext": { key_id, datakey_length: "512" },
    "create-rsa-datakey-pair": { key_id, key_spec: "RSA_2048" },
    "create-ec-datakey-pair": { key_id, key_spec: "EC_P256" },
    "encrypt-datakey": { key_id, plain_text: dataKey.toString("hex") + (await sha256Hex(dataKey)), datakey_plain_length: "64" },
    "decrypt-datakey": { key_id, cipher_text: wrapped, datakey_cipher_length: "64" },
    "encrypt-data": { key_id, plain_text: "x" },
    "decrypt-data": { cipher_text: sealed },
    "re-encrypt": { cipher_text: sealed, destination_key_id: key_id },
    sign: signed,
    verify: { ...signed, signature: "AAAA" },
    "get-publickey": { key_id: signed.key_id },
    "generate-mac": authenticated,
    "verify-mac": { ...authenticated, mac: "00" },
    "create-grant": { key_id, grantee_principal: grantee.userId, operations: ["describe-key"] },
    "list-grants": { key_id },
    "describe-principals": { ids: [grantee.userId] },
    "list-key-access": { key_id },
    "batch-change-keys": { action: "create_tags", key_ids: [key_id], tags: [{ key: "a" }] },
    "list-retirable-grants": {},
    "revoke-grant": { key_id, grant_id },
    "retire-grant": { key_id, grant_id },
  };
});

const VERBS = Object.values<DoorRow>(REST_DOORS)
  .map(({ path }) => path)
  .filter(
    (path) =>
      /^\/v1\.0\/:project_id\/kms\/[a-z-]+$/.test(path) &&
      !/\/(aliases|tags|user-instances|user-quotas|system|audit-key|checkpoint)$/.test(path),
  )
  .map((path) => path.split("/").pop() ?? "");

/** Fields of each operation with the JSON type that they have, by the reference. All others are strings, or numbers in either form. */
const TYPES: Record<string, "list" | "texts" | "textOrTexts" | "object" | "boolean"> = {
  operations: "list",
  ids: "list",
  key_ids: "list",
  tags: "list",
  key_states: "list",
  key_specs: "list",
  key_usages: "list",
  origins: "list",
  tag_keys: "texts",
  grant_ids: "texts",
  aliases: "texts",
  trace_name: "textOrTexts",
  not_trace_name: "textOrTexts",
  rotation: "boolean",
  with_tags: "boolean",
  with_keys: "boolean",
  with_use: "boolean",
  with_callers: "boolean",
  with_rotation: "boolean",
  with_last_use: "boolean",
  encryption_context: "object",
  source_encryption_context: "object",
  destination_encryption_context: "object",
};

function fieldsOf(verb: string): string[] {
  const row = Object.values<DoorRow>(REST_DOORS).find(({ path }) => path.endsWith(`/kms/${verb}`));
  if (row === undefined) throw new Error(`The catalog knows no ${verb}.`);
  return wireMembers(row.input);
}

const deep = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
/** JSON of values that no field of the type takes. */
const NO_LIST = ["{}", `{"${MARKER}":1}`, "true", "7", `"${MARKER}"`, '{"length":1,"0":"x"}', `[${deep(5_000)}]`, "[null]"];
const NEVER: Record<"scalar" | "list" | "texts" | "textOrTexts" | "object" | "boolean", string[]> = {
  scalar: ["[]", "{}", `["${MARKER}"]`, `{"${MARKER}":1}`, "true", '{"__proto__":{"polluted":1}}', '{"toString":null}', deep(5_000)],
  list: [...NO_LIST, '["__proto__"]'],
  // Any text may be in them.
  texts: NO_LIST,
  textOrTexts: NO_LIST.filter((json) => !json.startsWith('"')),
  boolean: ["[]", "{}", "7", `"${MARKER}"`, `{"${MARKER}":1}`, deep(5_000)],
  object: ["[]", "true", "7", `"${MARKER}"`, `{"${MARKER}":1}`, `{"${MARKER}":{"x":"y"}}`, '{"":[]}', `{"a":${deep(5_000)}}`, '"[]"'],
};

test("all operations with a body of their own are known here", () => expect(VERBS.sort()).toEqual(Object.keys(bases).sort()));

describe.each(VERBS)("%s", (verb) => {
  /** The base with one member more, the last of its name. */
  const withMember = (name: string, json: string) =>
    `${JSON.stringify(bases[verb]).slice(0, -1)}${Object.keys(bases[verb] ?? {}).length > 0 ? "," : ""}${JSON.stringify(name)}:${json}}`;

  test("refuses values of another type in any field, names the field and repeats nothing", async () => {
    for (const field of fieldsOf(verb)) {
      for (const json of NEVER[TYPES[field] ?? "scalar"]) {
        const reply = await api.call(verb, withMember(field, json));
        const what = [verb, field, json.slice(0, 40)];
        expect([...what, reply.status]).toEqual([...what, 400]);
        expect([...what, reply.code]).toEqual([...what, expect.stringMatching(/^KMS\.\d{4}$/)]);
        expect(JSON.stringify(reply.body)).not.toContain(MARKER);
      }
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test("refuses null and the empty text in a field that is required, and takes them as absent elsewhere", async () => {
    const required = Object.keys(bases[verb] ?? {});
    for (const field of fieldsOf(verb)) {
      if (TYPES[field] === "list" || TYPES[field] === "texts") continue;
      for (const json of ["null", '""']) {
        const reply = await api.call(verb, withMember(field, json));
        const isOfField = reply.status === 400 && JSON.stringify(reply.body).includes(field);
        // A description may be empty; what changes the key's state may meet another state than the first time.
        if (required.includes(field) && field !== "key_description")
          expect([verb, field, json, reply.status]).toEqual([verb, field, json, 400]);
        else expect([verb, field, json, isOfField]).toEqual([verb, field, json, false]);
      }
    }
    // Each export waits until what was written before it is sealed.
  }, 300_000);

  test("refuses a body of a megabyte, and texts that fill a body, without a fault", async () => {
    for (const field of fieldsOf(verb)) {
      const reply = await api.call(verb, withMember(field, JSON.stringify("A".repeat(120_000))));
      expect([verb, field, reply.status]).toEqual([verb, field, 400]);
    }
    const whole = await api.call(verb, withMember("unknown_field", JSON.stringify("A".repeat(1_000_000))));
    expect([whole.status, whole.code]).toEqual([400, "KMS.0203"]);
  });

  test("ignores fields that it does not know, `__proto__` too", async () => {
    const more = '"unknown":{"a":[1,null]},"__proto__":{"key_id":"x","limit":"-1"},"constructor":{"prototype":{"polluted":1}}';
    const base = JSON.stringify(bases[verb]);
    const reply = await api.call(verb, `{${more}${base === "{}" ? "" : ","}${base.slice(1)}`);
    expect([verb, reply.status < 500, reply.code]).not.toEqual([verb, true, "KMS.0204"]);
    expect(reply.status).toBeLessThan(500);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe("JSON at its edges", () => {
  const send = (body: string | Buffer) => api.send("POST", `/v1.0/${api.projectId}/kms/encrypt-data`, new Uint8Array(Buffer.from(body)));
  let enabled: string;
  beforeAll(async () => {
    enabled = await api.createKey("edges");
  });

  test("of a name given twice the last counts", async () => {
    const body = `{"key_id":"x","plain_text":"first","key_id":"${enabled}","plain_text":"second"}`;
    const reply = await send(body);
    expect(reply.status).toBe(200);
    expect((await api.call("decrypt-data", { cipher_text: reply.body.cipher_text })).body.plain_text).toBe("second");
  });

  test.each([
    ["a byte order mark", Buffer.from("\ufeff{}")],
    ["UTF-16", Buffer.from("{}", "utf16le")],
    ["NaN", '{"limit":NaN}'],
    ["a hexadecimal number", '{"limit":0x10}'],
    ["a comment", '{/* */"limit":1}'],
    ["single quotes", "{'limit':1}"],
    ["a raw line break in a text", '{"limit":"1\n"}'],
    ["nesting without end", "[".repeat(100_000)],
  ])("with %s is no JSON", async (_what, body) => {
    expect((await send(body)).code).toBe("KMS.0202");
  });

  test("an escaped name is the name, and any white space is allowed", async () => {
    const reply = await send(` \t\r\n{ "key\\u005fid" :\n"${enabled}" , "plain_text":"\\u0078" } \n`);
    expect(reply.status).toBe(200);
  });

  test.each(["1e2", "100.0", '"100"', "100"])("limit %s is the number 100", async (limit) => {
    expect((await api.call("list-keys", `{"limit":${limit}}`)).status).toBe(200);
  });

  test.each(["1e400", "-1", "1.5", '"1.5"', '"0x10"', '" 1"', '"1e2"', '"٣"', "9007199254740993", "[1]"])(
    "limit %s is refused",
    async (limit) => {
      expect((await api.call("list-keys", `{"limit":${limit}}`)).code).toBe("KMS.1601");
    },
  );
});

describe("the path", () => {
  test.each([
    "//v1.0/:p/kms/list-keys",
    "/v1.0//:p/kms/list-keys",
    "/v1.0/:p/kms//list-keys",
    "/v1.0/:p/kms/list-keys/",
    "/v1.0/:p/kms%2Flist-keys",
    "/v1.0/:p%2Fkms/list-keys",
    "/v1.0/:p/kms/./list-keys",
    "/v1.0/:p/kms/LIST-KEYS",
    "/V1.0/:p/kms/list-keys",
    "/v1.0/:p/kms/list-keys;x=1",
    "/v1.0/:p/kms/list-keys%00",
    "/v1.0/:p/kms/list%2Dkeys/..",
  ])("%s leads nowhere", async (path) => {
    const reply = await rawStatus(path.replace(":p", api.projectId));
    expect([400, 404]).toContain(reply);
  });

  test("of another project, in capitals or encoded, is not the caller's", async () => {
    for (const project of [
      api.projectId.toUpperCase(),
      `${api.projectId}%20`,
      `%20${api.projectId}`,
      randomUUID().replaceAll("-", ""),
      "..",
      "*",
    ]) {
      const status = await rawStatus(`/v1.0/${project}/kms/list-keys`);
      expect([project, status === 200]).toEqual([project, /^[A-F0-9]+$/.test(project) && project === api.projectId]);
    }
  });
});

/** Sends the path as it stands, which `fetch` would tidy up. */
async function rawStatus(path: string): Promise<number> {
  const { request } = await import("node:http");
  const { hostname, port } = new URL(product.apiUrl);
  return new Promise((resolve, reject) => {
    const headers = { "X-Auth-Token": api.token, "Content-Type": "application/json" };
    request({ hostname, port, path, method: "POST", headers }, (response) => {
      response.resume();
      response.once("end", () => resolve(response.statusCode ?? 0));
    })
      .once("error", reject)
      .end("{}");
  });
}
