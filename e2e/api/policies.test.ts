import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { type ApiClient, signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
const OS_ROLE = "/v3.0/OS-ROLE/roles";
const KMS_ADMINISTRATOR = "8f2c1d0e5b7a4c39a6d4e1f09b3c7a51";
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
type Statement = { Effect: "Allow" | "Deny"; Action: string[]; Resource?: string[]; Condition?: object };
const document = (...Statement: Statement[]) => ({ Version: "1.1", Statement });
const write = (policy: unknown, more: object = {}) =>
  admin.send("POST", OS_ROLE, JSON.stringify({ role: { display_name: unique("policy"), type: "XA", description: "", policy, ...more } }));
const makePolicy = async (...statements: Statement[]) => {
  const reply = await write(document(...statements));
  expect([reply.status, reply.body.error_msg]).toEqual([201, undefined]);
  return reply.body.role.id as string;
};
const inProject = (group: string, role: string) => `/v3/projects/${tenant.projectId}/groups/${group}/roles/${role}`;
const everywhere = (group: string, role: string) =>
  `/v3/OS-INHERIT/domains/${tenant.accountId}/groups/${group}/roles/${role}/inherited_to_projects`;
const onAccount = (group: string, role: string) => `/v3/domains/${tenant.accountId}/groups/${group}/roles/${role}`;
const newGroup = async () =>
  (await admin.send("POST", "/v3/groups", JSON.stringify({ group: { name: unique("group") } }))).body.group.id as string;

/** Somebody whose group holds these policies in the project. */
async function developer(...policies: string[]) {
  const [name, password, group] = [unique("dev"), randomBytes(12).toString("hex"), await newGroup()];
  const user = (await admin.send("POST", "/v3/users", JSON.stringify({ user: { name, password } }))).body.user.id as string;
  await admin.send("PUT", `/v3/groups/${group}/users/${user}`);
  for (const policy of policies) expect((await admin.send("PUT", inProject(group, policy))).status).toBe(204);
  const client = await signIn(product.apiUrl, { account: tenant.account, name, password }, { project: { id: tenant.projectId } });
  return { client, group, user, name, password };
}
const tag = (key: string, value: string, id: string) =>
  admin.send("POST", `/v1.0/${tenant.projectId}/kms/${id}/tags`, JSON.stringify({ tag: { key, value } }));
const encrypt = async (client: ApiClient, key_id: string) =>
  (await client.call("encrypt-data", { key_id, plain_text: Buffer.from("x").toString("base64") })).status;
const USE: Statement = { Effect: "Allow", Action: ["kms:cmk:crypto", "kms:cmk:get", "kms:cmk:list"] };

describe("a policy", () => {
  test("is made, shown, listed, changed and deleted with the family's statuses and members", async () => {
    const display_name = unique("developers");
    const policy = document({ Effect: "Deny", Action: ["kms:cmk:update", "kms:cmk:crypto"] }, USE);
    const made = await write(policy, { display_name, description: "no deletions" });
    const { role } = made.body;
    expect(made.status).toBe(201);
    expect(role).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      name: expect.stringMatching(new RegExp(`^custom_${tenant.accountId}_\\d+$`)),
      display_name,
      type: "XA",
      description: "no deletions",
      catalog: "CUSTOMED",
      domain_id: tenant.accountId,
      policy,
      references: 0,
      created_time: expect.stringMatching(/^\d{13}$/),
      updated_time: expect.stringMatching(/^\d{13}$/),
      links: { self: `${product.apiUrl}${OS_ROLE}/${role.id}` },
    });
    expect((await admin.send("GET", `${OS_ROLE}/${role.id}`)).body).toEqual({ role });
    const list = (await admin.send("GET", OS_ROLE)).body;
    expect([list.roles.find((one: { id: string }) => one.id === role.id), list.total_number]).toEqual([role, list.roles.length]);
    expect((await admin.send("GET", `/v3/roles?domain_id=${tenant.accountId}&name=${display_name}`)).body.roles).toEqual([role]);
    expect((await admin.send("GET", `/v3/roles?name=${display_name}`)).body.roles).toEqual([]);
    const changed = document(USE);
    const patched = await admin.send("PATCH", `${OS_ROLE}/${role.id}`, JSON.stringify({ role: { type: "AX", policy: changed } }));
    expect([patched.status, patched.body.role.policy, patched.body.role.type, patched.body.role.display_name]).toEqual([
      200,
      changed,
      "AX",
      display_name,
    ]);
    const deleted = await admin.send("DELETE", `${OS_ROLE}/${role.id}`);
    expect(deleted.status).toBe(200);
    expect((await admin.send("GET", `${OS_ROLE}/${role.id}`)).status).toBe(404);
    const traces = [made, patched, deleted].map((reply) => tracesOf(product, reply.headers.get("x-request-id")));
    const written = (await Promise.all(traces)).flat();
    expect(written.map(({ trace_name, resource_id, outcome }) => [trace_name, resource_id, outcome])).toEqual(
      ["createPolicy", "updatePolicy", "deletePolicy"].map((name) => [name, role.id, "normal"]),
    );
    expect(JSON.parse(written[1]?.details.policy as string)).toEqual(changed);
  });

  test("has a name of its own in the account, and one that is refused names what is wrong and where", async () => {
    const display_name = unique("taken");
    expect((await write(document(USE), { display_name })).status).toBe(201);
    expect((await write(document(USE), { display_name })).status).toBe(409);
    const of = (statement: object) => ({ Version: "1.1", Statement: [statement] });
    for (const [policy, words] of [
      [{ Version: "1.0", Statement: [USE] }, /Version/],
      [of({ Effect: "Allow", Action: ["kms:cmk:delete"] }), /kms:cmk:delete.*Statement\[0\]\.Action\[0\]/],
      [of({ Effect: "Allow", Action: ["iam:users:create"] }), /iam/],
      [of({ Effect: "Allow", Action: ["kms:zzz*:*"] }), /kms:zzz/],
      [of({ Effect: "Allow", NotAction: ["kms:cmk:list"] }), /NotAction/],
      [of({ Effect: "Allow", Action: ["kms:cmk:list"], Principal: "*" }), /whom a policy is for/],
      [of({ Effect: "Allow", Action: ["kms:cmk:li\u0455t"] }), /0455/i],
      [of({ Effect: "Allow", Action: ["kms:cmk:list"], Condition: { StringEquals: { "g:Nothing": ["x"] } } }), /g:Nothing/],
      [{ Version: "1.1", Statement: Array.from({ length: 51 }, () => USE) }, /50/],
      [{ Version: "1.1", Statement: [] }, /Statement/],
      [[], /./],
      ["*", /./],
    ] as const) {
      const reply = await write(policy);
      expect([reply.status, reply.body.error.message]).toEqual([400, expect.stringMatching(words)]);
    }
    expect((await write(document(...Array.from({ length: 50 }, () => USE)))).status).toBe(201);
    const long = await write(document(USE), { padding: "x".repeat(100_000) });
    expect([201, 400, 413]).toContain(long.status);
  });

  test("of another account does not exist, and system roles cannot be changed", async () => {
    const foreign = await makeTenant(product, ["Security Administrator"]);
    await sql(product.dataDir, "update role_assignment set project_id = null, scope = 'account' where project_id = $1", [
      foreign.projectId,
    ]);
    const id = await makePolicy(USE);
    const group = (await foreign.client.send("POST", "/v3/groups", JSON.stringify({ group: { name: unique("g") } }))).body.group.id;
    for (const [method, path] of [
      ["GET", `${OS_ROLE}/${id}`],
      ["DELETE", `${OS_ROLE}/${id}`],
      ["GET", `/v3/roles/${id}`],
      ["PUT", `/v3/projects/${foreign.projectId}/groups/${group}/roles/${id}`],
      ["PUT", `/v3/domains/${foreign.accountId}/groups/${group}/roles/${id}`],
      ["PUT", `/v3/OS-INHERIT/domains/${foreign.accountId}/groups/${group}/roles/${id}/inherited_to_projects`],
    ] as const) {
      expect([method, path, (await foreign.client.send(method, path)).status]).toEqual([method, path, 404]);
    }
    expect((await foreign.client.send("PATCH", `${OS_ROLE}/${id}`, JSON.stringify({ role: { description: "x" } }))).status).toBe(404);
    for (const [method, body] of [["DELETE"], ["PATCH", JSON.stringify({ role: { description: "x" } })]] as const) {
      const { status, body: reply } = await admin.send(method, `${OS_ROLE}/${KMS_ADMINISTRATOR}`, body);
      expect([status, reply.error_msg]).toEqual([403, expect.stringContaining("System policies cannot be changed")]);
    }
  });

  test("is attached in a project, in all and on the account, each told from the others", async () => {
    const [policy, group] = [await makePolicy(USE), await newGroup()];
    const places = [inProject(group, policy), everywhere(group, policy), onAccount(group, policy)];
    const held = () => Promise.all(places.map(async (path) => (await fetchHead(path)) === 204));
    expect(await held()).toEqual([false, false, false]);
    for (const [index, path] of places.entries()) {
      expect((await admin.send("PUT", path)).status).toBe(204);
      expect((await admin.send("PUT", path)).status).toBe(204);
      expect(await held()).toEqual(places.map((_, at) => at <= index));
    }
    const listed = await Promise.all(
      [
        `/v3/projects/${tenant.projectId}/groups/${group}/roles`,
        `/v3/OS-INHERIT/domains/${tenant.accountId}/groups/${group}/roles/inherited_to_projects`,
        `/v3/domains/${tenant.accountId}/groups/${group}/roles`,
      ].map(async (path) => (await admin.send("GET", path)).body.roles.map((role: { id: string }) => role.id)),
    );
    expect(listed).toEqual([[policy], [policy], [policy]]);
    const { role_assignments } = (await admin.send("GET", `/v3.0/OS-PERMISSION/role-assignments?role_id=${policy}`)).body;
    expect(role_assignments.map((one: { scope: object; is_inherited: boolean }) => [one.scope, one.is_inherited])).toEqual(
      expect.arrayContaining([
        [{ project: { id: tenant.projectId } }, false],
        [{ domain: { id: tenant.accountId } }, true],
        [{ domain: { id: tenant.accountId } }, false],
      ]),
    );
    expect(role_assignments).toHaveLength(3);
    expect((await admin.send("GET", `${OS_ROLE}/${policy}`)).body.role.references).toBe(3);
    for (const path of places) {
      expect((await admin.send("DELETE", path)).status).toBe(204);
      expect((await admin.send("DELETE", path)).status).toBe(404);
    }
  });

  const fetchHead = async (path: string) =>
    (await fetch(`${product.apiUrl}${path}`, { method: "HEAD", headers: { "X-Auth-Token": admin.token } })).status;
});

describe("whoever holds policies", () => {
  test("may do what they allow from the next call on, and no longer once they are changed, detached or deleted", async () => {
    const key = await admin.createKey(unique("key"));
    const policy = await makePolicy(USE);
    const { client, group } = await developer();
    expect(await encrypt(client, key)).toBe(403);
    await admin.send("PUT", everywhere(group, policy));
    expect(await encrypt(client, key)).toBe(200);
    expect((await client.call("schedule-key-deletion", { key_id: key, pending_days: "7" })).code).toBe("KMS.0307");
    const change = (statements: Statement[]) =>
      admin.send("PATCH", `${OS_ROLE}/${policy}`, JSON.stringify({ role: { policy: document(...statements) } }));
    await change([{ Effect: "Allow", Action: ["kms:cmk:list"] }]);
    expect(await encrypt(client, key)).toBe(403);
    await change([{ Effect: "Allow", Action: ["kms:cmk:*"] }]);
    expect(await encrypt(client, key)).toBe(200);
    await admin.send("DELETE", everywhere(group, policy));
    expect(await encrypt(client, key)).toBe(403);
    // On the account itself it says nothing about keys.
    await admin.send("PUT", onAccount(group, policy));
    expect(await encrypt(client, key)).toBe(403);
    await admin.send("PUT", inProject(group, policy));
    expect(await encrypt(client, key)).toBe(200);
    const deleted = await admin.send("DELETE", `${OS_ROLE}/${policy}`);
    expect(await encrypt(client, key)).toBe(403);
    const [trace] = await tracesOf(product, deleted.headers.get("x-request-id"));
    expect(trace?.details.detached).toBe([`${group} account`, `${group} ${tenant.projectId}`].join(","));
  });

  test("are refused by a Deny whatever else allows, a grant too", async () => {
    const key = await admin.createKey(unique("key"));
    const deny = await makePolicy({ Effect: "Deny", Action: ["kms:cmk:crypto"] });
    const { client, user, group } = await developer(KMS_ADMINISTRATOR, deny);
    expect(await encrypt(client, key)).toBe(403);
    expect((await client.call("describe-key", { key_id: key })).status).toBe(200);
    await admin.call("create-grant", { key_id: key, grantee_principal: user, operations: ["encrypt-data"] });
    expect(await encrypt(client, key)).toBe(403);
    await admin.send("DELETE", inProject(group, deny));
    expect(await encrypt(client, key)).toBe(200);
  });

  test("of keys of a tag or alias see and use these alone, in lists, counts, tags, quotas and in bulk", async () => {
    const mark = unique("t").slice(0, 12);
    const [prod, dev, named] = [
      await admin.createKey(unique("prod")),
      await admin.createKey(unique("dev")),
      await admin.createKey(`${mark}/one`),
    ];
    await tag(mark, "prod", prod);
    await tag(mark, "dev", dev);
    const policy = await makePolicy(
      { Effect: "Allow", Action: ["kms:cmk:*", "kms:cmkTag:*"], Condition: { StringEquals: { [`g:ResourceTag/${mark}`]: ["prod"] } } },
      { Effect: "Allow", Action: ["kms:cmk:*"], Resource: [`KMS:*:*:alias:${mark}/*`] },
    );
    const { client } = await developer(policy);
    expect(await Promise.all([prod, dev, named].map((key) => encrypt(client, key)))).toEqual([200, 403, 200]);
    const listed = (await client.call("list-keys")).body;
    expect([[...listed.keys].sort(), listed.total]).toEqual([[prod, named].sort(), 2]);
    const searched = (await client.call("search-keys", {})).body;
    expect([searched.keys.map((key: { key_id: string }) => key.key_id).sort(), searched.matching]).toEqual([[prod, named].sort(), 2]);
    const tags = (await client.send("GET", `/v1.0/${tenant.projectId}/kms/tags`)).body.tags;
    expect(tags).toEqual([{ key: mark, values: ["prod"] }]);
    const filter = JSON.stringify({ action: "count", tags: [{ key: mark, values: [] }] });
    expect((await client.send("POST", `/v1.0/${tenant.projectId}/kms/resource_instances/action`, filter)).body.total_count).toBe(1);
    expect((await client.send("GET", `/v1.0/${tenant.projectId}/kms/user-instances`)).body.instance_num).toBe(2);
    // What is limited to keys makes none, and gives no random numbers.
    expect((await client.call("create-key", { key_alias: `${mark}/two` })).code).toBe("KMS.0307");
    expect((await client.call("gen-random", { random_data_length: "512" })).code).toBe("KMS.0307");
    const bulk = await client.call("batch-change-keys", { action: "disable", key_ids: [prod, dev, named] });
    expect([bulk.status, JSON.stringify(bulk.body)]).toEqual([200, expect.stringContaining("KMS.0307")]);
    const states = await Promise.all([prod, dev, named].map((key) => admin.call("describe-key", { key_id: key })));
    expect(states.map(({ body }) => body.key_info.key_state)).toEqual(["3", "2", "3"]);
    // A tag that is taken away takes the right along.
    await admin.send("DELETE", `/v1.0/${tenant.projectId}/kms/${prod}/tags/${mark}`);
    expect((await client.call("describe-key", { key_id: prod })).code).toBe("KMS.0307");
    expect((await client.call("list-keys")).body.keys).toEqual([named]);
  });

  test("need the right on both keys where a call is about two", async () => {
    const [from, to] = [await admin.createKey(unique("from")), await admin.createKey(unique("to"))];
    const only = await makePolicy({ Effect: "Allow", Action: ["kms:cmk:*", "kms:dek:*"], Resource: [`KMS:*:*:KeyId:${from}`] });
    const { client } = await developer(only);
    const { cipher_text } = (await client.call("encrypt-data", { key_id: from, plain_text: Buffer.from("x").toString("base64") })).body;
    expect((await client.call("re-encrypt", { cipher_text, destination_key_id: to })).code).toBe("KMS.0307");
    expect((await admin.call("re-encrypt", { cipher_text, destination_key_id: to })).status).toBe(200);
  });

  test("are judged by usage, origin, spec, source and address", async () => {
    const rsa = await admin.createKey(unique("rsa"), { key_spec: "RSA_2048", key_usage: "SIGN_VERIFY" });
    const aes = await admin.createKey(unique("aes"));
    const get = async (condition: object) => {
      const { client } = await developer(await makePolicy({ Effect: "Allow", Action: ["kms:cmk:get"], Condition: condition }));
      return Promise.all([rsa, aes].map(async (key_id) => (await client.call("describe-key", { key_id })).status));
    };
    expect(await get({ StringEquals: { "kms:KeyUsage": ["SIGN_VERIFY"] } })).toEqual([200, 403]);
    expect(await get({ StringEquals: { "kms:KeySpec": ["AES_256"] } })).toEqual([403, 200]);
    expect(await get({ StringNotEquals: { "kms:KeyOrigin": ["kms"] } })).toEqual([403, 403]);
    expect(await get({ StringEquals: { "kms:RequestSource": ["api"] } })).toEqual([200, 200]);
    expect(await get({ StringEquals: { "kms:RequestSource": ["console"] } })).toEqual([403, 403]);
    expect(await get({ IpAddress: { "g:SourceIp": ["127.0.0.0/8"] } })).toEqual([200, 200]);
    expect(await get({ IpAddress: { "g:SourceIp": ["10.0.0.0/8"] } })).toEqual([403, 403]);
    expect(await get({ Bool: { "g:MFAPresent": ["true"] } })).toEqual([403, 403]);
    expect(await get({ DateLessThan: { "g:CurrentTime": ["2020-01-01T00:00:00Z"] } })).toEqual([403, 403]);
  });

  test("in one project have no rights over people", async () => {
    const everything = await makePolicy({ Effect: "Allow", Action: ["kms:*:*"] });
    const { client } = await developer(everything);
    expect((await client.send("GET", "/v3/users")).status).toBe(403);
    expect((await client.send("GET", OS_ROLE)).status).toBe(403);
    expect((await client.send("POST", "/v3.0/OS-PERMISSION/decisions", "{}")).status).not.toBe(200);
  });

  test("whose policy cannot be read any more may do nothing with keys", async () => {
    const key = await admin.createKey(unique("key"));
    const policy = await makePolicy({ Effect: "Deny", Action: ["kms:cmk:delete*"].map(() => "kms:cmk:deleteMaterial") });
    const { client } = await developer(KMS_ADMINISTRATOR, policy);
    expect(await encrypt(client, key)).toBe(200);
    await sql(product.dataDir, 'update policy set document = \'{"Version":"9"}\' where id = $1', [policy]);
    expect(await encrypt(client, key)).toBe(403);
  });
});

describe("what somebody may do is told", () => {
  test("of a key: by which policies people may use it, and not of whom a Deny keeps from it", async () => {
    const key = await admin.createKey(unique("key"));
    const other = await admin.createKey(unique("other"));
    const name = unique("of-one-key");
    const only = (await write(document({ ...USE, Resource: [`KMS:*:*:KeyId:${key}`] }), { display_name: name })).body.role.id as string;
    const fromOffice = await makePolicy({ ...USE, Condition: { IpAddress: { "g:SourceIp": ["192.0.2.0/24"] } } });
    const deny = await makePolicy({ Effect: "Deny", Action: ["kms:*:*"], Resource: [`KMS:*:*:KeyId:${key}`] });
    const [one, office, denied] = [await developer(only), await developer(fromOffice), await developer(KMS_ADMINISTRATOR, deny)];
    const usersOf = async (key_id: string) => {
      const { principals } = (await admin.call("list-key-access", { key_id })).body as { principals: { id: string; reasons: object[] }[] };
      return new Map(principals.map(({ id, reasons }) => [id, reasons]));
    };
    const [users, others] = [await usersOf(key), await usersOf(other)];
    expect(users.get(one.user)).toEqual([{ kind: "role", role: name, group_name: expect.any(String), scope: "project" }]);
    // From somewhere they may.
    expect(users.has(office.user)).toBe(true);
    expect([users.has(denied.user), others.has(denied.user), others.has(one.user)]).toEqual([false, true, false]);
  });

  test("to themselves: for all keys or for some", async () => {
    const policy = await makePolicy({ Effect: "Allow", Action: ["kms:cmk:list"] }, { ...USE, Resource: ["KMS:*:*:alias:a*"] });
    const { client, user } = await developer(policy);
    const { permissions } = (await client.send("GET", "/v3.0/OS-PERMISSION/rights")).body;
    expect(permissions).toEqual([
      { permission: "kms:cmk:list", right: "all" },
      { permission: "kms:cmk:get", right: "some" },
      { permission: "kms:cmk:crypto", right: "some" },
    ]);
    const { held } = (await client.send("GET", `/v3.0/OS-PERMISSION/users/${user}/policies`)).body;
    expect(held).toMatchObject([{ role_id: policy, scope: "project", project: { id: tenant.projectId } }]);
    expect((await client.send("GET", `/v3.0/OS-PERMISSION/users/${tenant.userId}/policies`)).status).toBe(403);
  });

  test("to who administers: allowed or not, by which statement of which policy, and nothing about elsewhere", async () => {
    const key = await admin.createKey(unique("key"));
    const policy = await makePolicy(USE, {
      Effect: "Deny",
      Action: ["kms:cmk:crypto"],
      Condition: { IpAddress: { "g:SourceIp": ["10.0.0.0/8"] } },
    });
    const { user, group } = await developer(policy);
    const ask = (more: object) =>
      admin.send(
        "POST",
        "/v3.0/OS-PERMISSION/decisions",
        JSON.stringify({
          user_id: user,
          project_id: tenant.projectId,
          operation: "encryptData",
          key_id: key,
          source_ip: "192.0.2.1",
          ...more,
        }),
      );
    const allowed = (await ask({})).body;
    expect([allowed.decision.isAllowed, allowed.decision.reason]).toEqual([
      true,
      { kind: "allowedByStatement", place: expect.objectContaining({ policyId: policy, statement: 0, groupId: group }) },
    ]);
    const denied = (await ask({ source_ip: "10.1.2.3" })).body;
    expect([denied.decision.isAllowed, denied.decision.reason.kind, denied.decision.reason.place.statement]).toEqual([
      false,
      "deniedByStatement",
      1,
    ]);
    expect((await ask({ operation: "scheduleKeyDeletion" })).body.decision.reason).toEqual({ kind: "nothingAllows" });
    const foreign = await makeTenant(product);
    expect((await ask({ user_id: foreign.userId })).status).toBe(404);
    expect((await ask({ project_id: foreign.projectId })).status).toBe(404);
    expect((await ask({ key_id: await foreign.client.createKey(unique("k")) })).status).toBe(404);
    expect((await ask({ operation: "__proto__" })).status).toBe(400);
  });
});
