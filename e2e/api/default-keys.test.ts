/** Default master keys: how a cloud service gets one, what it may do with it, and what nobody may. */
import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import type { Reply } from "../harness/api-client";
import { sql } from "../harness/database";
import { makeProject } from "../harness/grants";
import { DEFAULT_KEY, makeService, type Service } from "../harness/services";
import { SignedClient } from "../harness/signed-client";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
const OBS = DEFAULT_KEY("obs");

let tenant: Tenant;
let obs: Service;
beforeAll(async () => {
  tenant = await makeTenant(product);
  obs = await makeService(product, tenant);
});

type Place = { readonly projectId: string; readonly client: SignedClient; readonly owner: Tenant };

/** Another project of the same account, with an administrator of its keys, and the service there. */
async function makePlace(): Promise<Place> {
  const owner = await makeTenant(product, ["KMS Administrator"], await makeProject(product, tenant));
  return { projectId: owner.projectId, client: new SignedClient(product.apiUrl, obs.key, owner.projectId), owner };
}

/** The same, where the service has its default master key. */
async function makeKept(): Promise<Place & { readonly keyId: string; readonly ciphertext: string }> {
  const place = await makePlace();
  const { body } = await first(place.client, OBS, "create-datakey-without-plaintext");
  return { ...place, keyId: body.key_id, ciphertext: body.cipher_text };
}

const first = (client: Pick<SignedClient, "call">, key_id = OBS, verb = "create-datakey") => client.call(verb, { key_id });
const keysOf = (projectId: string) => sql(product.dataDir, "select * from cmk where project_id = $1", [projectId]);
const said = ({ status, code }: Reply) => [status, code];

describe("the first data key of a service in a project", () => {
  test("makes its default master key, with a trace of its own beside that of the data key, and counts against no quota", async () => {
    const { client, owner, projectId } = await makePlace();
    const made = await first(client);
    expect(made.status).toBe(200);
    const [key, ...others] = await keysOf(projectId);
    expect(others).toEqual([]);
    expect(key).toMatchObject({
      id: made.body.key_id,
      alias: "obs/default",
      description: "Default master key created by KMS for Object Storage Service (OBS)",
      spec: "AES_256",
      usage: "ENCRYPT_DECRYPT",
      origin: "kms",
      state: "enabled",
      is_default: true,
    });
    const of = { caller_kind: "service", caller_id: obs.userId, resource_id: key?.id, alias: "obs/default", outcome: "normal" };
    expect(await tracesOf(product, made.headers.get("x-request-id"))).toMatchObject([
      { ...of, trace_name: "createKey", details: { spec: "AES_256", usage: "ENCRYPT_DECRYPT", origin: "kms", defaultKeyOf: "obs" } },
      { ...of, trace_name: "createDataKey" },
    ]);
    const asked = { key_id: OBS, cipher_text: made.body.cipher_text, datakey_cipher_length: "32" };
    const decrypted = await client.call("decrypt-datakey", asked);
    expect([decrypted.status, decrypted.body.data_key]).toEqual([200, made.body.plain_text]);
    // Lists show it, and quotas do not count it.
    const listed = await owner.client.call("list-keys", {});
    expect(listed.body.key_details).toMatchObject([{ key_id: key?.id, key_alias: "obs/default", default_key_flag: "1", key_state: "2" }]);
    expect((await owner.client.call("search-keys", { kind: "default" })).body.keys).toHaveLength(1);
    const path = `/v1.0/${projectId}/kms`;
    expect((await owner.client.send("GET", `${path}/user-instances`)).body.instance_num).toBe(0);
    const { resources } = (await owner.client.send("GET", `${path}/user-quotas`)).body.quotas;
    expect(resources.find(({ type }: { type: string }) => type === "CMK")).toMatchObject({ used: 0 });
    const instances = await owner.client.send("POST", `${path}/resource_instances/action`, JSON.stringify({ action: "filter" }));
    expect(instances.body.resources).toMatchObject([{ resource_id: key?.id, resource_detail: { default_key_flag: "1" } }]);
  });

  test.each(["create-datakey", "create-datakey-without-plaintext"])(
    "makes one however many ask by %s at once, in a project whose quota is full too",
    async (verb) => {
      const { client, projectId } = await makePlace();
      await sql(product.dataDir, "update project set key_count = 100 where id = $1", [projectId]);
      const replies = await Promise.all(Array.from({ length: 24 }, () => first(client, OBS, verb)));
      expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
      const [key, ...others] = await keysOf(projectId);
      expect(others).toEqual([]);
      expect(new Set(replies.map(({ body }) => body.key_id))).toEqual(new Set([key?.id]));
      const traces = await sql(product.dataDir, "select * from trace where project_id = $1 and trace_name = 'createKey'", [projectId]);
      expect(traces).toHaveLength(1);
      expect(await sql(product.dataDir, "select key_count from project where id = $1", [projectId])).toEqual([{ key_count: 100 }]);
      expect(await sql(product.dataDir, "select * from key_reservation where project_id = $1", [projectId])).toEqual([]);
    },
  );

  test("is one that asks for it: nothing else of the service makes the key", async () => {
    const { client, projectId } = await makePlace();
    expect(said(await client.call("describe-key", { key_id: OBS }))).toEqual([404, "KMS.0207"]);
    const wrapped = { plain_text: "00".repeat(96), datakey_plain_length: "64" };
    expect(said(await client.call("encrypt-datakey", { key_id: OBS, ...wrapped }))).toEqual([404, "KMS.0207"]);
    const unwrapped = { cipher_text: "00".repeat(172), datakey_cipher_length: "32" };
    expect(said(await client.call("decrypt-datakey", { key_id: OBS, ...unwrapped }))).toEqual([404, "KMS.0207"]);
    expect((await client.call("create-datakey", { key_id: OBS, datakey_length: "7" })).status).toBe(400);
    expect((await client.call("create-datakey", { key_id: OBS, encryption_context: "x" })).status).toBe(400);
    for (const verb of ["encrypt-data", "create-rsa-datakey-pair", "create-grant", "create-key"]) {
      expect((await client.call(verb, { key_id: OBS, key_alias: "obs/default" })).status).toBeGreaterThanOrEqual(400);
    }
    const forged = new SignedClient(product.apiUrl, { ...obs.key, secret: "A".repeat(40) }, projectId);
    expect((await first(forged)).status).toBe(401);
    expect(await keysOf(projectId)).toEqual([]);
  });

  test("is asked for by the names of the own key alone", async () => {
    const { client, projectId } = await makePlace();
    const foreign = await makeTenant(product);
    for (const name of [
      "alias/evs/default",
      "alias/ims/default",
      "alias/OBS/default",
      `kms:eu-de:${foreign.accountId}:alias:obs/default`,
      `kms:eu-nl:${tenant.accountId}:alias:obs/default`,
      randomUUID(),
    ]) {
      expect([name, ...said(await first(client, name))]).toEqual([name, 403, "KMS.0307"]);
    }
    for (const name of ["obs/default", "alias/", "alias/obs default"]) expect((await first(client, name)).status).toBe(400);
    expect(await keysOf(projectId)).toEqual([]);
    const byUrn = await first(client, `kms:eu-de:${tenant.accountId}:alias:obs/default`);
    expect(byUrn.status).toBe(200);
    expect((await first(client)).body.key_id).toBe(byUrn.body.key_id);
  });

  test("is none of a person's: who asks for the alias makes no key, and an administrator of keys uses the one that is there", async () => {
    const { owner, client, projectId } = await makePlace();
    const nobody = await makeTenant(product, [], owner);
    expect(said(await first(owner.client))).toEqual([404, "KMS.0207"]);
    expect(said(await first(nobody.client))).toEqual([403, "KMS.0307"]);
    expect(await keysOf(projectId)).toEqual([]);
    const made = await first(client);
    expect((await first(owner.client)).body.key_id).toBe(made.body.key_id);
    expect((await owner.client.call("describe-key", { key_id: OBS })).body.key_info.default_key_flag).toBe("1");
    expect(said(await first(nobody.client))).toEqual([403, "KMS.0307"]);
  });
});

describe("a service gets nowhere with", () => {
  test("its key of another project, by its ID, its ciphertext or its project's URL in another account", async () => {
    const [here, there] = [await makeKept(), await makeKept()];
    expect(said(await first(here.client, there.keyId))).toEqual([403, "KMS.0307"]);
    const asked = { key_id: OBS, cipher_text: there.ciphertext, datakey_cipher_length: "32" };
    expect(said(await here.client.call("decrypt-datakey", asked))).toEqual([400, "KMS.2201"]);
    expect(said(await here.client.call("decrypt-datakey", { ...asked, key_id: there.keyId }))).toEqual([403, "KMS.0307"]);
    expect((await there.client.call("decrypt-datakey", asked)).status).toBe(200);
    const foreign = await makeTenant(product);
    const abroad = new SignedClient(product.apiUrl, obs.key, foreign.projectId);
    for (const key_id of [OBS, here.keyId]) expect(said(await first(abroad, key_id))).toEqual([403, "KMS.0307"]);
    // Nor does it help to sign for the own project and ask at the other's URL.
    const path = `/v1.0/${foreign.projectId}/kms/create-datakey`;
    expect((await here.client.send("POST", path, JSON.stringify({ key_id: OBS }))).status).toBe(403);
    expect(await keysOf(foreign.projectId)).toEqual([]);
  });

  test("the key of another service, and with a customer's own", async () => {
    const { owner, client, projectId } = await makeKept();
    const evs = await makeService(product, tenant, "evs");
    const made = await first(new SignedClient(product.apiUrl, evs.key, projectId), DEFAULT_KEY("evs"));
    const custom = await owner.client.createKey(`custom-${randomUUID()}`);
    for (const key_id of [made.body.key_id, DEFAULT_KEY("evs"), custom]) {
      expect(said(await first(client, key_id))).toEqual([403, "KMS.0307"]);
      expect(said(await client.call("describe-key", { key_id }))).toEqual([403, "KMS.0307"]);
    }
  });

  test("a project that is disabled, an access key or a user that is", async () => {
    const { client, projectId } = await makePlace();
    const set = (table: string, column: string, id: string, enabled: boolean) =>
      sql(product.dataDir, `update ${table} set enabled = ${enabled} where ${column} = $1`, [id]);
    for (const [table, column, id, status] of [
      ["project", "id", projectId, 403],
      ["access_key", "access", obs.key.access, 401],
      ["iam_user", "id", obs.userId, 401],
    ] as const) {
      await set(table, column, id, false);
      const refused = await first(client);
      await set(table, column, id, true);
      expect([table, refused.status]).toEqual([table, status]);
    }
    expect(await keysOf(projectId)).toEqual([]);
    expect((await first(client)).status).toBe(200);
  });
});

describe("a default master key is kept as it is", () => {
  /** Every way to change a key, and what it takes. */
  const CHANGES: readonly [what: string, method: string, path: string, body: (keyId: string, other: string) => object | undefined][] = [
    ...(
      [
        ["disable-key", {}],
        ["start-shadow-disable", { days: 1 }],
        ["stop-shadow-disable", {}],
        ["enable-key", {}],
        ["schedule-key-deletion", { pending_days: "7" }],
        ["cancel-key-deletion", {}],
        ["update-key-alias", { key_alias: "mine" }],
        ["update-key-description", { key_description: "mine" }],
        ["enable-key-rotation", {}],
        ["disable-key-rotation", {}],
        ["update-key-rotation-interval", { rotation_interval: 30 }],
        ["rotate-on-demand", {}],
        ["replace-key", { key_alias: "mine" }],
        ["create-grant", { grantee_principal: "a".repeat(32), operations: ["decrypt-datakey"] }],
        ["retire-grant", { grant_id: "b".repeat(64) }],
        ["revoke-grant", { grant_id: "b".repeat(64) }],
        ["get-parameters-for-import", { wrapping_algorithm: "RSAES_OAEP_SHA_256" }],
        [
          "import-key-material",
          { import_token: Buffer.alloc(148).toString("base64"), encrypted_key_material: Buffer.alloc(256).toString("base64") },
        ],
        ["delete-imported-key-material", {}],
      ] as const
    ).map(([verb, more]): (typeof CHANGES)[number] => [verb, "POST", verb, (key_id) => ({ key_id, ...more })]),
    ["create an alias", "POST", "aliases", (key_id) => ({ key_id, alias: `alias/${randomUUID()}` })],
    ["point an alias at it", "POST", "alias/associate", (target_key_id) => ({ target_key_id, alias: "alias/another" })],
    ["delete aliases", "DELETE", "aliases", (key_id) => ({ key_id, aliases: ["alias/obs/default"] })],
    ["tag", "POST", ":key/tags", () => ({ tag: { key: "a", value: "b" } })],
    ["untag", "DELETE", ":key/tags/a", () => undefined],
    ["tag in a batch", "POST", ":key/tags/action", () => ({ action: "create", tags: [{ key: "a", value: "b" }] })],
    ["untag in a batch", "POST", ":key/tags/action", () => ({ action: "delete", tags: [{ key: "a", value: "b" }] })],
  ];

  test("by whoever administers keys, who is told why, and by the service, who may not", async () => {
    const { owner, client, keyId, projectId } = await makeKept();
    const before = await keysOf(projectId);
    for (const [what, method, path, toBody] of CHANGES) {
      const url = `/v1.0/${projectId}/kms/${path.replace(":key", keyId)}`;
      const body = JSON.stringify(toBody(keyId, ""));
      const refused = await owner.client.send(method, url, body);
      expect([what, ...said(refused)]).toEqual([what, 400, "KMS.0211"]);
      expect(refused.body.error.error_msg).toContain("default master key");
      expect([what, ...said(await client.send(method, url, body))]).toEqual([what, 403, "KMS.0307"]);
    }
    expect(await keysOf(projectId)).toEqual(before);
    for (const table of ["tag", "cmk_grant", "key_alias"]) {
      expect(await sql(product.dataDir, `select * from ${table} where key_id = $1`, [keyId])).toEqual([]);
    }
  });

  test("by a change of many, which skips it and says why", async () => {
    const { owner, keyId, projectId } = await makeKept();
    const custom = await owner.client.createKey(`custom-${randomUUID()}`);
    for (const more of [{ action: "disable" }, { action: "enable" }, { action: "schedule_deletion", pending_days: 7 }]) {
      const reply = await owner.client.call("batch-change-keys", { ...more, key_ids: [keyId, custom] });
      expect([more.action, reply.status]).toEqual([more.action, 200]);
      expect(JSON.stringify(reply.body)).toContain("KMS.0211");
    }
    expect((await keysOf(projectId)).find(({ id }) => id === keyId)).toMatchObject({ state: "enabled", scheduled_deletion_at: null });
  });

  test("and no key and no alias passes for it", async () => {
    const { owner, client, projectId } = await makePlace();
    const custom = await owner.client.createKey(`custom-${randomUUID()}`);
    const post = (path: string, body: object) => owner.client.send("POST", `/v1.0/${projectId}/kms/${path}`, JSON.stringify(body));
    expect(said(await post("create-key", { key_alias: "obs/default" }))).toEqual([400, "KMS.1101"]);
    expect(said(await post("update-key-alias", { key_id: custom, key_alias: "obs/default" }))).toEqual([400, "KMS.1101"]);
    expect(said(await post("replace-key", { key_id: custom, key_alias: "obs/default" }))).toEqual([400, "KMS.1101"]);
    for (const alias of ["alias/obs/default", "alias/team/default"]) {
      const refused = await post("aliases", { key_id: custom, alias });
      expect([...said(refused), refused.body.error.error_msg]).toEqual([400, "KMS.1101", expect.stringContaining("/default")]);
    }
    // One from before there was this rule.
    await sql(
      product.dataDir,
      "insert into key_alias (account_id, region, name, key_id, created_at, updated_at) values ($1, 'eu-de', 'obs/default', $2, now(), now())",
      [tenant.accountId, custom],
    );
    try {
      expect(said(await post("describe-key", { key_id: OBS }))).toEqual([404, "KMS.0207"]);
      const made = await first(client);
      expect([made.status, made.body.key_id === custom]).toEqual([200, false]);
      expect((await post("describe-key", { key_id: OBS })).body.key_info.key_id).toBe(made.body.key_id);
    } finally {
      const path = `/v1.0/${projectId}/kms/aliases`;
      const deleted = await owner.client.send("DELETE", path, JSON.stringify({ key_id: custom, aliases: [OBS] }));
      expect(deleted.status).toBe(204);
    }
    expect((await keysOf(projectId)).filter(({ is_default }) => is_default)).toHaveLength(1);
  });
});
