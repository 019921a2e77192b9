/** Cloud services as users: who makes them, what they are not, what they see of themselves, and what grants let them. */
import { randomBytes, randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { type ApiClient, passwordRequest, requestToken } from "../harness/api-client";
import { sql } from "../harness/database";
import { grantTo, makeProject } from "../harness/grants";
import { DEFAULT_KEY, makeService, type Service } from "../harness/services";
import { SignedClient, signInSecurityAdministrator } from "../harness/signed-client";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
const OBS = DEFAULT_KEY("obs");
const USERS = "/v3/users";
const PROFILES = "/v3.0/OS-USER/users";
const fresh = () => `s-${randomBytes(5).toString("hex")}`;

let tenant: Tenant;
let admin: ApiClient;
let obs: Service;
beforeAll(async () => {
  tenant = await makeTenant(product);
  admin = await signInSecurityAdministrator(product, tenant);
  obs = await makeService(product, tenant);
});
const send = (method: string, path: string, body?: object) => admin.send(method, path, body && JSON.stringify(body));

describe("the user of a cloud service", () => {
  test.each([USERS, PROFILES])("is made at %s, shown as one, and listed with the others, and a person is not", async (path) => {
    const made = await send("POST", path, { user: { name: fresh(), service: "ims" } });
    expect([made.status, made.body.user.service]).toEqual([201, "ims"]);
    const { id } = made.body.user;
    for (const view of [USERS, PROFILES]) {
      expect((await send("GET", `${view}/${id}`)).body.user.service).toBe("ims");
      const { users } = (await send("GET", view)).body as { users: { id: string; service?: string }[] };
      expect(users.find((user) => user.id === id)?.service).toBe("ims");
      expect(users.find((user) => user.id === tenant.userId)).not.toHaveProperty("service");
    }
    expect(await tracesOf(product, made.headers.get("x-request-id"))).toMatchObject([
      { trace_name: "createUser", resource_id: id, details: { service: "ims", hasPassword: false } },
    ]);
  });

  test.each([USERS, PROFILES])("is one of the services that there are, without a password, at %s", async (path) => {
    for (const service of ["s3", "OBS", "obs ", 1, ["obs"], { obs: true }, "__proto__"]) {
      const refused = await send("POST", path, { user: { name: fresh(), service } });
      expect([refused.status, refused.body.error_msg]).toEqual([400, expect.stringContaining("obs, evs or ims")]);
    }
    const refused = await send("POST", path, { user: { name: fresh(), service: "obs", password: "four words of mine" } });
    expect([refused.status, refused.body.error_msg]).toEqual([400, expect.stringContaining("has no password")]);
  });

  test("stays the service that it is, and never gets what a person has", async () => {
    const { userId } = obs;
    const change = (path: string, id: string, user: object) => send(path === USERS ? "PATCH" : "PUT", `${path}/${id}`, { user });
    for (const path of [USERS, PROFILES]) {
      expect((await change(path, userId, { service: "evs" })).status).toBe(400);
      expect((await change(path, tenant.userId, { service: "obs" })).status).toBe(400);
      expect((await change(path, userId, { service: "s3" })).status).toBe(400);
      expect((await change(path, userId, { service: "obs", description: "as it was" })).status).toBe(200);
      expect((await change(path, userId, { password: "four words of mine" })).status).toBe(400);
    }
    const group = (await send("POST", "/v3/groups", { group: { name: fresh() } })).body.group.id;
    const joining = await send("PUT", `/v3/groups/${group}/users/${userId}`);
    expect([joining.status, joining.body.error_msg]).toEqual([400, expect.stringContaining("in no group")]);
    const device = { virtual_mfa_device: { name: "phone", user_id: userId } };
    expect((await send("POST", "/v3.0/OS-MFA/virtual-mfa-devices", device)).status).toBe(400);
    expect((await send("PUT", `/v3.0/OS-USER/users/${userId}/login-protect`, { login_protect: { enabled: true } })).status).toBe(400);
    const rows = await sql(product.dataDir, "select service, password_hash, second_factor_required from iam_user where id = $1", [userId]);
    expect(rows).toEqual([{ service: "obs", password_hash: "", second_factor_required: null }]);
    // No instance gives it a password, one of the version before neither.
    await expect(sql(product.dataDir, "update iam_user set password_hash = 'x' where id = $1", [userId])).rejects.toThrow(
      /service_has_no_password/,
    );
  });

  test("gets no token, and one that is given to it by other ways is nobody's", async () => {
    const { name } = (await send("GET", `${USERS}/${obs.userId}`)).body.user;
    for (const password of ["", "x", "four words of mine"]) {
      const { status } = await requestToken(
        product.apiUrl,
        passwordRequest({ account: tenant.account, name, password }, { project: { id: tenant.projectId } }),
      );
      expect(status).toBeGreaterThanOrEqual(400);
    }
    const token = randomBytes(32).toString("base64url");
    await sql(
      product.dataDir,
      `insert into auth_token (id, hash, account_id, user_id, project_id, scope, source, issued_at, expires_at)
       values ($1, sha256($2::bytea), $3, $4, $5, 'project', 'api', now(), now() + interval '1 day')`,
      [randomUUID().replaceAll("-", ""), Buffer.from(token), tenant.accountId, obs.userId, tenant.projectId],
    );
    const reply = await fetch(`${product.apiUrl}/v1.0/${tenant.projectId}/kms/describe-key`, {
      method: "POST",
      headers: { "X-Auth-Token": token, "Content-Type": "application/json" },
      body: JSON.stringify({ key_id: OBS }),
    });
    expect(reply.status).toBe(401);
    await sql(product.dataDir, "delete from auth_token where user_id = $1", [obs.userId]);
  });

  test("has nothing by a group into which an instance of the version before has put it", async () => {
    await sql(product.dataDir, "insert into group_member (group_id, user_id) select group_id, $2 from group_member where user_id = $1", [
      tenant.userId,
      obs.userId,
    ]);
    try {
      expect((await obs.client.call("list-keys")).status).toBe(403);
      expect((await obs.client.call("create-key", { key_alias: fresh() })).status).toBe(403);
    } finally {
      await sql(product.dataDir, "delete from group_member where user_id = $1", [obs.userId]);
    }
  });

  test("sees itself and the projects of its account that can be entered, as clients ask first, and changes nothing of itself", async () => {
    const place = await makeProject(product, tenant);
    const foreign = await makeTenant(product);
    const anywhere = new SignedClient(product.apiUrl, obs.key, "");
    const projectsAt = async (path: string, name?: string) => {
      const reply = await anywhere.send("GET", path, undefined, name === undefined ? {} : { query: [["name", name]] });
      expect(reply.status).toBe(200);
      return (reply.body.projects as { id: string }[]).map(({ id }) => id).sort();
    };
    const both = [tenant.projectId, place.projectId].sort();
    for (const path of ["/v3/auth/projects", "/v3/projects", `/v3/users/${obs.userId}/projects`])
      expect(await projectsAt(path)).toEqual(both);
    expect(await projectsAt("/v3/projects", place.projectName)).toEqual([place.projectId]);
    expect(await projectsAt("/v3/projects", foreign.projectName)).toEqual([]);
    await sql(product.dataDir, "update project set enabled = false where id = $1", [place.projectId]);
    for (const path of ["/v3/auth/projects", "/v3/projects"]) expect(await projectsAt(path)).toEqual([tenant.projectId]);
    expect((await anywhere.send("GET", `${USERS}/${obs.userId}`)).body.user.service).toBe("obs");
    expect((await anywhere.send("GET", "/v3.0/OS-CREDENTIAL/credentials")).body.credentials).toMatchObject([{ access: obs.key.access }]);
    for (const [method, path, body] of [
      ["POST", "/v3.0/OS-CREDENTIAL/credentials", { credential: { user_id: obs.userId } }],
      ["PUT", `/v3.0/OS-CREDENTIAL/credentials/${obs.key.access}`, { credential: { description: "x" } }],
      ["DELETE", `/v3.0/OS-CREDENTIAL/credentials/${obs.key.access}`, undefined],
      ["POST", `${USERS}/${obs.userId}/password`, { user: { original_password: "", password: "four words of mine" } }],
      ["PATCH", `${USERS}/${obs.userId}`, { user: { description: "x" } }],
    ] as const) {
      const { status } = await anywhere.send(method, path, body && JSON.stringify(body));
      expect([method, path, status >= 400]).toEqual([method, path, true]);
    }
    expect(await sql(product.dataDir, "select access from access_key where user_id = $1", [obs.userId])).toHaveLength(1);
  });

  test("is deleted without its default master keys, and the next one goes on with them", async () => {
    const own = await makeTenant(product);
    const one = await makeService(product, own, "evs");
    const made = await one.client.call("create-datakey", { key_id: DEFAULT_KEY("evs") });
    const by = await signInSecurityAdministrator(product, own);
    expect((await by.send("DELETE", `${USERS}/${one.userId}`)).status).toBe(204);
    expect((await one.client.call("describe-key", { key_id: DEFAULT_KEY("evs") })).status).toBe(401);
    const { client } = await makeService(product, own, "evs");
    const input = { key_id: made.body.key_id, cipher_text: made.body.cipher_text, datakey_cipher_length: "32" };
    expect((await client.call("decrypt-datakey", input)).body.data_key).toBe(made.body.plain_text);
    expect((await client.call("create-datakey", { key_id: DEFAULT_KEY("evs") })).body.key_id).toBe(made.body.key_id);
  });
});

describe("with a customer's key, a cloud service", () => {
  test("does what a grant made out to it says (Table 2-13), until it is revoked, for the next request whoever answers it", async () => {
    const key_id = await tenant.client.createKey(fresh());
    const grantId = await grantTo(tenant.client, key_id, obs.userId, ["create-datakey", "decrypt-datakey"]);
    const made = await obs.client.call("create-datakey", { key_id });
    expect(made.status).toBe(200);
    const [trace] = await tracesOf(product, made.headers.get("x-request-id"));
    expect(trace).toMatchObject({ trace_name: "createDataKey", grant_id: grantId, caller_id: obs.userId });
    expect((await obs.client.call("describe-key", { key_id })).status).toBe(403);
    expect((await obs.client.call("encrypt-data", { key_id, plain_text: "x" })).status).toBe(403);
    const input = { key_id, cipher_text: made.body.cipher_text, datakey_cipher_length: "32" };
    const statuses = async () =>
      new Set((await Promise.all(Array.from({ length: 8 }, () => obs.client.call("decrypt-datakey", input)))).map(({ status }) => status));
    expect(await statuses()).toEqual(new Set([200]));
    expect((await tenant.client.call("revoke-grant", { key_id, grant_id: grantId })).status).toBe(200);
    expect(await statuses()).toEqual(new Set([403]));
  });

  test("has nothing by a grant to its whole account, whose people have", async () => {
    const key_id = await tenant.client.createKey(fresh());
    const person = await makeTenant(product, [], tenant);
    await grantTo(tenant.client, key_id, tenant.accountId, ["describe-key", "create-grant", "retire-grant"], {
      grantee_principal_type: "domain",
    });
    expect((await person.client.call("describe-key", { key_id })).status).toBe(200);
    expect((await obs.client.call("describe-key", { key_id })).status).toBe(403);
    expect((await obs.client.call("list-retirable-grants", {})).status).toBe(403);
    const grant = { key_id, grantee_principal: "a".repeat(32), operations: ["describe-key"] };
    expect((await obs.client.call("create-grant", grant)).status).toBe(403);
  });

  test("of another account does what that account's grant says, as every user does", async () => {
    const stranger = await makeTenant(product);
    const key_id = await stranger.client.createKey(fresh());
    expect((await obs.client.call("create-datakey", { key_id })).status).toBe(403);
    await grantTo(stranger.client, key_id, obs.userId, ["create-datakey"]);
    expect((await obs.client.call("create-datakey", { key_id })).status).toBe(200);
  });

  test("passes on and gives up what it holds, as every grantee does", async () => {
    const key_id = await tenant.client.createKey(fresh());
    const mine = await grantTo(tenant.client, key_id, obs.userId, ["create-grant", "retire-grant", "describe-key"]);
    const other = await makeTenant(product, [], tenant);
    const pass = (grantee_principal: string, operations: string[]) =>
      obs.client.call("create-grant", { key_id, grantee_principal, operations });
    expect((await pass(other.userId, ["describe-key"])).status).toBe(200);
    expect((await other.client.call("describe-key", { key_id })).status).toBe(200);
    expect((await pass(other.userId, ["encrypt-data"])).status).toBe(403);
    expect((await pass(obs.userId, ["describe-key"])).status).toBe(400);
    expect((await pass(tenant.accountId, ["describe-key"])).status).toBe(400);
    expect((await obs.client.call("retire-grant", { key_id, grant_id: mine })).status).toBe(200);
    expect((await obs.client.call("describe-key", { key_id })).status).toBe(403);
  });

  test("is named among those who can use the key, and Try it says why it may", async () => {
    const place = await makeTenant(product, ["KMS Administrator"], await makeProject(product, tenant));
    const there = new SignedClient(product.apiUrl, obs.key, place.projectId);
    const made = await there.call("create-datakey", { key_id: OBS });
    const custom = await place.client.createKey(fresh());
    const grantId = await grantTo(place.client, custom, obs.userId, ["describe-key"]);
    const reasonsOf = async (key_id: string) => {
      const { principals } = (await place.client.call("list-key-access", { key_id })).body as {
        principals: { id: string; reasons: object[] }[];
      };
      return principals.find(({ id }) => id === obs.userId)?.reasons;
    };
    expect(await reasonsOf(made.body.key_id)).toEqual([{ kind: "defaultKey", service: "obs" }]);
    expect(await reasonsOf(custom)).toEqual([{ kind: "grant", grant_id: grantId, operations: ["describe-key"] }]);
    const tried = async (operation: string, key_id: string) => {
      const body = { user_id: obs.userId, project_id: place.projectId, operation, key_id };
      const reply = await send("POST", "/v3.0/OS-PERMISSION/decisions", body);
      expect(reply.status).toBe(200);
      return JSON.stringify(reply.body);
    };
    expect(await tried("createDatakey", made.body.key_id)).toContain("ownDefaultKey");
    expect(await tried("encryptData", made.body.key_id)).toContain("nothingAllows");
    await send("PATCH", `${USERS}/${obs.userId}`, { user: { enabled: false } });
    expect(await tried("createDatakey", made.body.key_id)).toContain("nothingAllows");
    expect(await tried("describeKey", custom)).toContain("nothingAllows");
    await send("PATCH", `${USERS}/${obs.userId}`, { user: { enabled: true } });
  });
});
