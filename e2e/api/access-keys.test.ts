import { beforeAll, describe, expect, inject, test } from "vitest";
import type { ApiClient } from "../harness/api-client";
import { sql } from "../harness/database";
import { SignedClient, signInSecurityAdministrator } from "../harness/signed-client";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const PATH = "/v3.0/OS-CREDENTIAL/credentials";
const product = inject("product");
let tenant: Tenant;
let admin: ApiClient;
beforeAll(async () => {
  tenant = await makeTenant(product);
  admin = await signInSecurityAdministrator(product, tenant);
});

const create = (client: ApiClient, user_id: unknown, more: object = {}) =>
  client.send("POST", PATH, JSON.stringify({ credential: { user_id, ...more } }));
const change = (client: ApiClient, access: string, credential: unknown) =>
  client.send("PUT", `${PATH}/${access}`, JSON.stringify({ credential }));
const traceOf = async (reply: { headers: Headers }) => tracesOf(product, reply.headers.get("x-request-id"));

describe("creating an access key", () => {
  test("answers 201 with name and secret, signs requests from then on, and leaves a trace without the secret", async () => {
    const own = await makeTenant(product, ["KMS Administrator"], tenant);
    const reply = await create(admin, own.userId, { description: "nightly ä" });
    expect(reply.status).toBe(201);
    expect(reply.body).toEqual({
      credential: {
        access: expect.stringMatching(/^[A-Z0-9]{20}$/),
        secret: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
        user_id: own.userId,
        status: "active",
        description: "nightly ä",
        project_id: null,
        create_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
        last_use_time: reply.body.credential.create_time,
      },
    });
    const { access, secret } = reply.body.credential;
    expect((await new SignedClient(product.apiUrl, { access, secret }, own.projectId).call("list-keys")).status).toBe(200);
    const traces = await traceOf(reply);
    const [{ digest }] = (await sql(product.dataDir, "select encode(sha256(secret), 'hex') as digest from access_key where access = $1", [
      access,
    ])) as [{ digest: string }];
    expect(traces).toMatchObject([
      {
        trace_name: "createAccessKey",
        resource_type: "credential",
        resource_id: access,
        outcome: "normal",
        details: { userId: own.userId, description: "nightly ä", project: "", status: "active", secretDigest: digest },
      },
    ]);
    expect(JSON.stringify(traces)).not.toContain(secret);
  });

  test("stores the secret sealed", async () => {
    const own = await makeTenant(product, [], tenant);
    const { access, secret } = (await create(admin, own.userId)).body.credential;
    const [row] = await sql<{ secret: Buffer }>(product.dataDir, "select * from access_key where access = $1", [access]);
    for (const form of [secret, Buffer.from(secret).toString("hex"), Buffer.from(secret).toString("base64")])
      expect(row?.secret.toString("latin1")).not.toContain(form);
    expect(row?.secret.length).toBeGreaterThan(40);
  });

  test("is refused for the third one of a user, also when all come at once", async () => {
    const own = await makeTenant(product, [], tenant);
    const replies = await Promise.all(Array.from({ length: 6 }, () => create(admin, own.userId)));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 201, 400, 400, 400, 400]);
    const refused = replies.find(({ status }) => status === 400);
    expect([refused?.code, refused?.body.error.message]).toEqual(["IAM.0010", expect.stringContaining("akSkNumExceed")]);
    expect(await traceOf(refused as never)).toMatchObject([{ trace_name: "createAccessKey", outcome: "warning", error_code: "IAM.0010" }]);
    expect((await admin.send("GET", `${PATH}?user_id=${own.userId}`)).body.credentials).toHaveLength(2);
    const made = replies.find(({ status }) => status === 201)?.body.credential.access;
    expect((await admin.send("DELETE", `${PATH}/${made}`)).status).toBe(204);
    expect((await create(admin, own.userId)).status).toBe(201);
  });

  test("does not find users of other accounts, unknown users, and what is no user ID", async () => {
    const stranger = await makeTenant(product);
    for (const userId of [stranger.userId, "0".repeat(32), "nobody", tenant.userId.toUpperCase(), "\0", "'; --"]) {
      const reply = await create(admin, userId);
      expect([userId, reply.status, reply.code]).toEqual([userId, 404, "IAM.0004"]);
    }
    expect(await sql(product.dataDir, "select 1 from access_key where user_id = $1", [stranger.userId])).toEqual([]);
  });

  test("takes a description of up to 255 characters", async () => {
    const own = await makeTenant(product, [], tenant);
    expect((await create(admin, own.userId, { description: "ä".repeat(255) })).status).toBe(201);
    expect((await create(admin, own.userId, { description: "ä".repeat(256) })).status).toBe(400);
  });

  test.each([
    ["null", null],
    ["a text", "x"],
    ["a list", []],
    ["a number as user", { user_id: 7 }],
    ["a list as user", { user_id: ["x"] }],
    ["no user", {}],
    ["a null user", { user_id: null }],
    ["a number as description", { user_id: "USER", description: 7 }],
    ["a lone surrogate", { user_id: "USER", description: "\ud800" }],
    ["NUL", { user_id: "USER", description: "\0" }],
  ])("refuses %s as credential with 400", async (_what, credential) => {
    const body = JSON.stringify({ credential }).replace("USER", tenant.userId);
    expect((await admin.send("POST", PATH, body)).status).toBe(400);
    expect((await admin.send("POST", PATH, `{"__proto__":${JSON.stringify(credential)}}`)).status).toBe(400);
  });
});

describe("listing, showing, changing and deleting access keys", () => {
  let own: Tenant;
  let access: string;
  let secret: string;
  let signed: SignedClient;
  beforeAll(async () => {
    own = await makeTenant(product, ["KMS Administrator"], tenant);
    ({ access, secret } = (await create(admin, own.userId, { description: "one" })).body.credential);
    signed = new SignedClient(product.apiUrl, { access, secret }, own.projectId);
  });

  test("show them without the secret", async () => {
    const times = { create_time: expect.any(String), last_use_time: expect.any(String) };
    const shown = { access, user_id: own.userId, status: "active", description: "one", project_id: null, ...times };
    expect((await admin.send("GET", `${PATH}/${access}`)).body).toEqual({ credential: shown });
    const listed = await admin.send("GET", `${PATH}?user_id=${own.userId}`);
    expect(listed.body).toEqual({ credentials: [shown], quota: 2 });
    expect(JSON.stringify(listed.body)).not.toContain(secret);
    // Of nobody in particular they are one's own.
    expect((await own.client.send("GET", PATH)).body).toEqual(listed.body);
    expect((await admin.send("GET", PATH)).body).toEqual({ credentials: [], quota: 2 });
  });

  test("an inactive access key signs nothing, at once; an active one does again", async () => {
    const off = await change(admin, access, { status: "inactive" });
    expect([off.status, off.body.credential.status, off.body.credential.description]).toEqual([200, "inactive", "one"]);
    expect(await traceOf(off)).toMatchObject([
      {
        trace_name: "updateAccessKey",
        resource_id: access,
        outcome: "normal",
        details: { userId: own.userId, description: "one", status: "inactive", project: "" },
      },
    ]);
    expect((await signed.call("list-keys")).status).toBe(401);
    expect((await change(admin, access, { status: "active", description: "two" })).body.credential).toMatchObject({
      status: "active",
      description: "two",
    });
    expect((await signed.call("list-keys")).status).toBe(200);
    const nothing = await change(admin, access, {});
    expect([nothing.status, nothing.body.credential.description]).toEqual([200, "two"]);
    expect(await traceOf(nothing)).toMatchObject([
      { trace_name: "updateAccessKey", details: { userId: own.userId, description: "two", status: "active", project: "" } },
    ]);
    expect((await change(admin, access, { description: "" })).body.credential).toMatchObject({ status: "active", description: "" });
  });

  test.each([{ status: "off" }, { status: true }, { description: 5 }, null, "x", []].map((credential) => [credential]))(
    "a change to %j is refused",
    async (credential) => {
      expect((await change(admin, access, credential)).status).toBe(400);
      expect((await admin.send("GET", `${PATH}/${access}`)).body.credential.status).toBe("active");
    },
  );

  test("of other accounts they do not exist, nor do unknown and malformed names", async () => {
    const stranger = await signInSecurityAdministrator(product, await makeTenant(product));
    for (const [client, name] of [
      [stranger, access],
      [admin, "A".repeat(20)],
      [admin, access.toLowerCase()],
      [admin, "x"],
      [admin, "%00"],
      [admin, "..%2f"],
    ] as const) {
      for (const reply of [
        await client.send("GET", `${PATH}/${name}`),
        await change(client, name, { status: "inactive" }),
        await client.send("DELETE", `${PATH}/${name}`),
      ])
        expect([name, reply.status, reply.code]).toEqual([name, 404, "IAM.0004"]);
    }
    expect((await stranger.send("GET", `${PATH}?user_id=${own.userId}`)).status).toBe(404);
    expect((await signed.call("list-keys")).status).toBe(200);
  });

  test("are everybody's own to make, see, change and delete, and otherwise a security administrator's of the account as a whole", async () => {
    const inProject = await makeTenant(product, ["Security Administrator", "KMS Administrator"], tenant);
    for (const reply of [
      await create(inProject.client, own.userId),
      await inProject.client.send("GET", `${PATH}?user_id=${own.userId}`),
      await inProject.client.send("GET", `${PATH}/${access}`),
      await change(inProject.client, access, { status: "inactive" }),
      await inProject.client.send("DELETE", `${PATH}/${access}`),
    ])
      expect([reply.status, reply.code]).toEqual([403, "KMS.0307"]);
    const refused = await inProject.client.send("DELETE", `${PATH}/${access}`);
    expect(await traceOf(refused)).toMatchObject([
      { trace_name: "deleteAccessKey", resource_id: access, outcome: "warning", caller_id: inProject.userId },
    ]);
    for (const client of [own.client, signed]) {
      const made = await client.send("POST", PATH, JSON.stringify({ credential: { user_id: own.userId } }));
      expect(made.status).toBe(201);
      const one = `${PATH}/${made.body.credential.access}`;
      expect((await client.send("GET", one)).status).toBe(200);
      expect((await client.send("PUT", one, JSON.stringify({ credential: { status: "inactive" } }))).status).toBe(200);
      expect((await client.send("DELETE", one)).status).toBe(204);
    }
  });

  test("tell when they were last used, of one that never was when it was made", async () => {
    const fresh = await makeTenant(product, ["KMS Administrator"], tenant);
    const { credential } = (await create(admin, fresh.userId)).body;
    const lastUse = async () => (await admin.send("GET", `${PATH}/${credential.access}`)).body.credential.last_use_time;
    expect(await lastUse()).toBe(credential.create_time);
    await sql(product.dataDir, "update access_key set created_at = created_at - interval '1 day' where access = $1", [credential.access]);
    const wrong = new SignedClient(product.apiUrl, { access: credential.access, secret: "x".repeat(40) }, fresh.projectId);
    expect((await wrong.call("list-keys")).status).toBe(401);
    const before = await lastUse();
    expect((await new SignedClient(product.apiUrl, credential, fresh.projectId).call("list-keys")).status).toBe(200);
    await expect.poll(lastUse).not.toBe(before);
    expect(Date.parse(await lastUse())).toBeGreaterThan(Date.parse(before) + 3_600_000);
  });

  test("a security administrator may sign these calls as well", async () => {
    const group = await sql<{ group_id: string }>(product.dataDir, "select group_id from group_member where user_id = $1", [own.userId]);
    await sql(
      product.dataDir,
      "insert into role_assignment (id, group_id, role, project_id) values (replace(gen_random_uuid()::text, '-', ''), $1, 'Security Administrator', null)",
      [group[0]?.group_id],
    );
    const made = await signed.send("POST", PATH, JSON.stringify({ credential: { user_id: tenant.userId } }));
    expect(made.status).toBe(201);
    expect(await traceOf(made)).toMatchObject([{ trace_name: "createAccessKey", access_key: access, caller_id: own.userId }]);
    expect((await admin.send("DELETE", `${PATH}/${made.body.credential.access}`)).status).toBe(204);
  });

  test("a deleted access key is gone: it signs nothing, and is not found", async () => {
    const deleted = await admin.send("DELETE", `${PATH}/${access}`);
    expect([deleted.status, deleted.body]).toEqual([204, null]);
    expect(await traceOf(deleted)).toMatchObject([{ trace_name: "deleteAccessKey", resource_id: access, details: { userId: own.userId } }]);
    expect((await signed.call("list-keys")).status).toBe(401);
    expect((await admin.send("DELETE", `${PATH}/${access}`)).status).toBe(404);
    expect(await sql(product.dataDir, "select 1 from access_key where access = $1", [access])).toEqual([]);
  });
});

describe("an access key of one project", () => {
  test("works there and nowhere else, whatever its user may: in no other project, and on nothing of the account", async () => {
    const user = await makeTenant(product, ["KMS Administrator"], tenant);
    const [group] = await sql<{ group_id: string }>(product.dataDir, "select group_id from group_member where user_id = $1", [user.userId]);
    const grantEverything = `insert into role_assignment (id, group_id, role, project_id)
      select replace(gen_random_uuid()::text, '-', ''), $1, role, null from unnest(array['KMS Administrator', 'Security Administrator']) role`;
    await sql(product.dataDir, grantEverything, [group?.group_id]);
    const projectId = "e".repeat(24) + user.userId.slice(0, 8);
    const insert = "insert into project (id, account_id, name, created_at) values ($1, $2, $3, now())";
    await sql(product.dataDir, insert, [projectId, tenant.accountId, `eu-de_${user.userId.slice(0, 8)}`]);
    const bound = (await create(admin, user.userId, { project_id: tenant.projectId })).body.credential;
    const free = (await create(admin, user.userId)).body.credential;
    expect([bound.project_id, free.project_id]).toEqual([tenant.projectId, null]);
    const calls = (key: { access: string; secret: string }) => [
      new SignedClient(product.apiUrl, key, tenant.projectId).call("list-keys"),
      new SignedClient(product.apiUrl, key, projectId).call("list-keys"),
      ...["/v3/users", "/v3/auth/projects", "/v3/auth/catalog", "/v3/regions", PATH].flatMap((path) => [
        new SignedClient(product.apiUrl, key, "").send("GET", path),
        new SignedClient(product.apiUrl, key, tenant.projectId).send("GET", path),
      ]),
    ];
    const statuses = async (key: { access: string; secret: string }) => (await Promise.all(calls(key))).map(({ status }) => status);
    expect(await statuses(free)).toEqual(Array(12).fill(200));
    expect(await statuses(bound)).toEqual([200, ...Array(11).fill(403)]);
    expect((await admin.send("DELETE", `${PATH}/${bound.access}`)).status).toBe(204);
  });

  test("is made for a project of the account only", async () => {
    const [user, stranger] = [await makeTenant(product, [], tenant), await makeTenant(product)];
    for (const project_id of [stranger.projectId, "0".repeat(32), "eu-de"]) {
      expect((await create(admin, user.userId, { project_id })).status).toBe(404);
    }
    expect((await admin.send("GET", `${PATH}?user_id=${user.userId}`)).body.credentials).toEqual([]);
  });
});

test("a disabled user's access key signs nothing from the next request on", async () => {
  const user = await makeTenant(product, ["KMS Administrator"], tenant);
  const { credential } = (await create(admin, user.userId)).body;
  const signed = new SignedClient(product.apiUrl, credential, user.projectId);
  expect((await signed.call("list-keys")).status).toBe(200);
  await admin.send("PATCH", `/v3/users/${user.userId}`, JSON.stringify({ user: { enabled: false } }));
  expect((await signed.call("list-keys")).status).toBe(401);
});
