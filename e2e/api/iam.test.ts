import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { ROLES } from "#lib/domain/identity/permission";
import { type ApiClient, passwordRequest, requestToken, signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
const ADMINISTRATOR = "8f2c1d0e5b7a4c39a6d4e1f09b3c7a51";
const SECURITY = "c47b0fa2918e4d6cb35a7e20d1f8694b";
let tenant: Tenant;
let admin: ApiClient;
let account: string;

const accountWide = (userId: string) =>
  sql(
    product.dataDir,
    "update role_assignment set project_id = null, scope = 'allProjects' where group_id in (select group_id from group_member where user_id = $1)",
    [userId],
  );
beforeAll(async () => {
  tenant = await makeTenant(product, ["Security Administrator"]);
  await accountWide(tenant.userId);
  admin = tenant.client;
  account = tenant.accountId;
});

const unique = (what: string) => `${what}-${randomBytes(5).toString("hex")}`;
const post = (path: string, body: object, client = admin) => client.send("POST", path, JSON.stringify(body));
const patch = (path: string, body: object) => admin.send("PATCH", path, JSON.stringify(body));
const get = async (path: string) => (await admin.send("GET", path)).body;
const put = (path: string) => admin.send("PUT", path);
const remove = (path: string) => admin.send("DELETE", path);
const newUser = async (more: object = {}) => {
  const [name, password] = [unique("user"), randomBytes(12).toString("hex")];
  const reply = await post("/v3/users", { user: { name, password, ...more } });
  expect([reply.status, reply.body.user?.name]).toEqual([201, name]);
  return { id: reply.body.user.id as string, name, password, requestId: reply.headers.get("x-request-id") };
};
const newGroup = async () => (await post("/v3/groups", { group: { name: unique("group") } })).body.group.id as string;
const credentials = ({ name, password }: { name: string; password: string }) => ({ account: tenant.account, name, password });
const traceOf = async (requestId: string | null) => (await tracesOf(product, requestId))[0];

describe("a user", () => {
  test("is created, shown, listed, changed and deleted, each change with its trace and without a password anywhere", async () => {
    const user = await newUser({ description: "Payments" });
    const shown = {
      id: user.id,
      name: user.name,
      domain_id: account,
      enabled: true,
      description: "Payments",
      default_project_id: "",
      password_expires_at: null,
      pwd_status: true,
      links: { self: `${product.apiUrl}/v3/users/${user.id}` },
    };
    expect(await get(`/v3/users/${user.id}`)).toEqual({ user: shown });
    expect((await get(`/v3/users?name=${user.name}`)).users).toEqual([shown]);
    expect((await get("/v3/users?name=nobody")).users).toEqual([]);
    expect((await get("/v3/users?enabled=false")).users).toEqual([]);
    const changed = await patch(`/v3/users/${user.id}`, { user: { name: `${user.name}-2`, description: "" } });
    expect(changed.body.user).toEqual({ ...shown, name: `${user.name}-2`, description: "" });
    const deleted = await remove(`/v3/users/${user.id}`);
    expect([deleted.status, deleted.body]).toEqual([204, null]);
    expect((await admin.send("GET", `/v3/users/${user.id}`)).status).toBe(404);
    const traces = await Promise.all(
      [user.requestId, changed.headers.get("x-request-id"), deleted.headers.get("x-request-id")].map(traceOf),
    );
    expect(traces.map((trace) => [trace?.trace_name, trace?.resource_id, trace?.outcome, trace?.caller_id])).toEqual(
      ["createUser", "updateUser", "deleteUser"].map((name) => [name, user.id, "normal", tenant.userId]),
    );
    expect(JSON.stringify(traces)).not.toContain(user.password);
  });

  test("may do nothing without a role, gets a role by a group at the very next call, and loses it as fast", async () => {
    const user = await newUser();
    const client = await signIn(product.apiUrl, credentials(user), { project: { id: tenant.projectId } });
    const attempt = async () => (await client.call("create-key", { key_alias: unique("k") })).status;
    expect(await attempt()).toBe(403);
    const group = await newGroup();
    const role = `/v3/projects/${tenant.projectId}/groups/${group}/roles/${ADMINISTRATOR}`;
    expect((await put(role)).status).toBe(204);
    expect((await put(role)).status).toBe(204);
    expect(await attempt()).toBe(403);
    expect((await put(`/v3/groups/${group}/users/${user.id}`)).status).toBe(204);
    expect(await attempt()).toBe(200);
    expect((await get(`/v3/groups/${group}/users`)).users.map((one: { id: string }) => one.id)).toEqual([user.id]);
    expect((await get(`/v3/users/${user.id}/groups`)).groups.map((one: { id: string }) => one.id)).toEqual([group]);
    expect((await get(`/v3/projects/${tenant.projectId}/groups/${group}/roles`)).roles.map((one: { id: string }) => one.id)).toEqual([
      ADMINISTRATOR,
    ]);
    expect((await remove(role)).status).toBe(204);
    expect(await attempt()).toBe(403);
    expect((await remove(role)).status).toBe(404);
    // On the account itself it gives no right in projects.
    await put(`/v3/domains/${account}/groups/${group}/roles/${ADMINISTRATOR}`);
    expect(await attempt()).toBe(403);
    await put(`/v3/OS-INHERIT/domains/${account}/groups/${group}/roles/${ADMINISTRATOR}/inherited_to_projects`);
    expect(await attempt()).toBe(200);
    await remove(`/v3/groups/${group}/users/${user.id}`);
    expect(await attempt()).toBe(403);
    await put(`/v3/groups/${group}/users/${user.id}`);
    await remove(`/v3/groups/${group}`);
    expect(await attempt()).toBe(403);
  });

  test("is signed out everywhere by a new password, by being disabled, and by being deleted", async () => {
    const user = await newUser();
    const fresh = () => signIn(product.apiUrl, credentials(user), { project: { id: tenant.projectId } });
    const statusOf = async (client: ApiClient) => (await client.call("list-keys")).status;
    const first = await fresh();
    const password = randomBytes(12).toString("hex");
    expect((await patch(`/v3/users/${user.id}`, { user: { password } })).status).toBe(200);
    expect(await statusOf(first)).toBe(401);
    expect((await requestToken(product.apiUrl, passwordRequest(credentials(user), undefined))).status).toBe(401);
    user.password = password;
    const second = await fresh();
    expect(await statusOf(second)).toBe(403);
    await patch(`/v3/users/${user.id}`, { user: { enabled: false } });
    expect(await statusOf(second)).toBe(401);
    expect((await requestToken(product.apiUrl, passwordRequest(credentials(user), undefined))).status).toBe(401);
    await patch(`/v3/users/${user.id}`, { user: { enabled: true } });
    expect(await statusOf(second)).toBe(401);
    const third = await fresh();
    await remove(`/v3/users/${user.id}`);
    expect(await statusOf(third)).toBe(401);
  });

  test("without a password cannot sign in", async () => {
    const name = unique("robot");
    const reply = await post("/v3/users", { user: { name } });
    expect(reply.status).toBe(201);
    for (const password of ["", "x", "\0"]) {
      const signed = await requestToken(product.apiUrl, passwordRequest({ account: tenant.account, name, password }, undefined));
      expect(signed.status).toBeGreaterThanOrEqual(400);
      expect(signed.status).toBeLessThan(500);
    }
  });

  test.each<[object, number]>([
    [{ name: "𝒦".repeat(64) }, 201],
    [{ name: "x".repeat(65) }, 400],
    [{ name: "" }, 400],
    [{ name: " x" }, 400],
    [{ name: "x\n" }, 400],
    [{ name: "x\0" }, 400],
    [{ name: "\ud800" }, 400],
    [{ name: 5 }, 400],
    [{ name: null }, 400],
    [{ name: undefined }, 400],
    [{ password: "1234567" }, 400],
    [{ password: "t7-fjord" }, 201],
    [{ password: "x".repeat(128) }, 201],
    [{ password: "x".repeat(129) }, 400],
    [{ password: "with\nbreak" }, 400],
    [{ password: 12345678 }, 400],
    [{ name: "somebody", password: "SomeBody" }, 400],
    [{ enabled: "yes" }, 400],
    [{ description: "x".repeat(256) }, 400],
    [{ domain_id: "0".repeat(32) }, 404],
    [{ unknown: { deep: true } }, 201],
  ])("given %j is %i", async (more, status) => {
    const reply = await post("/v3/users", { user: { name: unique("user"), ...more } });
    expect(reply.status).toBe(status);
    if (status === 201) expect((await remove(`/v3/users/${reply.body.user.id}`)).status).toBe(204);
    else expect(reply.body.error).toMatchObject({ code: status, title: expect.any(String), message: expect.any(String) });
  });

  test("has a name of its own in the account, also when two come at once", async () => {
    const name = unique("twin");
    const replies = await Promise.all([0, 1, 2].map(() => post("/v3/users", { user: { name } })));
    expect(replies.map((reply) => reply.status).sort()).toEqual([201, 409, 409]);
    const other = await newUser();
    expect((await patch(`/v3/users/${other.id}`, { user: { name } })).status).toBe(409);
  });

  test("of another account does not exist", async () => {
    const foreign = await makeTenant(product);
    const group = await newGroup();
    for (const reply of [
      await admin.send("GET", `/v3/users/${foreign.userId}`),
      await patch(`/v3/users/${foreign.userId}`, { user: { enabled: false } }),
      await remove(`/v3/users/${foreign.userId}`),
      await put(`/v3/groups/${group}/users/${foreign.userId}`),
      await put(`/v3/projects/${foreign.projectId}/groups/${group}/roles/${ADMINISTRATOR}`),
      await put(`/v3/domains/${foreign.accountId}/groups/${group}/roles/${ADMINISTRATOR}`),
      await admin.send("GET", `/v3/projects/${foreign.projectId}`),
      await admin.send("GET", `/v3/users?domain_id=${foreign.accountId}`),
      await admin.send("GET", "/v3/users/nobody"),
      await admin.send("GET", "/v3/users/__proto__"),
    ]) {
      expect([reply.status, reply.body.error.code]).toEqual([404, 404]);
    }
    expect((await foreign.client.call("list-keys")).status).toBe(200);
  });
});

describe("whoever administers the account", () => {
  test("cannot lock themselves out", async () => {
    const own = await makeTenant(product, ["Security Administrator"]);
    await accountWide(own.userId);
    const [{ group_id: group }] = (await sql(product.dataDir, "select group_id from group_member where user_id = $1", [own.userId])) as [
      { group_id: string },
    ];
    for (const [method, path, body] of [
      ["DELETE", `/v3/users/${own.userId}`],
      ["PATCH", `/v3/users/${own.userId}`, { user: { enabled: false } }],
      ["DELETE", `/v3/groups/${group}`],
      ["DELETE", `/v3/groups/${group}/users/${own.userId}`],
      ["DELETE", `/v3/OS-INHERIT/domains/${own.accountId}/groups/${group}/roles/${SECURITY}/inherited_to_projects`],
    ] as const) {
      const reply = await own.client.send(method, path, body && JSON.stringify(body));
      expect([path, reply.status, reply.body.error.error_code]).toEqual([path, 403, "IAM.0003"]);
    }
    expect((await own.client.send("GET", "/v3/users")).body.users).toHaveLength(1);
  });

  test("has no access to keys, and a role held in one project administers nothing", async () => {
    expect((await admin.call("list-keys")).status).toBe(403);
    const ofProject = await makeTenant(product, ["Security Administrator", "KMS Administrator"]);
    expect((await ofProject.client.send("GET", "/v3/users")).status).toBe(403);
    expect((await post("/v3/users", { user: { name: unique("x") } }, ofProject.client)).status).toBe(403);
    const group = await newGroup();
    const reply = await put(`/v3/projects/${tenant.projectId}/groups/${group}/roles/${SECURITY}`);
    expect([reply.status, reply.body.error.error_code]).toEqual([400, "IAM.0007"]);
  });

  test("lists the system roles by their lasting IDs", async () => {
    const { roles } = await get("/v3/roles");
    expect(roles.map((role: { name: string }) => role.name)).toEqual(["kms_adm", "kms_viewer", "secu_admin"]);
    expect(roles.map((role: { display_name: string }) => role.display_name)).toEqual(Object.keys(ROLES));
    expect((await get("/v3/roles?name=kms_adm")).roles.map((role: { id: string }) => role.id)).toEqual([ADMINISTRATOR]);
    expect((await get("/v3/roles?name=KMS%20Administrator")).roles.map((role: { id: string }) => role.id)).toEqual([ADMINISTRATOR]);
    expect((await get(`/v3/roles/${SECURITY}`)).role.display_name).toBe("Security Administrator");
    expect((await get(`/v3/roles/${SECURITY}`)).role.policy).toEqual({
      Version: "1.0",
      Statement: [{ Effect: "Allow", Action: ["iam:*:*"] }],
      Depends: [],
    });
    expect((await admin.send("GET", `/v3/roles/${"0".repeat(32)}`)).status).toBe(404);
  });
});

describe("a project", () => {
  test("is called like the region or begins with it, and is there at once for whoever gets a role in it", async () => {
    const name = `eu-de_${unique("p").replaceAll("-", "_")}`;
    const made = await post("/v3/projects", { project: { name, description: "d", domain_id: account } });
    expect(made.body.project).toEqual({
      id: made.body.project.id,
      name,
      domain_id: account,
      parent_id: account,
      enabled: true,
      is_domain: false,
      description: "d",
      key_count: 0,
      links: { self: `${product.apiUrl}/v3/projects/${made.body.project.id}` },
    });
    expect((await post("/v3/projects", { project: { name } })).status).toBe(409);
    const user = await newUser();
    const group = await newGroup();
    await put(`/v3/groups/${group}/users/${user.id}`);
    await put(`/v3/projects/${made.body.project.id}/groups/${group}/roles/${ADMINISTRATOR}`);
    const client = await signIn(product.apiUrl, credentials(user), { project: { name } });
    expect((await client.call("create-key", { key_alias: "first" })).status).toBe(200);
    const visible = await client.send("GET", `/v3/projects?name=${name}`);
    expect(visible.body.projects.map((one: { id: string }) => one.id)).toEqual([made.body.project.id]);
    expect((await client.send("GET", "/v3/projects")).body.projects).toHaveLength(1);
    expect((await get("/v3/projects")).projects.length).toBeGreaterThan(1);
  });

  test.each(["eu-de_", "eu-nl", "eu-de-x", "x", "", `eu-de_${"x".repeat(60)}`, "eu-de_ä", "eu-de_a b", 5, null])(
    "cannot be called %j",
    async (name) => {
      const reply = await post("/v3/projects", { project: { name } });
      expect([reply.status, reply.body.error.error_code]).toEqual([400, "IAM.0007"]);
    },
  );
});
