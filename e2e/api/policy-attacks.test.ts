/** Ways by which somebody might get past what a policy denies or limits, and what somebody might write to break it. */
import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { type ApiClient, signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { grantTo, makeProject } from "../harness/grants";
import { makeTenant, type Tenant } from "../harness/tenant";

const product = inject("product");
const POLICIES = "/v3.0/OS-ROLE/roles";
const KMS_ADMINISTRATOR = "8f2c1d0e5b7a4c39a6d4e1f09b3c7a51";
type Statement = { Effect: "Allow" | "Deny"; Action: string[]; Resource?: string[]; Condition?: object };
const ALLOW_ALL: Statement = { Effect: "Allow", Action: ["kms:*:*"] };
let tenant: Tenant;
/** Both administrator roles. */
let admin: ApiClient;

beforeAll(async () => {
  tenant = await makeTenant(product, ["Security Administrator", "KMS Administrator"]);
  await sql(
    product.dataDir,
    "update role_assignment set project_id = null, scope = 'allProjects' where group_id in (select group_id from group_member where user_id = $1)",
    [tenant.userId],
  );
  admin = tenant.client;
});

const unique = (what: string) => `${what}-${randomBytes(5).toString("hex")}`;
const document = (Statement: readonly Statement[]) => ({ Version: "1.1", Statement });
const send = (method: string, path: string, body?: object, by = admin) => by.send(method, path, body && JSON.stringify(body));
const write = (policy: unknown, more: object = {}) =>
  send("POST", POLICIES, { role: { display_name: unique("policy"), type: "XA", description: "", policy, ...more } });
const makePolicy = async (...statements: Statement[]) => {
  const reply = await write(document(statements));
  expect(reply.status).toBe(201);
  return reply.body.role.id as string;
};
const inProject = (group: string, role: string, project = tenant.projectId) => `/v3/projects/${project}/groups/${group}/roles/${role}`;
const attach = async (path: string) => expect((await send("PUT", path)).status).toBe(204);

/** Somebody whose group holds these in the project. */
async function person(roles: readonly string[], project = tenant.projectId) {
  const [name, password] = [unique("person"), randomBytes(12).toString("hex")];
  const group = (await send("POST", "/v3/groups", { group: { name: unique("group") } })).body.group.id as string;
  const user = (await send("POST", "/v3/users", { user: { name, password } })).body.user.id as string;
  await send("PUT", `/v3/groups/${group}/users/${user}`);
  for (const role of roles) await attach(inProject(group, role, project));
  const client = await signIn(product.apiUrl, { account: tenant.account, name, password }, { project: { id: project } });
  return { client, group, user };
}

const MESSAGE = { plain_text: "x" };
/** With the project of the client, whichever the key's is. */
const encrypt = async (client: ApiClient, key_id: string) => (await client.call("encrypt-data", { key_id, ...MESSAGE })).status;
const aliases = (method: string, path: string, body: object, by: ApiClient) => send(method, `/v1.0/${by.projectId}/kms/${path}`, body, by);

describe("a Deny", () => {
  test("of the key's project holds for a grant that is used from another project, and for nothing else there", async () => {
    const elsewhere = await makeProject(product, tenant);
    const deny = await makePolicy({ Effect: "Deny", Action: ["kms:cmk:crypto"] });
    const { client, group, user } = await person([KMS_ADMINISTRATOR], elsewhere.projectId);
    const [granted, own] = [await admin.createKey(unique("granted")), await client.createKey(unique("own"))];
    await grantTo(admin, granted, user, ["encrypt-data", "describe-key"]);
    const use = async () => [await encrypt(client, granted), await encrypt(client, own)];
    expect(await use()).toEqual([200, 200]);
    await attach(inProject(group, deny));
    for (let round = 0; round < 4; round++) expect(await use()).toEqual([403, 200]);
    expect((await client.call("describe-key", { key_id: granted })).status).toBe(200);
    // What is allowed in the key's project is allowed to whoever acts there.
    const allow = await makePolicy(ALLOW_ALL);
    await attach(inProject(group, allow));
    expect((await client.call("disable-key", { key_id: granted })).status).not.toBe(200);
    await send("DELETE", inProject(group, deny));
    expect(await use()).toEqual([200, 200]);
  });

  test("that is held for the account counts in every project, where an Allow held so gives nothing", async () => {
    const [key, deny, allow] = [
      await admin.createKey(unique("key")),
      await makePolicy({ Effect: "Deny", Action: ["kms:cmk:crypto"] }),
      await makePolicy(ALLOW_ALL),
    ];
    const onAccount = (group: string, role: string) => `/v3/domains/${tenant.accountId}/groups/${group}/roles/${role}`;
    const [held, nobody] = [await person([KMS_ADMINISTRATOR]), await person([])];
    expect(await encrypt(held.client, key)).toBe(200);
    await attach(onAccount(held.group, deny));
    await attach(onAccount(nobody.group, allow));
    expect([await encrypt(held.client, key), await encrypt(nobody.client, key)]).toEqual([403, 403]);
    expect((await held.client.call("describe-key", { key_id: key })).status).toBe(200);
  });

  test("of an alias keeps whoever has it from giving a key that name, in whatever way", async () => {
    const mark = unique("m");
    const deny = await makePolicy({ Effect: "Deny", Action: ["kms:*:*"], Resource: [`KMS:*:*:alias:${mark}/*`] });
    const { client } = await person([KMS_ADMINISTRATOR, deny]);
    const key = await client.createKey(unique("mine"));
    const name = `${mark}/x`;
    const free = unique("free");
    expect((await aliases("POST", "aliases", { key_id: key, alias: `alias/${free}` }, client)).status).toBe(200);
    for (const reply of [
      await client.call("create-key", { key_alias: name }),
      await client.call("update-key-alias", { key_id: key, key_alias: name }),
      await client.call("replace-key", { key_id: key, key_alias: name }),
      await aliases("POST", "aliases", { key_id: key, alias: `alias/${name}` }, client),
    ]) {
      expect([reply.status, reply.code]).toEqual([403, "KMS.0307"]);
    }
    expect((await client.call("update-key-alias", { key_id: key, key_alias: unique("other") })).status).toBe(200);
  });

  test("holds for every kind of call on the key, by tag, usage, spec, source and address, and leaves other keys alone", async () => {
    const tag = unique("t").slice(0, 16);
    const [kept, free] = [await admin.createKey(unique("kept")), await admin.createKey(unique("free"))];
    await send("POST", `/v1.0/${tenant.projectId}/kms/${kept}/tags`, { tag: { key: tag, value: "a" } });
    const ofKey = { StringEquals: { [`g:ResourceTag/${tag}`]: ["a"] } };
    const ofRequest = { StringEquals: { "kms:RequestSource": ["api"] }, IpAddress: { "g:SourceIp": ["127.0.0.1", "::1"] } };
    const calls = [
      (c: ApiClient, key_id: string) => c.call("encrypt-data", { key_id, ...MESSAGE }),
      (c: ApiClient, key_id: string) => c.call("describe-key", { key_id }),
      (c: ApiClient, key_id: string) => c.call("create-datakey", { key_id, datakey_length: "256" }),
      (c: ApiClient, key_id: string) => c.call("update-key-description", { key_id, key_description: "d" }),
      (c: ApiClient, key_id: string) => c.call("list-grants", { key_id }),
      (c: ApiClient, key_id: string) => c.call("get-key-rotation-status", { key_id }),
      (c: ApiClient, key_id: string) => send("GET", `/v1.0/${tenant.projectId}/kms/${key_id}/tags`, undefined, c),
      (c: ApiClient, key_id: string) => c.call("list-key-access", { key_id }),
      (c: ApiClient, key_id: string) =>
        c.call("create-grant", { key_id, grantee_principal: randomBytes(16).toString("hex"), operations: ["encrypt-data"] }),
      (c: ApiClient, key_id: string) => c.call("delete-key-risk-tips", { key_id }),
    ];
    const all = async (client: ApiClient, key: string) =>
      new Set((await Promise.all(calls.map((call) => call(client, key)))).map((r) => r.status));
    for (const Condition of [
      ofKey,
      { ...ofKey, IpAddress: ofRequest.IpAddress },
      { StringEquals: { ...ofKey.StringEquals, ...ofRequest.StringEquals } },
    ]) {
      const deny = await makePolicy({ Effect: "Deny", Action: ["kms:*:*"], Condition });
      const { client } = await person([KMS_ADMINISTRATOR, deny]);
      expect([await all(client, kept), await all(client, free)]).toEqual([new Set([403]), new Set([200])]);
    }
    const only = await makePolicy({ ...ALLOW_ALL, Condition: ofKey });
    const { client } = await person([only]);
    expect([await all(client, kept), await all(client, free)]).toEqual([new Set([200]), new Set([403])]);
  });
});

test("an alias is taken from no key that whoever takes it has no right to", async () => {
  const mark = unique("m");
  const keys = await Promise.all(["a", "b"].map((name) => admin.createKey(`${mark}/${name}`)));
  const [mine = "", other = ""] = keys;
  const foreign = await admin.createKey(unique("prod"));
  const only = await makePolicy({ ...ALLOW_ALL, Resource: keys.map((id) => `KMS:*:*:KeyId:${id}`) });
  const { client } = await person([only]);
  const [stolen, moved] = [unique("payments"), unique("moved")];
  await aliases("POST", "aliases", { key_id: foreign, alias: `alias/${stolen}` }, admin);
  await aliases("POST", "aliases", { key_id: other, alias: `alias/${moved}` }, admin);
  const take = (alias: string, by = client) => aliases("POST", "alias/associate", { target_key_id: mine, alias: `alias/${alias}` }, by);
  expect([(await take(stolen)).code, (await take(moved)).status]).toEqual(["KMS.0307", 200]);
  const holders = await sql<{ key_id: string }>(product.dataDir, "select key_id from key_alias where name = any($1) order by name", [
    [stolen, moved].sort(),
  ]);
  expect(new Set(holders.map(({ key_id }) => key_id))).toEqual(new Set([foreign, mine]));
  expect((await take(stolen, admin)).status).toBe(200);
});

test("a change of a policy holds for every request that begins after it, on all workers, whatever is under way", async () => {
  const key = await admin.createKey(unique("key"));
  const policy = await makePolicy(ALLOW_ALL);
  const { client } = await person([policy]);
  const write = (statement: Statement) => send("PATCH", `${POLICIES}/${policy}`, { role: { policy: document([statement]) } });
  let isOver = false;
  const others = Array.from({ length: 8 }, async () => {
    while (!isOver) expect([200, 403]).toContain(await encrypt(client, key));
  });
  for (let round = 0; round < 6; round++) {
    expect((await write({ Effect: "Deny", Action: ["kms:cmk:crypto"] })).status).toBe(200);
    expect(await Promise.all(Array.from({ length: 6 }, () => encrypt(client, key)))).toEqual(Array(6).fill(403));
    expect((await write(ALLOW_ALL)).status).toBe(200);
    expect(await Promise.all(Array.from({ length: 6 }, () => encrypt(client, key)))).toEqual(Array(6).fill(200));
  }
  isOver = true;
  await Promise.all(others);
});

describe("what is written to break it", () => {
  const nested = (depth: number) => `${'{"Version":"1.1","Statement":['.repeat(1)}${"[".repeat(depth)}${"]".repeat(depth)}]}`;
  test.each<[string, string]>([
    ["deep nesting", `{"role":{"display_name":"n","type":"XA","description":"","policy":${nested(5_000)}}}`],
    [
      "100 KB of statements",
      JSON.stringify({
        role: {
          display_name: "n",
          type: "XA",
          description: "",
          policy: document(Array(50).fill({ Effect: "Allow", Action: Array(100).fill("kms:cmk:crypto") })),
        },
      }),
    ],
    [
      "a member of every object",
      '{"role":{"display_name":"n","type":"XA","description":"","policy":{"Version":"1.1","Statement":[{"__proto__":{"Effect":"Allow"},"Action":["kms:*:*"]}]}}}',
    ],
    [
      "a tag of that name",
      '{"role":{"display_name":"n","type":"XA","description":"","policy":{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["kms:*:*"],"Condition":{"__proto__":{"g:UserId":["x"]}}}]}}}',
    ],
    ["a text that is no policy", '{"role":{"display_name":"n","type":"XA","description":"","policy":"{}"}}'],
    [
      "a NUL",
      '{"role":{"display_name":"n","type":"XA","description":"","policy":{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["kms:cmk:list\\u0000"]}]}}}',
    ],
    [
      "a lone surrogate",
      '{"role":{"display_name":"n","type":"XA","description":"","policy":{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["kms:*:*"],"Condition":{"StringEquals":{"g:UserName":["\\ud800"]}}}]}}}',
    ],
    [
      "a blank in an action",
      '{"role":{"display_name":"n","type":"XA","description":"","policy":{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["kms:cmk:list "]}]}}}',
    ],
    [
      "NotResource beside Resource",
      '{"role":{"display_name":"n","type":"XA","description":"","policy":{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["kms:*:*"],"Resource":[],"NotResource":[]}]}}}',
    ],
    [
      "a member of the policy itself",
      '{"role":{"display_name":"n","type":"XA","description":"","policy":{"Version":"1.1","__proto__":{"x":1},"Statement":[{"Effect":"Allow","Action":["kms:*:*"]}]}}}',
    ],
    [
      "an effect that stands twice",
      '{"role":{"display_name":"n","type":"XA","description":"","policy":{"Version":"1.1","Statement":[{"Effect":"Deny","\\u0045ffect":"Allow","Action":["kms:*:*"]}]}}}',
    ],
    [
      "two policies",
      '{"role":{"display_name":"n","type":"XA","description":"","policy":{},"policy":{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["kms:*:*"]}]}}}',
    ],
    [
      "a name of blanks",
      '{"role":{"display_name":"  ","type":"XA","description":"","policy":{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["kms:*:*"]}]}}}',
    ],
  ])("%s is refused, and nothing is stored", async (_name, text) => {
    const reply = await admin.send("POST", POLICIES, text);
    expect([400, 413]).toContain(reply.status);
    expect((await send("GET", `${POLICIES}?display_name=n`)).body.roles).toEqual([]);
  });

  test("a name that can be taken for a system policy's is taken", async () => {
    for (const display_name of ["KMS Administrator", "kms administrator", "KMS  Viewer", "KMS Adm\u0456nistrator", "secu_admin"]) {
      expect([display_name, (await write(document([ALLOW_ALL]), { display_name })).status]).toEqual([display_name, 409]);
    }
    const id = await makePolicy(ALLOW_ALL);
    expect((await send("PATCH", `${POLICIES}/${id}`, { role: { display_name: "KMS Viewer" } })).status).toBe(409);
  });

  test("odd IDs name nothing, wherever a policy can be named", async () => {
    const { group } = await person([]);
    for (const id of ["nothing", "__proto__", "'%20or%20'1'%3D'1", "%00", "0".repeat(32), "%F0%9F%98%80", "x".repeat(2_000)]) {
      for (const [method, path] of [
        ["GET", `${POLICIES}/${id}`],
        ["DELETE", `${POLICIES}/${id}`],
        ["GET", `/v3/roles/${id}`],
        ["PUT", inProject(group, id)],
        ["DELETE", inProject(group, id)],
        ["PUT", `/v3/domains/${tenant.accountId}/groups/${group}/roles/${id}`],
      ] as const) {
        expect([method, path, [400, 404, 414].includes((await send(method, path)).status)]).toEqual([method, path, true]);
      }
    }
  });

  test("a text that looks like a statement of the database is text", async () => {
    const display_name = `'); drop table policy; -- ${unique("x")}`.slice(0, 60);
    const value = "' or '1'='1";
    const policy = document([{ ...ALLOW_ALL, Condition: { StringEquals: { "g:UserName": [value] } } }]);
    const made = await write(policy, { display_name, description: value });
    if (made.status === 201) expect([made.body.role.policy, made.body.role.display_name]).toEqual([policy, display_name]);
    else expect(made.status).toBe(400);
    expect((await send("GET", `${POLICIES}?display_name=${encodeURIComponent(display_name)}`)).status).toBe(200);
  });
});
