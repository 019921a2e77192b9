import { randomUUID } from "node:crypto";
import { beforeAll, expect, inject, test } from "vitest";
import { ApiClient, passwordRequest, type Reply, requestToken } from "../harness/api-client";
import { sql } from "../harness/database";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";
import { tokenRequest } from "../harness/token-from";

const product = inject("product");
let tenant: Tenant;
let stranger: Tenant;
let other: { id: string; name: string };

beforeAll(async () => {
  tenant = await makeTenant(product);
  stranger = await makeTenant(product);
  other = { id: randomUUID().replaceAll("-", ""), name: `${tenant.projectName}_b` };
  await sql(product.dataDir, "insert into project (id, account_id, name, created_at) values ($1, $2, $3, now())", [
    other.id,
    tenant.accountId,
    other.name,
  ]);
});

type Parent = "unscoped" | "account" | "project";
const exchange = (token: string, scope?: object) => requestToken(product.apiUrl, tokenRequest(token, scope));
const tokenOf = (reply: Reply) => {
  expect(reply.status).toBe(201);
  return reply.headers.get("x-subject-token") ?? "";
};

async function parentToken(parent: Parent): Promise<string> {
  const who = { account: tenant.account, name: tenant.userName, password: tenant.password };
  const scopes = { unscoped: undefined, account: { domain: { name: tenant.account } }, project: { project: { id: tenant.projectId } } };
  return tokenOf(await requestToken(product.apiUrl, passwordRequest(who, scopes[parent])));
}

// Typed by hand: what a token of each scope may be exchanged for.
test.each<[string, () => object | undefined, Record<Parent, number>]>([
  ["no scope", () => undefined, { unscoped: 201, account: 201, project: 403 }],
  ["unscoped", () => ({ unscoped: {} }), { unscoped: 201, account: 201, project: 403 }],
  ["the account by ID", () => ({ domain: { id: tenant.accountId } }), { unscoped: 201, account: 201, project: 403 }],
  ["the account by name", () => ({ domain: { name: tenant.account } }), { unscoped: 201, account: 201, project: 403 }],
  ["the project by ID", () => ({ project: { id: tenant.projectId } }), { unscoped: 201, account: 201, project: 201 }],
  ["the project by name", () => ({ project: { name: tenant.projectName } }), { unscoped: 201, account: 201, project: 201 }],
  [
    "the project by name in its account",
    () => ({ project: { name: tenant.projectName, domain: { id: tenant.accountId } } }),
    { unscoped: 201, account: 201, project: 201 },
  ],
  [
    "the project by name in another account",
    () => ({ project: { name: tenant.projectName, domain: { id: stranger.accountId } } }),
    { unscoped: 401, account: 401, project: 403 },
  ],
  [
    "the project by ID in another account",
    () => ({ project: { id: tenant.projectId, domain: { name: stranger.account } } }),
    { unscoped: 401, account: 401, project: 403 },
  ],
  ["another project by ID", () => ({ project: { id: other.id } }), { unscoped: 201, account: 201, project: 403 }],
  ["another project by name", () => ({ project: { name: other.name } }), { unscoped: 201, account: 201, project: 403 }],
  ["a project that does not exist", () => ({ project: { name: "nowhere" } }), { unscoped: 401, account: 401, project: 403 }],
  ["a stranger's project", () => ({ project: { id: stranger.projectId } }), { unscoped: 401, account: 401, project: 403 }],
  ["a stranger's account", () => ({ domain: { id: stranger.accountId } }), { unscoped: 401, account: 401, project: 403 }],
])("a token is exchanged for %s where that is no wider than its own scope", async (_what, scope, statuses) => {
  for (const parent of ["unscoped", "account", "project"] as const) {
    const reply = await exchange(await parentToken(parent), scope());
    expect([parent, reply.status]).toEqual([parent, statuses[parent]]);
  }
});

test("a chain of exchanges ends where its narrowest link does", async () => {
  const account = tokenOf(await exchange(await parentToken("unscoped"), { domain: { id: tenant.accountId } }));
  const unscoped = tokenOf(await exchange(account));
  const project = tokenOf(await exchange(unscoped, { project: { id: tenant.projectId } }));
  const again = tokenOf(await exchange(project, { project: { name: tenant.projectName } }));
  expect((await new ApiClient(product.apiUrl, again, tenant.projectId).call("list-keys")).status).toBe(200);
  for (const scope of [undefined, { domain: { id: tenant.accountId } }, { project: { id: other.id } }]) {
    const reply = await exchange(again, scope);
    expect([reply.status, reply.code]).toEqual([403, "KMS.0307"]);
  }
});

test("a refused exchange of a known user is traced as the user's, the first at once", async () => {
  const own = await makeTenant(product);
  const replies = [await exchange(own.client.token), await exchange(own.client.token)];
  expect(await tracesOf(product, replies[0]?.headers.get("x-request-id") ?? null)).toMatchObject([
    { trace_name: "createToken", outcome: "warning", error_code: "KMS.0307", caller_id: own.userId },
  ]);
  expect(await tracesOf(product, replies[1]?.headers.get("x-request-id") ?? null)).toEqual([]);
});
