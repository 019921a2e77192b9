/** The grantee's side: what a grant allows, to whom, where, and what it does not. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { ApiClient } from "../harness/api-client";
import { sql } from "../harness/database";
import { ALL_GRANTABLE, grantTo, makeProject } from "../harness/grants";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
const NO_KEY = "00000000-0000-4000-8000-000000000000";
let owner: Tenant;
/** Administrator of another account. */
let foreigner: Tenant;
/** Administrator of another project of the owner's account. */
let neighbour: Tenant;
/** Of another account, without any role. */
let powerless: Tenant;
/** Of the key's own project, without any role. */
let insider: Tenant;
beforeAll(async () => {
  owner = await makeTenant(product);
  foreigner = await makeTenant(product);
  neighbour = await makeTenant(product, ["KMS Administrator"], await makeProject(product, owner, "eu-nl"));
  powerless = await makeTenant(product, [], await makeProject(product, foreigner));
  insider = await makeTenant(product, [], owner);
});

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest();
const TEXT = "granted";
const DATA_KEY = Buffer.alloc(32, 7);
const PLAIN_DATA_KEY = DATA_KEY.toString("hex") + sha256(DATA_KEY).toString("hex");
type Owned = { keyId: string; ciphertext: string; wrapped: string };
/** A call of every operation that a grant can name and that needs no other grant to be called. */
const callsOf = ({ keyId: key_id, ciphertext, wrapped }: Owned): Record<string, object> => ({
  "describe-key": { key_id },
  "encrypt-data": { key_id, plain_text: TEXT },
  "decrypt-data": { cipher_text: ciphertext },
  "create-datakey": { key_id, datakey_length: "512" },
  "create-datakey-without-plaintext": { key_id, datakey_length: "512" },
  "encrypt-datakey": { key_id, plain_text: PLAIN_DATA_KEY, datakey_plain_length: "32" },
  "decrypt-datakey": { key_id, cipher_text: wrapped, datakey_cipher_length: "32" },
  "create-grant": { key_id, grantee_principal: "d9a6b2bdaedd4ba586cabe6372d1b312", operations: ["describe-key"] },
});
/** Operations on a key that no grant allows. */
const NEVER_GRANTED = (key_id: string, grant_id: string): [string, object][] => [
  ["list-grants", { key_id }],
  ["revoke-grant", { key_id, grant_id }],
  ["enable-key", { key_id }],
  ["disable-key", { key_id }],
  ["schedule-key-deletion", { key_id, pending_days: "7" }],
  ["cancel-key-deletion", { key_id }],
  ["update-key-alias", { key_id, key_alias: "stolen" }],
  ["update-key-description", { key_id, key_description: "stolen" }],
];

async function ownedKey(alias: string): Promise<Owned> {
  const keyId = await owner.client.createKey(alias);
  const data = await owner.client.call("encrypt-data", { key_id: keyId, plain_text: TEXT });
  const input = { key_id: keyId, plain_text: PLAIN_DATA_KEY, datakey_plain_length: "32" };
  const dataKey = await owner.client.call("encrypt-datakey", input);
  return { keyId, ciphertext: data.body.cipher_text, wrapped: dataKey.body.cipher_text };
}

describe.each([
  ["a user of another account", () => foreigner, () => ({ id: foreigner.userId, type: "user" })],
  ["another account", () => foreigner, () => ({ id: foreigner.accountId, type: "domain" })],
  ["a user of another project", () => neighbour, () => ({ id: neighbour.userId, type: "user" })],
  ["its own account, for a user of another project", () => neighbour, () => ({ id: owner.accountId, type: "domain" })],
  ["a user who has no role anywhere", () => powerless, () => ({ id: powerless.userId, type: "user" })],
  ["a user of the key's own project who has no role", () => insider, () => ({ id: insider.userId, type: "user" })],
])("a grant to %s", (what, granteeOf, principalOf) => {
  test.each(ALL_GRANTABLE.filter((name) => name !== "create-grant" && name !== "retire-grant"))(
    "that names %s allows that and nothing else, with the grantee's own token at its own URL",
    async (granted) => {
      const grantee = granteeOf();
      const { id, type } = principalOf();
      const owned = await ownedKey(`${what}-${granted}`.replaceAll(/[^a-z-]/g, "-"));
      const { keyId } = owned;
      const grantId = await grantTo(owner.client, keyId, id, [granted], { grantee_principal_type: type });
      for (const [verb, input] of Object.entries(callsOf(owned))) {
        const reply = await grantee.client.call(verb, input);
        expect([verb, reply.status]).toEqual([verb, verb === granted ? 200 : 403]);
      }
      for (const [verb, input] of [...NEVER_GRANTED(keyId, grantId), ["retire-grant", { key_id: keyId, grant_id: grantId }] as const]) {
        const reply = await grantee.client.call(verb, input);
        expect([verb, reply.status, reply.code]).toEqual([verb, 403, "KMS.0307"]);
      }
      expect((await owner.client.call("describe-key", { key_id: keyId })).body.key_info).toMatchObject({
        key_state: "2",
        key_description: "",
      });
    },
  );

  test("is in force from the answer that made it until the answer that revoked it, for one and the same token", async () => {
    const grantee = granteeOf();
    const { id, type } = principalOf();
    const { keyId, ciphertext } = await ownedKey(`life-${what}`.replaceAll(/[^a-z-]/g, "-"));
    const use = async () => (await grantee.client.call("decrypt-data", { cipher_text: ciphertext })).status;
    expect(await use()).not.toBe(200);
    for (let round = 0; round < 5; round++) {
      const grantId = await grantTo(owner.client, keyId, id, ["decrypt-data"], { grantee_principal_type: type });
      expect(await use()).toBe(200);
      await owner.client.call("revoke-grant", { key_id: keyId, grant_id: grantId });
      expect(await use()).not.toBe(200);
    }
  });
});

/** Keys of other kinds than the one above, with a call of every operation that a grant on them is for. */
const OTHER_KINDS = [
  [
    { key_spec: "EC_P256" },
    (key_id: string) => ({
      sign: { key_id, message: "eA==", message_type: "RAW", signing_algorithm: "ECDSA_SHA_256" },
      verify: { key_id, message: "eA==", message_type: "RAW", signing_algorithm: "ECDSA_SHA_256", signature: "AAAA" },
      "get-publickey": { key_id },
    }),
  ],
  [
    { key_spec: "HMAC_256" },
    (key_id: string) => ({
      "generate-mac": { key_id, message: "eA==", mac_algorithm: "HMAC_SHA_256" },
      "verify-mac": { key_id, message: "eA==", mac_algorithm: "HMAC_SHA_256", mac: "00" },
    }),
  ],
] as const;

describe("grants", () => {
  test.each(OTHER_KINDS)("on a key of %o allow each of its own operations, and nothing that they do not name", async (more, calls) => {
    const keyId = await owner.client.createKey(`kind-${more.key_spec.toLowerCase()}`, more);
    for (const [granted] of Object.entries(calls(keyId))) {
      const grantId = await grantTo(owner.client, keyId, foreigner.userId, [granted]);
      for (const [verb, input] of Object.entries(calls(keyId))) {
        expect([granted, verb, (await foreigner.client.call(verb, input)).status]).toEqual([granted, verb, verb === granted ? 200 : 403]);
      }
      await owner.client.call("revoke-grant", { key_id: keyId, grant_id: grantId });
      expect((await foreigner.client.call(granted, calls(keyId)[granted as keyof ReturnType<typeof calls>])).status).toBe(404);
    }
  });

  test("add up, and each ends on its own", async () => {
    const owned = await ownedKey("add-up");
    const { keyId } = owned;
    const [one, two, three] = await Promise.all([
      grantTo(owner.client, keyId, foreigner.userId, ["encrypt-data", "describe-key"]),
      grantTo(owner.client, keyId, foreigner.userId, ["decrypt-data"]),
      grantTo(owner.client, keyId, foreigner.accountId, ["describe-key"], { grantee_principal_type: "domain" }),
    ]);
    const allowed = async () => {
      const { "create-grant": _, ...calls } = callsOf(owned);
      const replies = await Promise.all(Object.entries(calls).map(([verb, input]) => foreigner.client.call(verb, input)));
      return Object.keys(calls).filter((_verb, index) => replies[index]?.status === 200);
    };
    expect(await allowed()).toEqual(["describe-key", "encrypt-data", "decrypt-data"]);
    await owner.client.call("revoke-grant", { key_id: keyId, grant_id: one });
    expect(await allowed()).toEqual(["describe-key", "decrypt-data"]);
    await owner.client.call("revoke-grant", { key_id: keyId, grant_id: three });
    expect(await allowed()).toEqual(["decrypt-data"]);
    await owner.client.call("revoke-grant", { key_id: keyId, grant_id: two });
    expect(await allowed()).toEqual([]);
  });

  test("do not mistake a user for an account: an ID counts only as what the grant says it is", async () => {
    const { keyId } = await ownedKey("mistaken");
    await grantTo(owner.client, keyId, foreigner.userId, ["describe-key"], { grantee_principal_type: "domain" });
    await grantTo(owner.client, keyId, foreigner.accountId, ["describe-key"], { grantee_principal_type: "user" });
    await grantTo(owner.client, keyId, foreigner.projectId, ["describe-key"]);
    expect((await foreigner.client.call("describe-key", { key_id: keyId })).code).toBe("KMS.0207");
  });

  test("show the grantee the key as its owner sees it, region included, and never among its own keys", async () => {
    const { keyId } = await ownedKey("seen");
    await grantTo(owner.client, keyId, neighbour.userId, ALL_GRANTABLE);
    const seen = await neighbour.client.call("describe-key", { key_id: keyId });
    expect(seen.body).toEqual((await owner.client.call("describe-key", { key_id: keyId })).body);
    expect(seen.body.key_info).toMatchObject({ realm: "eu-de", domain_id: owner.accountId });
    const list = (await neighbour.client.call("list-keys")).body;
    expect(list.keys).not.toContain(keyId);
    const search = (await neighbour.client.call("search-keys", { search: "seen" })).body;
    expect(search.keys).toEqual([]);
  });

  test("are used at the grantee's own project only: the owner's URL stays closed", async () => {
    const { keyId } = await ownedKey("own-url");
    await grantTo(owner.client, keyId, foreigner.userId, ["describe-key"]);
    const atOwners = new ApiClient(product.apiUrl, foreigner.client.token, owner.projectId);
    const reply = await atOwners.call("describe-key", { key_id: keyId });
    expect([reply.status, reply.code]).toEqual([403, "KMS.0307"]);
  });

  test("do not open the key in another state than its owner could use it", async () => {
    const owned = await ownedKey("states");
    const { keyId } = owned;
    await grantTo(owner.client, keyId, foreigner.userId, ALL_GRANTABLE);
    for (const [verb, more, code] of [
      ["disable-key", {}, "KMS.0209"],
      ["schedule-key-deletion", { pending_days: 7 }, "KMS.0210"],
    ] as const) {
      expect((await owner.client.call(verb, { key_id: keyId, ...more })).status).toBe(200);
      const { "describe-key": describeKey, ...uses } = callsOf(owned);
      for (const [use, input] of Object.entries(uses)) {
        expect([use, (await foreigner.client.call(use, input)).code]).toEqual([use, code]);
      }
      expect((await foreigner.client.call("describe-key", describeKey)).status).toBe(200);
    }
  });

  test("sleep while the key's own project is disabled", async () => {
    const closing = await makeTenant(product);
    const keyId = await closing.client.createKey("closing");
    await grantTo(closing.client, keyId, foreigner.userId, ["describe-key"]);
    const use = async () => (await foreigner.client.call("describe-key", { key_id: keyId })).status;
    expect(await use()).toBe(200);
    await sql(product.dataDir, "update project set enabled = false where id = $1", [closing.projectId]);
    expect(await use()).toBe(404);
    await sql(product.dataDir, "update project set enabled = true where id = $1", [closing.projectId]);
    expect(await use()).toBe(200);
  });

  test("serve the API only: the console is refused what a grant allows, and allowed what a role allows", async () => {
    const owned = await ownedKey("console");
    const { keyId } = owned;
    const grantId = await grantTo(owner.client, keyId, foreigner.userId, ALL_GRANTABLE);
    const secret = readFileSync(join(product.dataDir, "secrets", "console-secret"), "utf8").trim();
    const fromConsole = (tenant: Tenant, verb: string, input: object) =>
      tenant.client.send("POST", `/v1.0/${tenant.projectId}/kms/${verb}`, JSON.stringify(input), { "X-Kms-Console": secret });
    const forged = await foreigner.client.send("POST", `/v1.0/${foreigner.projectId}/kms/describe-key`, JSON.stringify({ key_id: keyId }), {
      "X-Kms-Console": "wrong",
    });
    expect(forged.status).toBe(200);
    const retirement = { key_id: keyId, grant_id: grantId };
    for (const [verb, input] of [...Object.entries(callsOf(owned)), ["retire-grant", retirement] as const]) {
      const reply = await fromConsole(foreigner, verb, input);
      expect([verb, reply.status, reply.code]).toEqual([verb, 403, "KMS.0307"]);
      expect(reply.body.error.error_msg).toMatch(/calling the API/);
      expect((await fromConsole(owner, verb, input)).status).toBe(200);
    }
  });
});

describe("whoever holds no grant", () => {
  test("cannot tell another's key from one that does not exist, with a role or without", async () => {
    const owned = await ownedKey("invisible");
    const { keyId } = owned;
    // Somebody else's grant on it makes it no more visible.
    await grantTo(owner.client, keyId, "d9a6b2bdaedd4ba586cabe6372d1b312", ALL_GRANTABLE);
    const noId = (body: { error: object; request_id: string }) => {
      const { request_id: id } = body;
      return JSON.parse(JSON.stringify(body).replaceAll(id, "").replaceAll(keyId, "KEY").replaceAll(NO_KEY, "KEY"));
    };
    const grant_id = "0".repeat(64);
    for (const [tenant, status] of [
      [foreigner, 404],
      [neighbour, 404],
      [powerless, 403],
    ] as const) {
      // Here the ciphertext names the key, and one that the caller may not open tells nothing of it.
      const { "decrypt-data": decryption, ...calls } = callsOf(owned);
      expect((await tenant.client.call("decrypt-data", decryption)).code).toBe(status === 403 ? "KMS.0307" : "KMS.2201");
      for (const [verb, input] of [
        ...Object.entries(calls),
        ...NEVER_GRANTED(keyId, grant_id),
        ["retire-grant", { key_id: keyId, grant_id }] as const,
      ]) {
        const reply = await tenant.client.call(verb, input);
        const unknown = await tenant.client.call(verb, { ...input, key_id: NO_KEY });
        expect([verb, reply.status]).toEqual([verb, status]);
        expect([reply.status, noId(reply.body)]).toEqual([unknown.status, noId(unknown.body)]);
        // The owner does not even hear of it, and the caller's own trace lends it no alias.
        const traces = await tracesOf(product, reply.headers.get("x-request-id"));
        for (const trace of traces) expect(trace).toMatchObject({ project_id: tenant.projectId, alias: "" });
      }
    }
  });
});

describe("traces of grantees' calls", () => {
  test("are the owner's: with the caller's account and the grant, whether it went well or not", async () => {
    const { keyId } = await ownedKey("traced");
    await grantTo(owner.client, keyId, foreigner.userId, ["describe-key"]);
    const grantId = await grantTo(owner.client, keyId, foreigner.userId, ["encrypt-data"]);
    const good = await foreigner.client.call("encrypt-data", { key_id: keyId, plain_text: TEXT });
    const filed = {
      account_id: owner.accountId,
      project_id: owner.projectId,
      caller_id: foreigner.userId,
      caller_account_id: foreigner.accountId,
      resource_id: keyId,
      alias: "traced",
      details: { callerProject: foreigner.projectId },
    };
    expect(await tracesOf(product, good.headers.get("x-request-id"))).toMatchObject([
      { ...filed, trace_name: "encryptData", outcome: "normal", grant_id: grantId },
    ]);
    const refused = await foreigner.client.call("disable-key", { key_id: keyId });
    expect(await tracesOf(product, refused.headers.get("x-request-id"))).toMatchObject([
      { ...filed, trace_name: "disableKey", outcome: "warning", error_code: "KMS.0307", grant_id: "" },
    ]);
  });

  test("of the same account name the caller's project and no other account; of the key's project neither", async () => {
    const { keyId } = await ownedKey("traced-near");
    for (const [tenant, details] of [
      [neighbour, { callerProject: neighbour.projectId }],
      [insider, {}],
    ] as const) {
      const grantId = await grantTo(owner.client, keyId, tenant.userId, ["encrypt-data"]);
      const reply = await tenant.client.call("encrypt-data", { key_id: keyId, plain_text: TEXT });
      const traces = await tracesOf(product, reply.headers.get("x-request-id"));
      expect(traces).toMatchObject([{ project_id: owner.projectId, caller_id: tenant.userId, caller_account_id: "", grant_id: grantId }]);
      expect(traces[0]?.details).toEqual(details);
    }
  });
});
