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
        create_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      },
    });
    const { access, secret } = reply.body.credential;
    expect((await new SignedClient(product.apiUrl, { access, secret }, own.projectId).call("list-keys")).status).toBe(200);
    const traces = await traceOf(reply);
    expect(traces).toMatchObject([
      {
        trace_name: "createAccessKey",
        resource_type: "credential",
        resource_id: access,
        outcome: "normal",
        details: { userId: own.userId },
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
    expect(refused?.code).toBe("IAM.0010");
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
    const shown = { access, user_id: own.userId, status: "active", description: "one", create_time: expect.any(String) };
    expect((await admin.send("GET", `${PATH}/${access}`)).body).toEqual({ credential: shown });
    expect((await admin.send("GET", `${PATH}?user_id=${own.userId}`)).body).toEqual({ credentials: [shown] });
    const all = await admin.send("GET", PATH);
    expect(all.body.credentials).toContainEqual(shown);
    expect(JSON.stringify(all.body)).not.toContain(secret);
    const none = await makeTenant(product, [], tenant);
    expect((await admin.send("GET", `${PATH}?user_id=${none.userId}`)).body).toEqual({ credentials: [] });
  });

  test("an inactive access key signs nothing, at once; an active one does again", async () => {
    const off = await change(admin, access, { status: "inactive" });
    expect([off.status, off.body.credential.status, off.body.credential.description]).toEqual([200, "inactive", "one"]);
    expect(await traceOf(off)).toMatchObject([
      { trace_name: "updateAccessKey", resource_id: access, outcome: "normal", details: { userId: own.userId, status: "inactive" } },
    ]);
    expect((await signed.call("list-keys")).status).toBe(401);
    expect((await change(admin, access, { status: "active", description: "two" })).body.credential).toMatchObject({
      status: "active",
      description: "two",
    });
    expect((await signed.call("list-keys")).status).toBe(200);
    expect((await change(admin, access, { description: "" })).body.credential).toMatchObject({ status: "active", description: "" });
  });

  test.each(
    [{}, { status: "off" }, { status: true }, { description: 5 }, { status: null, description: null }, null, "x", []].map((credential) => [
      credential,
    ]),
  )("a change to %j is refused", async (credential) => {
    expect((await change(admin, access, credential)).status).toBe(400);
    expect((await admin.send("GET", `${PATH}/${access}`)).body.credential.status).toBe("active");
  });

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
    expect((await stranger.send("GET", PATH)).body.credentials).toEqual([]);
    expect((await signed.call("list-keys")).status).toBe(200);
  });

  test("are for security administrators of the account as a whole only, not even for one's own access keys", async () => {
    const inProject = await makeTenant(product, ["Security Administrator", "KMS Administrator"], tenant);
    for (const client of [own.client, inProject.client, signed]) {
      for (const reply of [
        await client.send("POST", PATH, JSON.stringify({ credential: { user_id: own.userId } })),
        await client.send("GET", PATH),
        await client.send("GET", `${PATH}/${access}`),
        await client.send("PUT", `${PATH}/${access}`, JSON.stringify({ credential: { status: "inactive" } })),
        await client.send("DELETE", `${PATH}/${access}`),
      ])
        expect([reply.status, reply.code]).toEqual([403, "KMS.0307"]);
    }
    const refused = await own.client.send("DELETE", `${PATH}/${access}`);
    expect(await traceOf(refused)).toMatchObject([
      { trace_name: "deleteAccessKey", resource_id: access, outcome: "warning", caller_id: own.userId },
    ]);
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
