import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import type { ApiClient } from "../harness/api-client";
import { sql } from "../harness/database";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
let tenant: Tenant;
let api: ApiClient;
beforeAll(async () => {
  tenant = await makeTenant(product);
  api = tenant.client;
});

const send = (method: string, path: string, input?: object, client = api) =>
  client.send(method, `/v1.0/${client.projectId}/kms/${path}`, input && JSON.stringify(input));
const create = (key_id: string, alias: unknown, client = api) => send("POST", "aliases", { key_id, alias } as object, client);
const newName = () => `alias/${randomUUID()}`;
const describeBy = (reference: string, client = api) => client.call("describe-key", { key_id: reference });

describe("an alias object", () => {
  test("points at its key, is listed, moved and deleted, each with its trace", async () => {
    const [first, second] = [await api.createKey(randomUUID()), await api.createKey(randomUUID())];
    const alias = newName();
    const made = await create(first, alias);
    expect(made.status).toBe(200);
    expect(made.body).toEqual({
      domain_id: tenant.accountId,
      key_id: first,
      alias,
      alias_urn: `kms:eu-de:${tenant.accountId}:alias:${alias.slice(6)}`,
      create_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      update_time: made.body.create_time,
    });
    for (const reference of [alias, made.body.alias_urn]) {
      const reply = await describeBy(reference);
      expect(reply.body.key_info.key_id).toBe(first);
    }
    const moved = await send("POST", "alias/associate", { target_key_id: second, alias });
    expect([moved.status, moved.body.key_id]).toEqual([200, second]);
    const encrypted = await api.call("encrypt-data", { key_id: alias, plain_text: "x" });
    expect(encrypted.body.key_id).toBe(second);
    const [trace] = await tracesOf(product, encrypted.headers.get("x-request-id"));
    expect(trace?.resource_id).toBe(second);
    expect((await send("GET", `aliases?key_id=${first}`)).body).toEqual({ aliases: [], page_info: { next_marker: "", current_count: 0 } });
    expect((await send("GET", `aliases?key_id=${second}&limit=50&marker=`)).body.aliases).toEqual([moved.body]);
    const gone = await send("DELETE", "aliases", { key_id: second, aliases: [alias] });
    expect(gone.status).toBe(204);
    expect((await describeBy(alias)).code).toBe("KMS.0207");
    const names = await Promise.all([made, moved, gone].map((reply) => tracesOf(product, reply.headers.get("x-request-id"))));
    expect(names.map(([one]) => [one?.trace_name, one?.resource_id])).toEqual([
      ["createAlias", first],
      ["associateAlias", second],
      ["deleteAlias", second],
    ]);
  });

  test("is unique in its account and region: of several that come at once exactly one is made", async () => {
    const id = await api.createKey(randomUUID());
    const alias = newName();
    const replies = await Promise.all([0, 1, 2].map(() => create(id, alias)));
    expect(replies.map((reply) => reply.code).sort()).toEqual(["", "KMS.1104", "KMS.1104"]);
    const other = await makeTenant(product);
    const foreign = await other.client.createKey("elsewhere");
    expect((await create(foreign, alias, other.client)).status).toBe(200);
  });

  test.each(["alias/", "name", "alias/ä", "alias/a b", `alias/${"x".repeat(256)}`, "ALIAS/x", 5, ""])(
    "cannot be called %s",
    async (alias) => {
      const id = await api.createKey(randomUUID());
      const reply = await create(id, alias);
      expect([reply.status, reply.code]).toEqual([400, "KMS.1101"]);
    },
  );

  test("may have a name of 255 characters, and a key 50 of them", async () => {
    const own = (await makeTenant(product)).client;
    const id = await own.createKey("many");
    expect((await create(id, `alias/${"x".repeat(255)}`, own)).status).toBe(200);
    for (let index = 1; index < 50; index++) expect((await create(id, newName(), own)).status).toBe(200);
    expect((await create(id, newName(), own)).code).toBe("KMS.1105");
    const page = await send("GET", `aliases?key_id=${id}&limit=30`, undefined, own);
    expect(page.body.page_info).toEqual({ next_marker: "30", current_count: 30 });
    const last = await send("GET", `aliases?limit=30&marker=30`, undefined, own);
    expect(last.body.page_info).toEqual({ next_marker: "", current_count: 20 });
    expect((await send("GET", "aliases?limit=0", undefined, own)).code).toBe("KMS.1601");
    expect((await send("GET", "aliases?marker=-1", undefined, own)).code).toBe("KMS.1602");
    expect((await send("GET", "aliases?key_id=x", undefined, own)).code).toBe("KMS.0205");
  });

  test("of another project of the account can be neither used, listed, moved nor deleted", async () => {
    const projectId = randomUUID().replaceAll("-", "");
    const projectName = `eu-de_${randomUUID().slice(0, 8)}`;
    await sql(product.dataDir, "insert into project (id, account_id, name, created_at) values ($1, $2, $3, now())", [
      projectId,
      tenant.accountId,
      projectName,
    ]);
    const other = (await makeTenant(product, ["KMS Administrator"], { ...tenant, projectId, projectName })).client;
    const [id, own] = [await api.createKey(randomUUID()), await other.createKey("own")];
    const alias = newName();
    const urn = (await create(id, alias)).body.alias_urn;
    for (const reference of [alias, urn]) expect((await describeBy(reference, other)).code).toBe("KMS.0207");
    expect((await send("GET", "aliases", undefined, other)).body.aliases).toEqual([]);
    const moved = await send("POST", "alias/associate", { target_key_id: own, alias }, other);
    expect([moved.status, moved.code]).toEqual([404, "KMS.0207"]);
    expect((await send("DELETE", "aliases", { key_id: own, aliases: [alias] }, other)).status).toBe(404);
    expect((await describeBy(alias)).body.key_info.key_id).toBe(id);
  });

  test("of another account is unknown, by its URN too, and one's own of that name is not mistaken for it", async () => {
    const other = await makeTenant(product);
    const id = await other.client.createKey("theirs");
    const alias = newName();
    const { alias_urn } = (await create(id, alias, other.client)).body;
    expect((await describeBy(alias_urn)).code).toBe("KMS.0207");
    expect((await describeBy(alias)).code).toBe("KMS.0207");
    const own = await api.createKey(randomUUID());
    await create(own, alias);
    expect((await describeBy(alias)).body.key_info.key_id).toBe(own);
    expect((await describeBy(alias_urn)).code).toBe("KMS.0207");
  });

  test("is a reference only where the API says so; elsewhere a key is named by its ID", async () => {
    const id = await api.createKey(randomUUID());
    const alias = newName();
    await create(id, alias);
    for (const verb of ["enable-key", "disable-key", "schedule-key-deletion", "list-grants"]) {
      expect([verb, (await api.call(verb, { key_id: alias, pending_days: 7 })).code]).toEqual([verb, "KMS.0205"]);
    }
    for (const verb of ["create-datakey", "create-datakey-without-plaintext", "encrypt-data"]) {
      const reply = await api.call(verb, { key_id: alias, plain_text: "x" });
      expect([verb, reply.status, reply.body.key_id]).toEqual([verb, 200, id]);
    }
    const { body } = await api.call("create-datakey", { key_id: alias, datakey_length: 512 });
    const opened = await api.call("decrypt-datakey", { key_id: alias, cipher_text: body.cipher_text, datakey_cipher_length: 64 });
    expect(opened.body.data_key).toBe(body.plain_text);
  });

  test("keeps pointing at a key that is disabled or pending deletion, and is not made for one pending deletion", async () => {
    const id = await api.createKey(randomUUID());
    const alias = newName();
    await create(id, alias);
    await api.call("disable-key", { key_id: id });
    expect((await api.call("encrypt-data", { key_id: alias, plain_text: "x" })).code).toBe("KMS.0209");
    await api.call("schedule-key-deletion", { key_id: id, pending_days: 7 });
    expect((await describeBy(alias)).body.key_info.key_state).toBe("4");
    expect((await create(id, newName())).code).toBe("KMS.0210");
    expect((await send("DELETE", "aliases", { key_id: id, aliases: [alias, newName()] })).status).toBe(404);
    expect((await describeBy(alias)).status).toBe(200);
    expect((await send("DELETE", "aliases", { key_id: id, aliases: [alias] })).status).toBe(204);
  });
});
