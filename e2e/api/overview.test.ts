/** Who is told what by the overview of a project. */
import { randomBytes } from "node:crypto";
import { beforeAll, expect, inject, test } from "vitest";
import { ApiClient, signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { makeTenant, type Tenant } from "../harness/tenant";

const product = inject("product");
const PROD = { "g:ResourceTag/env": ["prod"] };
let tenant: Tenant;
let viewer: Tenant;
let stranger: Tenant;
let prod: string;

const overview = (client: ApiClient, input: object = {}) => client.call("overview", input);
const EVERYTHING = { with_keys: true, with_use: true, range: "24h", with_callers: true };

beforeAll(async () => {
  tenant = await makeTenant(product, ["KMS Administrator", "Security Administrator"]);
  await sql(
    product.dataDir,
    "update role_assignment set project_id = null, scope = 'allProjects' where group_id in (select group_id from group_member where user_id = $1)",
    [tenant.userId],
  );
  viewer = await makeTenant(product, ["KMS Viewer"], tenant);
  stranger = await makeTenant(product);
  const { client } = tenant;
  prod = await client.createKey("prod");
  const test = await client.createKey("test");
  await client.send("POST", `/v1.0/${tenant.projectId}/kms/${prod}/tags`, JSON.stringify({ tag: { key: "env", value: "prod" } }));
  for (const key_id of [prod, test]) await client.call("schedule-key-deletion", { key_id, pending_days: "7" });
  await client.createKey("plain");
  for (const key of [prod, test]) {
    await sql(
      product.dataDir,
      `insert into trace_hour (account_id, project_id, hour, trace_name, resource_id, caller_id, outcome, caller_kind, caller_name, calls)
       values ($1, $2, date_trunc('hour', now()), 'encryptData', $3, 'app', 'normal', 'user', 'app', 7)`,
      [tenant.accountId, tenant.projectId, key],
    );
  }
});

const callsOf = (calls: { buckets: { succeeded: number }[] }) => calls.buckets.reduce((sum, { succeeded }) => sum + succeeded, 0);

test("what was not asked for is absent, and not 0", async () => {
  const { status, body } = await overview(tenant.client);
  expect([status, Object.keys(body)]).toEqual([200, ["needs"]]);
  expect(body.needs).toMatchObject([{ kind: "deletion", total: 2 }]);
  const whole = await overview(tenant.client, EVERYTHING);
  expect(Object.keys(whole.body).sort()).toEqual(["calls", "coming", "kinds", "needs", "unused"]);
  expect(callsOf(whole.body.calls)).toBeGreaterThanOrEqual(14);
  expect(whole.body.kinds.states).toEqual([
    { state: "4", keys: 2 },
    { state: "2", keys: 1 },
  ]);
});

test("whoever may not read traces is not told who called", async () => {
  expect((await overview(viewer.client, EVERYTHING)).status).toBe(403);
  const { status, body } = await overview(viewer.client, { ...EVERYTHING, with_callers: undefined });
  expect(status).toBe(200);
  expect(body.calls.callers).toBeUndefined();
  expect(JSON.stringify(body)).not.toContain('"app"');
});

test("another project's overview is its own, and another's project is refused", async () => {
  const { body } = await overview(stranger.client, EVERYTHING);
  expect([body.needs, body.kinds]).toEqual([[], { states: [], specs: [] }]);
  // Their own sign-in, once it is counted.
  expect(callsOf(body.calls)).toBeLessThanOrEqual(1);
  const foreign = await stranger.client.send("POST", `/v1.0/${tenant.projectId}/kms/overview`, "{}");
  expect(foreign.status).toBe(403);
  expect((await overview(new ApiClient(product.apiUrl, "", tenant.projectId))).status).toBe(401);
});

test("whose rights are limited to some keys is told of those alone", async () => {
  const admin = tenant.client;
  const unique = (what: string) => `${what}-${randomBytes(5).toString("hex")}`;
  const Action = ["kms:cmk:list", "kms:cmk:get"];
  const policy = { Version: "1.1", Statement: [{ Effect: "Allow", Action, Condition: { StringEquals: PROD } }] };
  const role = await admin.send(
    "POST",
    "/v3.0/OS-ROLE/roles",
    JSON.stringify({ role: { display_name: unique("policy"), type: "XA", description: "", policy } }),
  );
  expect(role.status).toBe(201);
  const group = (await admin.send("POST", "/v3/groups", JSON.stringify({ group: { name: unique("group") } }))).body.group.id;
  const [name, password] = [unique("dev"), randomBytes(12).toString("hex")];
  const user = (await admin.send("POST", "/v3/users", JSON.stringify({ user: { name, password } }))).body.user.id;
  await admin.send("PUT", `/v3/groups/${group}/users/${user}`);
  expect((await admin.send("PUT", `/v3/projects/${tenant.projectId}/groups/${group}/roles/${role.body.role.id}`)).status).toBe(204);
  const developer = await signIn(product.apiUrl, { account: tenant.account, name, password }, { project: { id: tenant.projectId } });
  const { status, body } = await overview(developer, { with_keys: true, with_use: true, range: "24h" });
  expect(status).toBe(200);
  expect(body.needs).toMatchObject([{ total: 1, keys: [{ key_id: prod }] }]);
  expect(body.kinds.states).toEqual([{ state: "4", keys: 1 }]);
  expect(body.coming.deletions).toMatchObject({ total: 1, events: [{ key_id: prod }] });
  expect(body.calls.keys.map(({ key_id }: { key_id: string }) => key_id)).toEqual([prod]);
  expect(body.quota).toBeUndefined();
});

test("what is no range, and no true, is refused", async () => {
  for (const input of [{ range: "1y" }, { range: 24 }, { with_keys: false }, { with_use: "yes" }, { with_callers: 1 }, []]) {
    expect([input, (await overview(tenant.client, input)).status]).toEqual([input, 400]);
  }
});
