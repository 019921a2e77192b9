/** Projects: what they are in, lists of them, and what it means that one is disabled. */
import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { type ApiClient, passwordRequest, requestToken, signIn } from "../harness/api-client";
import { makeAccessKey, SignedClient, signInSecurityAdministrator } from "../harness/signed-client";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
let tenant: Tenant;
let stranger: Tenant;
let admin: ApiClient;

beforeAll(async () => {
  [tenant, stranger] = [await makeTenant(product), await makeTenant(product)];
  admin = await signInSecurityAdministrator(product, tenant);
});

const unique = () => `eu-de_${randomBytes(5).toString("hex")}`;
const send = (method: string, path: string, body?: object, client = admin) => client.send(method, path, body && JSON.stringify(body));
const create = async (project: object = {}) =>
  (await send("POST", "/v3/projects", { project: { name: unique(), ...project } })).body.project;
const patch = (id: string, project: object) => send("PATCH", `/v3/projects/${id}`, { project });
const idsOf = (reply: { body: { projects: { id: string }[] } }) => reply.body.projects.map(({ id }) => id);
const ADMINISTRATOR = "8f2c1d0e5b7a4c39a6d4e1f09b3c7a51";
type Call = (client: ApiClient) => Promise<{ status: number; body: { error_msg?: string; error_code?: string } }>;

describe("a project", () => {
  test("is in the region's own project where there is one, and that one in the account", async () => {
    const own = await makeTenant(product);
    const by = await signInSecurityAdministrator(product, own);
    const make = async (project: object) => (await send("POST", "/v3/projects", { project }, by)).body.project;
    const before = await make({ name: unique() });
    expect(before.parent_id).toBe(own.accountId);
    const region = await make({ name: "eu-de", parent_id: own.accountId });
    expect([region.name, region.parent_id]).toEqual(["eu-de", own.accountId]);
    const after = await make({ name: unique(), parent_id: region.id, domain_id: own.accountId });
    expect(after.parent_id).toBe(region.id);
    const listed = await send("GET", `/v3/projects?parent_id=${region.id}`, undefined, by);
    expect(new Set(idsOf(listed))).toEqual(new Set([own.projectId, before.id, after.id]));
    expect(idsOf(await send("GET", `/v3/projects?parent_id=${own.accountId}`, undefined, by))).toEqual([region.id]);
    const renamed = await send("PATCH", `/v3/projects/${region.id}`, { project: { name: unique() } }, by);
    expect([renamed.status, renamed.code]).toEqual([400, "IAM.0007"]);
  });

  test("is changed in name and description, with its trace, and a change of nothing changes nothing", async () => {
    const { id, name } = await create({ description: "d" });
    const nothing = await patch(id, {});
    expect([nothing.status, nothing.body.project.description]).toEqual([200, "d"]);
    const other = unique();
    const changed = await patch(id, { name: other, description: "" });
    expect(changed.body.project).toMatchObject({ id, name: other, description: "", enabled: true, is_domain: false });
    const [trace] = await tracesOf(product, changed.headers.get("x-request-id"));
    expect(trace).toMatchObject({ trace_name: "updateProject", resource_id: id, details: { name: other, description: "", enabled: true } });
    expect((await patch(id, { name: (await create()).name })).status).toBe(409);
    expect((await create({ name })).name).toBe(name);
  });

  test.each<[object, number]>([
    [{ name: "eu-nl_x" }, 400],
    [{ name: "x" }, 400],
    [{ name: "eu-de_а" }, 400],
    [{ name: "eu-de_a b" }, 400],
    [{ name: "eu-de_\u200b" }, 400],
    [{ name: `eu-de_${"x".repeat(59)}` }, 400],
    [{ name: 5 }, 400],
    [{ enabled: "false" }, 400],
    [{ enabled: 0 }, 400],
    [{ description: "x".repeat(256) }, 400],
    [{ parent_id: "0".repeat(32), domain_id: "0".repeat(32), unknown: [1] }, 200],
  ])("given %j answers %i", async (change, status) => {
    const { id } = await create();
    expect((await patch(id, change)).status).toBe(status);
  });

  test("of another account is as one that does not exist, wherever it is named", async () => {
    const group = (await send("POST", "/v3/groups", { group: { name: unique() } })).body.group.id;
    for (const id of [stranger.projectId, "0".repeat(32), "nothing", "__proto__"]) {
      const project = { name: unique(), parent_id: id };
      const replies = [
        await send("GET", `/v3/projects/${id}`),
        await patch(id, { enabled: false }),
        await patch(id, {}),
        await send("POST", "/v3/projects", { project }),
        await send("POST", "/v3/projects", { project: { name: unique(), domain_id: id } }),
        await send("GET", `/v3/projects?domain_id=${id}`),
        await send("PUT", `/v3/projects/${id}/groups/${group}/roles/${ADMINISTRATOR}`),
      ];
      expect([id, ...replies.map(({ status }) => status)]).toEqual([id, 404, 404, 404, 404, 404, 404, 404]);
    }
    // A subproject is no parent either.
    expect((await send("POST", "/v3/projects", { project: { name: unique(), parent_id: tenant.projectId } })).status).toBe(404);
    expect((await stranger.client.call("list-keys")).status).toBe(200);
  });
});

describe("the list of projects", () => {
  test("filters, pages only by both parts of a page, and counts keys for whoever sees all", async () => {
    const by = await signInSecurityAdministrator(product, await makeTenant(product));
    const make = async () => (await send("POST", "/v3/projects", { project: { name: unique() } }, by)).body.project;
    const made = [await make(), await make(), await make()];
    const off = made[0];
    await send("PATCH", `/v3/projects/${off.id}`, { project: { enabled: false } }, by);
    const list = async (query: string) => send("GET", `/v3/projects?${query}`, undefined, by);
    const all = idsOf(await list(""));
    expect(new Set(all)).toEqual(new Set([...all.filter((id) => !made.some((one) => one.id === id)), ...made.map(({ id }) => id)]));
    expect(all).toHaveLength(4);
    expect(idsOf(await list(`name=${made[1].name}`))).toEqual([made[1].id]);
    expect(idsOf(await list("enabled=false"))).toEqual([off.id]);
    expect(idsOf(await list("enabled=True"))).toHaveLength(3);
    expect(idsOf(await list("is_domain=true"))).toEqual([]);
    expect(idsOf(await list("is_domain=False"))).toHaveLength(4);
    expect(idsOf(await list("page=1&per_page=3"))).toEqual(all.slice(0, 3));
    expect(idsOf(await list("page=2&per_page=3"))).toEqual(all.slice(3));
    expect(idsOf(await list("page=9&per_page=5000"))).toEqual([]);
    expect(idsOf(await list("page=2"))).toEqual(all);
    expect(idsOf(await list("per_page=1"))).toEqual(all);
    for (const bad of ["page=0&per_page=1", "page=1&per_page=5001", "page=1&per_page=-1", "page=x&per_page=1", "enabled=perhaps"]) {
      expect([bad, (await list(bad)).status]).toEqual([bad, 400]);
    }
    expect(idsOf(await list("marker=x&limit=1"))).toEqual(all);
  });

  test("shows a user's own without counts, and an administrator everybody's", async () => {
    await tenant.client.createKey(unique().replaceAll("_", "-"));
    const counted = (await send("GET", `/v3/projects/${tenant.projectId}`)).body.project;
    expect(counted.key_count).toBeGreaterThan(0);
    const own = await send("GET", `/v3/users/${tenant.userId}/projects`, undefined, tenant.client);
    expect(own.body).toMatchObject({
      projects: [{ id: tenant.projectId, parent_id: tenant.accountId, enabled: true }],
      links: { self: `${product.apiUrl}/v3/users/${tenant.userId}/projects`, next: null, previous: null },
    });
    expect(own.body.projects[0]).not.toHaveProperty("key_count");
    expect((await send("GET", "/v3/projects", undefined, tenant.client)).body.projects[0]).not.toHaveProperty("key_count");
    expect(idsOf(await send("GET", `/v3/users/${tenant.userId}/projects`))).toEqual([tenant.projectId]);
    const other = await makeTenant(product, [], tenant);
    expect((await send("GET", `/v3/users/${other.userId}/projects`, undefined, tenant.client)).status).toBe(403);
    expect((await send("GET", `/v3/users/${stranger.userId}/projects`)).status).toBe(404);
  });
});

describe("a disabled project", () => {
  /** The region's own scope is the account; this one has a user with token, access key and a key in it. */
  const settle = async () => {
    const own = await makeTenant(product);
    const by = await signInSecurityAdministrator(product, own);
    const signed = new SignedClient(product.apiUrl, await makeAccessKey(product, own), own.projectId);
    const keyId = await own.client.createKey("in-it");
    const toggle = (enabled: boolean) => send("PATCH", `/v3/projects/${own.projectId}`, { project: { enabled } }, by);
    return { own, by, signed, keyId, toggle };
  };
  const exchange = (token: string, scope: object) =>
    requestToken(product.apiUrl, { auth: { identity: { methods: ["token"], token: { id: token } }, scope } });

  test("lets nobody work in it and says so, at the very next request, whatever was known before", async () => {
    const { own, signed, keyId, toggle } = await settle();
    const calls: Call[] = [
      (client) => client.call("list-keys"),
      (client) => client.call("encrypt-data", { key_id: keyId, plain_text: "x" }),
      (client) => client.call("gen-random", { random_data_length: "512" }),
      (client) => client.call("create-key", { key_alias: "late" }),
      (client) => client.send("GET", `/v1.0/${client.projectId}/kms/user-quotas`),
      (client) => client.send("GET", "/v3/projects"),
      (client) => client.send("GET", "/v3/auth/projects"),
      (client) => client.send("GET", "/v3/auth/tokens", undefined, { "X-Subject-Token": client.token }),
      (client) => client.send("GET", `/v3/users/${own.userId}`),
    ];
    const all = async () => Promise.all(calls.map((call) => call(own.client)));
    for (const reply of [...(await all()), ...(await all())].filter(({ body }) => body.error_code !== "KMS.1104")) {
      expect(reply.status).toBeLessThan(500);
    }
    expect((await signed.call("list-keys")).status).toBe(200);
    expect((await toggle(false)).body.project.enabled).toBe(false);
    for (const reply of [...(await all()), await signed.call("list-keys"), await signed.call("encrypt-data", { key_id: keyId })]) {
      expect([reply.status, reply.body.error_code, reply.body.error_msg]).toEqual([403, "IAM.0083", expect.stringContaining("disabled")]);
    }
    expect((await toggle(true)).status).toBe(200);
    expect((await own.client.call("list-keys")).status).toBe(200);
    expect((await signed.call("list-keys")).status).toBe(200);
  });

  test("gives no new token, by password or exchange, by ID or name; and to who has not signed in it tells nothing", async () => {
    const { own, toggle } = await settle();
    const who = { account: own.account, name: own.userName, password: own.password };
    const unscoped = await signIn(product.apiUrl, who, undefined);
    await toggle(false);
    const byName = { project: { name: own.projectName, domain: { name: own.account } } };
    for (const scope of [{ project: { id: own.projectId } }, byName] as never[]) {
      for (const reply of [
        await requestToken(product.apiUrl, passwordRequest(who, scope)),
        await exchange(unscoped.token, scope),
        await exchange(own.client.token, scope),
      ]) {
        expect([reply.status, reply.body.error?.message]).toEqual([403, expect.stringContaining("disabled")]);
        expect(reply.headers.get("x-subject-token")).toBeNull();
      }
      const wrong = await requestToken(product.apiUrl, passwordRequest({ ...who, password: "wrong" }, scope));
      expect([wrong.status, JSON.stringify(wrong.body)]).toEqual([401, expect.not.stringContaining("disabled")]);
    }
    // The account, and what is elsewhere in it, goes on.
    expect((await exchange(unscoped.token, { domain: { id: own.accountId } })).status).toBe(201);
    expect(idsOf(await unscoped.send("GET", "/v3/auth/projects"))).toEqual([]);
    await toggle(true);
    expect(idsOf(await unscoped.send("GET", "/v3/auth/projects"))).toEqual([own.projectId]);
    expect((await exchange(unscoped.token, { project: { id: own.projectId } })).status).toBe(201);
  });

  test("is seen by the administrator, who can enable it again; its users can sign out of it", async () => {
    const { own, by, toggle } = await settle();
    await toggle(false);
    expect((await send("GET", `/v3/projects/${own.projectId}`, undefined, by)).body.project).toMatchObject({
      enabled: false,
      key_count: 1,
    });
    expect(idsOf(await send("GET", "/v3/projects?enabled=false", undefined, by))).toEqual([own.projectId]);
    const out = await own.client.send("DELETE", "/v3/auth/tokens", undefined, { "X-Subject-Token": own.client.token });
    expect(out.status).toBe(204);
    expect((await own.client.call("list-keys")).status).toBe(401);
  });

  test("is told to nobody of another account", async () => {
    const { own, toggle } = await settle();
    const signed = new SignedClient(product.apiUrl, await makeAccessKey(product, stranger), own.projectId);
    const before = await signed.call("list-keys");
    await toggle(false);
    const after = await signed.call("list-keys");
    expect([before.status, before.body.error_msg]).toEqual([403, expect.not.stringContaining("disabled")]);
    expect([after.status, after.body.error_msg]).toEqual([before.status, before.body.error_msg]);
  });

  test("leaves its trace, and each refusal one that says why", async () => {
    const { own, toggle } = await settle();
    const off = await toggle(false);
    expect((await tracesOf(product, off.headers.get("x-request-id")))[0]).toMatchObject({
      trace_name: "updateProject",
      resource_id: own.projectId,
      details: { name: own.projectName, enabled: false },
    });
    const refused = await own.client.call("create-key", { key_alias: "late" });
    expect((await tracesOf(product, refused.headers.get("x-request-id")))[0]).toMatchObject({
      outcome: "warning",
      error_code: "IAM.0083",
      caller_id: own.userId,
    });
  });
});
