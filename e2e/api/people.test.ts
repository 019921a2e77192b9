/** Users as persons (the family's OS-USER), what they are called, and memberships that can be asked about. */
import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { type ApiClient, passwordRequest, requestToken, signIn } from "../harness/api-client";
import { sql } from "../harness/database";
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

const unique = (what: string) => `${what}-${randomBytes(5).toString("hex")}`;
const send = (method: string, path: string, body?: object, client = admin) => client.send(method, path, body && JSON.stringify(body));
const PEOPLE = "/v3.0/OS-USER/users";
const create = (user: object) => send("POST", PEOPLE, { user: { name: unique("person"), ...user } });
const put = (id: string, user: object) => send("PUT", `${PEOPLE}/${id}`, { user });
const ISO = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe("a user as a person", () => {
  test("is created with everything, shown so, changed in part, and signed in", async () => {
    const [name, password] = [unique("person"), randomBytes(12).toString("hex")];
    const given = {
      name,
      domain_id: tenant.accountId,
      password,
      email: "Alice@Example.com",
      areacode: "0049",
      phone: "1721234567",
      enabled: true,
      pwd_status: true,
      access_mode: "programmatic",
      description: "Payments",
      xuser_type: "TenantIdp",
      xuser_id: "alice-1",
    };
    const made = await create(given);
    expect(made.status).toBe(201);
    const { id } = made.body.user;
    const shown = {
      id,
      name,
      domain_id: tenant.accountId,
      enabled: true,
      email: "alice@example.com",
      areacode: "0049",
      phone: "1721234567",
      description: "Payments",
      access_mode: "programmatic",
      pwd_status: true,
      pwd_strength: "Strong",
      is_domain_owner: false,
      create_time: ISO,
      update_time: null,
      last_login_time: null,
      password_expires_at: null,
      xuser_id: "alice-1",
      xuser_type: "TenantIdp",
      status: null,
      links: { self: `${product.apiUrl}${PEOPLE}/${id}` },
    };
    expect(made.body).toEqual({ user: shown });
    expect((await send("GET", `${PEOPLE}/${id}`)).body).toEqual({ user: shown });
    const empty = await put(id, {});
    expect([empty.status, empty.body]).toEqual([200, { user: shown }]);
    const [unchanged] = await tracesOf(product, empty.headers.get("x-request-id"));
    expect(unchanged).toMatchObject({ trace_name: "updateUser", details: { name, enabled: true, isNewPassword: false } });
    await signIn(product.apiUrl, { account: tenant.account, name, password }, undefined);
    const changed = await put(id, { email: "bob@example.com", access_mode: "console", pwd_status: false, xuser_id: "", xuser_type: "" });
    expect([changed.status, changed.body.user]).toEqual([
      200,
      {
        ...shown,
        email: "bob@example.com",
        access_mode: "console",
        pwd_status: false,
        update_time: ISO,
        last_login_time: ISO,
        xuser_id: "",
        xuser_type: "",
      },
    ]);
    expect((await put(id, { areacode: "", phone: "", email: "" })).body.user).toMatchObject({ areacode: "", phone: "", email: "" });
    expect((await send("GET", `/v3/users/${id}`)).body.user).toEqual({
      id,
      name,
      domain_id: tenant.accountId,
      enabled: true,
      description: "Payments",
      default_project_id: "",
      password_expires_at: null,
      pwd_status: false,
      links: { self: `${product.apiUrl}/v3/users/${id}` },
    });
    const [trace] = await tracesOf(product, made.headers.get("x-request-id"));
    expect(trace).toMatchObject({ trace_name: "createUser", resource_id: id, outcome: "normal" });
    expect(trace?.details).toEqual({
      name,
      enabled: true,
      hasPassword: true,
      isNewPassword: true,
      passwordDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      accessMode: "programmatic",
      externalId: "alice-1",
      externalType: "TenantIdp",
    });
    expect(JSON.stringify(trace)).not.toContain(password);
  });

  test("without a password has none of its signs, and gets them with one", async () => {
    const { id } = (await create({})).body.user;
    expect((await send("GET", `${PEOPLE}/${id}`)).body.user).toMatchObject({ pwd_status: false, pwd_strength: "None", email: "" });
    expect((await put(id, { password: randomBytes(12).toString("hex") })).body.user).toMatchObject({
      pwd_status: true,
      pwd_strength: "Strong",
    });
  });

  test("is disabled and signed out through this door as through the other", async () => {
    const password = randomBytes(12).toString("hex");
    const { id, name } = (await create({ password })).body.user;
    const own = await signIn(product.apiUrl, { account: tenant.account, name, password }, { project: { id: tenant.projectId } });
    expect((await own.send("GET", `${PEOPLE}/${id}`)).status).toBe(200);
    expect((await own.send("GET", `${PEOPLE}/${tenant.userId}`)).status).toBe(403);
    expect((await own.send("PUT", `${PEOPLE}/${id}`, JSON.stringify({ user: { enabled: true } }))).status).toBe(403);
    expect((await put(id, { enabled: false })).body.user.enabled).toBe(false);
    expect((await own.send("GET", `${PEOPLE}/${id}`)).status).toBe(401);
  });

  test.each<[object, number, string]>([
    [{ email: "nobody" }, 400, "IAM.1102"],
    [{ email: `${"x".repeat(64)}@${"y".repeat(190)}.de` }, 400, "IAM.1102"],
    [{ email: "a@b.de\r\nBcc: c@d.de" }, 400, "IAM.1102"],
    [{ email: 5 }, 400, "IAM.1102"],
    [{ phone: "123" }, 400, "IAM.1104"],
    [{ areacode: "0049" }, 400, "IAM.1104"],
    [{ areacode: "0049", phone: "1".repeat(33) }, 400, "IAM.1104"],
    [{ areacode: "+49", phone: "123" }, 400, "IAM.1104"],
    [{ access_mode: "root" }, 400, "IAM.1120"],
    [{ pwd_status: "yes" }, 400, "KMS.0308"],
    [{ xuser_id: "x" }, 400, "KMS.0308"],
    [{ xuser_id: "x".repeat(129), xuser_type: "TenantIdp" }, 400, "KMS.0308"],
    [{ xuser_id: "a\u202eb", xuser_type: "TenantIdp" }, 400, "KMS.0308"],
    [{ domain_id: "0".repeat(32) }, 404, "IAM.0004"],
    [{ domain_id: "nobody" }, 404, "IAM.0004"],
    [{ name: 5 }, 400, "IAM.1101"],
    [{ password: "short" }, 400, "IAM.1118"],
    [{ enabled: "yes" }, 400, "KMS.0308"],
  ])("given %j is refused in both forms of the family: %i %s", async (more, status, code) => {
    const reply = await create(more);
    expect([reply.status, reply.code]).toEqual([status, code]);
    const { error, error_code, error_msg } = reply.body;
    expect(error).toMatchObject({ code: status, message: error_msg, title: expect.any(String) });
    expect([error_code, typeof error_msg]).toEqual([code, "string"]);
  });

  test("that is a body of nothing, a list or no user is refused, and what is unknown is ignored", async () => {
    const { id } = (await create({})).body.user;
    for (const body of ["{}", "[]", '{"user":[]}', '{"user":"x"}', '{"user":null}']) {
      expect([body, (await admin.send("PUT", `${PEOPLE}/${id}`, body)).status]).toEqual([body, 400]);
    }
    expect((await put(id, { unknown: { deep: [1] }, id: tenant.userId, domain_id: stranger.accountId })).body.user.id).toBe(id);
  });

  test("of another account is as one that does not exist, by every call", async () => {
    const nobody = "0".repeat(32);
    const group = (await send("POST", "/v3/groups", { group: { name: unique("group") } })).body.group.id;
    const calls = (id: string): [string, string, object?][] => [
      ["GET", `${PEOPLE}/${id}`],
      ["PUT", `${PEOPLE}/${id}`, { user: { enabled: false } }],
      ["GET", `/v3/users/${id}`],
      ["PATCH", `/v3/users/${id}`, { user: { enabled: false } }],
      ["DELETE", `/v3/users/${id}`],
      ["GET", `/v3/users/${id}/groups`],
      ["GET", `/v3/users/${id}/projects`],
      ["PUT", `/v3/groups/${group}/users/${id}`],
      ["HEAD", `/v3/groups/${group}/users/${id}`],
      ["DELETE", `/v3/groups/${group}/users/${id}`],
    ];
    const bodyOf = async ([method, path, body]: [string, string, object?]) => {
      const reply = await send(method, path, body);
      return [method, reply.status, reply.body?.error_code, reply.body?.error_msg];
    };
    for (const [at, call] of calls(stranger.userId).entries()) {
      const foreign = await bodyOf(call);
      expect(foreign[1]).toBe(404);
      expect(foreign).toEqual(await bodyOf(calls(nobody)[at] as [string, string, object?]));
      expect((await bodyOf(calls(stranger.userId.toUpperCase())[at] as [string, string, object?]))[1]).toBe(404);
    }
    expect((await stranger.client.call("list-keys")).status).toBe(200);
  });
});

describe("whether a second factor is required", () => {
  test("is listed of those of whom it was ever said, and of this account alone", async () => {
    const [said, never] = [(await create({})).body.user.id, (await create({})).body.user.id];
    const listed = async (client: ApiClient) => (await client.send("GET", "/v3.0/OS-USER/login-protects")).body;
    const of = async (user: string) => (await listed(admin)).login_protects.filter((each: { user_id: string }) => each.user_id === user);
    expect(await of(said)).toEqual([]);
    for (const [enabled, method] of [
      [true, "vmfa"],
      [false, "none"],
    ] as const) {
      await send("PUT", `${PEOPLE}/${said}/login-protect`, { login_protect: { enabled, verification_method: "vmfa" } });
      expect(await of(said)).toEqual([{ user_id: said, enabled, verification_method: method }]);
    }
    expect(await of(never)).toEqual([]);
    expect(await listed(await signInSecurityAdministrator(product, stranger))).toEqual({ login_protects: [] });
    expect((await tenant.client.send("GET", "/v3.0/OS-USER/login-protects")).status).toBe(403);
  });
});

describe("what names a default project", () => {
  test("is kept and shown, and only a project of the account is one", async () => {
    const name = unique("person");
    const made = await send("POST", "/v3/users", { user: { name, default_project_id: tenant.projectId, email: "x@example.com" } });
    const { id } = made.body.user;
    expect([made.status, made.body.user.default_project_id]).toEqual([201, tenant.projectId]);
    for (const forged of [stranger.projectId, "0".repeat(32), "x", tenant.accountId]) {
      const reply = await send("PATCH", `/v3/users/${id}`, { user: { default_project_id: forged } });
      expect([forged, reply.status]).toEqual([forged, 404]);
      const created = await send("POST", "/v3/users", { user: { name: unique("p"), default_project_id: forged } });
      expect([forged, created.status]).toEqual([forged, 404]);
    }
    const none = await send("PATCH", `/v3/users/${id}`, { user: { default_project_id: "" } });
    expect([none.status, none.body.user.default_project_id]).toEqual([200, ""]);
  });
});

describe("the list of users", () => {
  test("finds by name, by whether they are enabled, and nobody by the end of a password", async () => {
    const { name } = (await create({ enabled: false })).body.user;
    const list = async (query: string) => (await send("GET", `/v3/users?${query}`)).body.users.map((user: { name: string }) => user.name);
    expect(await list(`name=${name}`)).toEqual([name]);
    expect(await list(`name=${name}&enabled=false&domain_id=${tenant.accountId}`)).toEqual([name]);
    expect(await list(`name=${name}&enabled=true`)).toEqual([]);
    expect(await list(`name=${name.slice(0, -1)}`)).toEqual([]);
    expect(await list("password_expires_at=lt:2030-01-02T03:04:05Z")).toEqual([]);
    for (const path of ["/v3/users", PEOPLE]) {
      for (const forged of [stranger.accountId, "0".repeat(32), "nobody", tenant.accountId.toUpperCase()]) {
        expect([path, forged, (await send("GET", `${path}?domain_id=${forged}`)).status]).toEqual([path, forged, 404]);
      }
      for (const query of ["domain_id=", "unknown=1", "name[]=x"]) expect((await send("GET", `${path}?${query}`)).status).toBe(200);
      expect((await send("GET", `${path}?domain_id=${tenant.accountId}&domain_id=${tenant.accountId}`)).status).toBe(400);
      expect((await tenant.client.send("GET", path)).status).toBe(403);
    }
    expect((await send("GET", "/v3/users?enabled=perhaps")).status).toBe(400);
    expect((await send("GET", "/v3/users?enabled=true&enabled=false")).status).toBe(400);
  });
});

const LISTING = { Version: "1.1", Statement: [{ Effect: "Allow", Action: ["kms:cmk:list"] }] };

describe("a name that can be taken for another one", () => {
  const taken = [
    "ali",
    randomBytes(4)
      .toString("hex")
      .replaceAll(/[^a-z]/g, "x"),
    "ce",
  ].join("");

  test.each<[string, (name: string) => string]>([
    ["a Cyrillic letter", (name) => name.replace("a", "а")],
    ["wide letters", (name) => name.replace("ce", "ｃｅ")],
    ["a capital i for an l", (name) => name.replace("l", "I")],
    ["a digit for a letter", (name) => name.replace("l", "1")],
    ["mathematical letters", (name) => name.replace("a", "𝒶")],
  ])("is refused to a new user, and to one who is to be called anew, by %s", async (_what, alike) => {
    await create({ name: taken });
    const other = (await create({})).body.user.id;
    for (const reply of [
      await create({ name: alike(taken) }),
      await send("POST", "/v3/users", { user: { name: alike(taken) } }),
      await put(other, { name: alike(taken) }),
      await send("PATCH", `/v3/users/${other}`, { user: { name: alike(taken) } }),
    ]) {
      expect([reply.status, reply.code]).toEqual([409, "IAM.0005"]);
    }
  });

  test("is free in another account, and when its owner is gone or called otherwise", async () => {
    const foreignAdmin = await signInSecurityAdministrator(product, stranger);
    const name = unique("free");
    const alike = name.replace("e", "е");
    const { id } = (await create({ name })).body.user;
    const elsewhere = await foreignAdmin.send("POST", "/v3/users", JSON.stringify({ user: { name: alike } }));
    expect(elsewhere.status).toBe(201);
    expect((await create({ name: alike })).status).toBe(409);
    // A name may be changed to one that looks like what it was.
    expect((await put(id, { name: alike })).body.user.name).toBe(alike);
    expect((await put(id, { name: alike })).status).toBe(200);
    expect((await create({ name })).status).toBe(409);
    expect((await put(id, { name: unique("moved") })).status).toBe(200);
    const second = (await create({ name })).body.user.id;
    await send("DELETE", `/v3/users/${second}`);
    expect((await create({ name: alike })).status).toBe(201);
  });

  test.each<[string, (name: string) => [string, string, object], (id: string, name: string) => [string, string, object]]>([
    [
      "group",
      (name) => ["POST", "/v3/groups", { group: { name } }],
      (id, name) => ["PATCH", `/v3/groups/${id}`, { group: { name, description: "x" } }],
    ],
    [
      "policy",
      (name) => ["POST", "/v3.0/OS-ROLE/roles", { role: { display_name: name, type: "XA", description: "", policy: LISTING } }],
      (id, name) => ["PATCH", `/v3.0/OS-ROLE/roles/${id}`, { role: { display_name: name, description: "x" } }],
    ],
  ])("is refused to a %s too, be it new or called anew, and one may be called what it is", async (_kind, making, renaming) => {
    const name = unique("op s");
    const idOf = (reply: { body: { [thing: string]: { id: string } } }) => Object.values(reply.body)[0]?.id ?? "";
    const [id, other] = [idOf(await send(...making(name))), idOf(await send(...making(unique("other"))))];
    const alike = [name, name.replace("o", "о"), name.replace(" ", "\u00a0"), name.replace("p", "ｐ")];
    for (const each of alike) {
      for (const reply of [await send(...making(each)), await send(...renaming(other, each))]) {
        expect([each, reply.status, reply.code]).toEqual([each, 409, "IAM.0005"]);
      }
      expect([each, (await send(...renaming(id, each))).status]).toEqual([each, 200]);
    }
    const replies = await Promise.all(["race", "rаce", "raсe"].map((each) => send(...making(`${each} ${name}`))));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  test.each(["KMS Administrator", "KMS Vіewer", "secu_admin"])("and %j, which is a system role's, is no policy's", async (name) => {
    const role = { display_name: name, type: "XA", description: "", policy: LISTING };
    expect((await send("POST", "/v3.0/OS-ROLE/roles", { role })).status).toBe(409);
  });

  test("is given once where two ask at once", async () => {
    const name = unique("race");
    const names = [name, name.replace("a", "а"), name.replace("c", "с"), name.replace("e", "е")];
    const replies = await Promise.all(names.map((each) => create({ name: each })));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  test("leaves those who look alike from before as they are, and counts them", async () => {
    const name = unique("old");
    const alike = name.replace("o", "о");
    const ids = [0, 1].map(() => randomBytes(16).toString("hex"));
    for (const [at, each] of [name, alike].entries()) {
      const row = [ids[at], tenant.accountId, each];
      await sql(
        product.dataDir,
        "insert into iam_user (id, account_id, name, password_hash, created_at) values ($1, $2, $3, '', now())",
        row,
      );
    }
    expect((await create({ name: name.replace("d", "ԁ") })).status).toBe(409);
    for (const [at, each] of [name, alike].entries()) {
      const kept = await put(ids[at] as string, { name: each, email: "old@example.com" });
      expect([kept.status, kept.body.user?.name]).toEqual([200, each]);
    }
  });

  test.each(["ad\u200bmin", "ad\u202emin", "ad\u2066min", "\u200fadmin", "ad\u00admin", "ad\u3164min", "ad\ufe0fmin", "ad\u2800min"])(
    "and one with characters that nobody sees is no name: %j",
    async (name) => {
      for (const reply of [
        await create({ name }),
        await send("POST", "/v3/users", { user: { name } }),
        await send("POST", "/v3/groups", { group: { name } }),
      ]) {
        expect([reply.status, reply.code]).toEqual([400, "IAM.1101"]);
      }
    },
  );

  test("has 64 characters at most", async () => {
    const name = unique("long").padEnd(64, "x");
    expect((await create({ name })).status).toBe(201);
    expect((await create({ name: `${name}x` })).status).toBe(400);
  });
});

describe("a membership", () => {
  test("is told, made twice as once, and taken away once", async () => {
    const made = await send("POST", "/v3/groups", { group: { name: unique("group"), description: "d" } });
    const { id } = made.body.group;
    expect(made.body.group).toEqual({
      id,
      name: made.body.group.name,
      domain_id: tenant.accountId,
      description: "d",
      create_time: expect.any(Number),
      links: { self: `${product.apiUrl}/v3/groups/${id}` },
    });
    const user = (await create({})).body.user.id;
    const at = `/v3/groups/${id}/users/${user}`;
    const statuses = [];
    for (const method of ["HEAD", "PUT", "PUT", "HEAD", "DELETE", "HEAD", "DELETE"]) statuses.push((await send(method, at)).status);
    expect(statuses).toEqual([404, 204, 204, 204, 204, 404, 404]);
    expect((await tenant.client.send("HEAD", at)).status).toBe(403);
    expect((await send("HEAD", `/v3/groups/x/users/${user}`)).status).toBe(404);
  });
});

describe("a disabled user", () => {
  test("is refused at the very next request: by token, access key, exchange and password", async () => {
    const own = await makeTenant(product, ["KMS Administrator"], tenant);
    const key = await makeAccessKey(product, own);
    const signed = new SignedClient(product.apiUrl, key, own.projectId);
    const keyId = await own.client.createKey(unique("k"));
    const ways = async () => [
      (await own.client.call("encrypt-data", { key_id: keyId, plain_text: "x" })).status,
      (await signed.call("encrypt-data", { key_id: keyId, plain_text: "x" })).status,
      (
        await requestToken(product.apiUrl, {
          auth: { identity: { methods: ["token"], token: { id: own.client.token } }, scope: { project: { id: own.projectId } } },
        })
      ).status,
      (await requestToken(product.apiUrl, passwordRequest({ account: own.account, name: own.userName, password: own.password }, undefined)))
        .status,
    ];
    expect(await ways()).toEqual([200, 200, 201, 201]);
    // What is known of it by now is a guess that must not hold.
    expect(await ways()).toEqual([200, 200, 201, 201]);
    expect((await put(own.userId, { enabled: false })).status).toBe(200);
    expect(await ways()).toEqual([401, 401, 401, 401]);
    expect((await put(own.userId, { enabled: true })).status).toBe(200);
    expect(await ways()).toEqual([401, 200, 401, 201]);
  });
});
