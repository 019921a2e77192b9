/** Who can use a key and why, and who is meant by an ID: told to those who administer the key, and of their own account only. */
import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { sql } from "../harness/database";
import { grantTo, makeProject } from "../harness/grants";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
const hexId = () => randomUUID().replaceAll("-", "");
let owner: Tenant;
let viewer: Tenant;
let stranger: Tenant;
beforeAll(async () => {
  [owner, stranger] = [await makeTenant(product), await makeTenant(product)];
  viewer = await makeTenant(product, ["KMS Viewer"], owner);
});

const groupOf = async ({ userId }: Tenant) =>
  (
    await sql<{ id: string; name: string }>(
      product.dataDir,
      "select g.id, g.name from iam_group g join group_member gm on gm.group_id = g.id where gm.user_id = $1",
      [userId],
    )
  )[0] as { id: string; name: string };
const byRole = async (tenant: Tenant, role: string, scope = "project") => ({
  kind: "role",
  role,
  group_name: (await groupOf(tenant)).name,
  scope,
});

type Principal = { id: string; type: string; name: string; enabled: boolean; reasons: object[] };
async function accessOf(key_id: string, { client } = owner): Promise<Map<string, Principal>> {
  const reply = await client.call("list-key-access", { key_id });
  expect(reply.status).toBe(200);
  const principals = reply.body.principals as Principal[];
  const order = principals.map(({ name, id }) => `${name}\0${id}`);
  expect(order).toEqual([...order].sort());
  return new Map(principals.map((principal) => [principal.id, principal]));
}

describe("list-key-access", () => {
  test("names users by the roles of their groups, here and everywhere, and none whose role covers no key of the project", async () => {
    const key = await owner.client.createKey(`access-${randomUUID()}`);
    const [everywhere, security, nobody] = await Promise.all([
      makeTenant(product, ["KMS Administrator"], owner),
      makeTenant(product, ["Security Administrator"], owner),
      makeTenant(product, [], owner),
    ]);
    await sql(product.dataDir, "update role_assignment set project_id = null, scope = 'allProjects' where group_id = $1", [
      (await groupOf(everywhere)).id,
    ]);
    const elsewhere = await makeTenant(product, ["KMS Administrator"], await makeProject(product, owner));
    await sql(product.dataDir, "update iam_user set enabled = false where id = $1", [viewer.userId]);
    const access = await accessOf(key);
    await sql(product.dataDir, "update iam_user set enabled = true where id = $1", [viewer.userId]);
    expect(access.get(owner.userId)).toEqual({
      id: owner.userId,
      type: "user",
      name: owner.userName,
      enabled: true,
      reasons: [await byRole(owner, "KMS Administrator")],
    });
    expect(access.get(viewer.userId)).toMatchObject({ enabled: false, reasons: [await byRole(viewer, "KMS Viewer")] });
    expect(access.get(everywhere.userId)?.reasons).toEqual([await byRole(everywhere, "KMS Administrator", "account")]);
    for (const { userId } of [security, nobody, elsewhere, stranger]) expect(access.has(userId)).toBe(false);
  });

  test("gives every reason of one who has several", async () => {
    const key = await owner.client.createKey(`access-${randomUUID()}`);
    const both = await makeTenant(product, ["KMS Administrator", "KMS Viewer"], owner);
    const grantId = await grantTo(owner.client, key, both.userId, ["encrypt-data", "decrypt-data"]);
    expect((await accessOf(key)).get(both.userId)?.reasons).toEqual([
      await byRole(both, "KMS Administrator"),
      await byRole(both, "KMS Viewer"),
      { kind: "grant", grant_id: grantId, operations: ["encrypt-data", "decrypt-data"] },
    ]);
  });

  test("names grantees of the own account, the account itself, and nobody of another account", async () => {
    const key = await owner.client.createKey(`access-${randomUUID()}`);
    const own = await makeTenant(product, [], owner);
    await grantTo(owner.client, key, own.userId, ["encrypt-data"]);
    await grantTo(owner.client, key, stranger.userId, ["encrypt-data"]);
    await grantTo(owner.client, key, owner.accountId, ["encrypt-data"], { grantee_principal_type: "domain" });
    await grantTo(owner.client, key, stranger.accountId, ["encrypt-data"], { grantee_principal_type: "domain" });
    const access = await accessOf(key);
    expect(access.get(own.userId)).toMatchObject({ type: "user", name: own.userName, enabled: true });
    expect(access.get(owner.accountId)).toMatchObject({ type: "domain", name: owner.account });
    expect(access.get(stranger.userId)).toMatchObject({ type: "user", name: "" });
    expect(access.get(stranger.accountId)).toMatchObject({ type: "domain", name: "" });
    const text = JSON.stringify([...access.values()]);
    for (const secret of [stranger.userName, stranger.account, stranger.projectId]) expect(text).not.toContain(secret);
  });

  test("works in every state, and on default keys", async () => {
    for (const change of ["state = 'disabled'", "state = 'pendingDeletion', scheduled_deletion_at = now()", "is_default = true"]) {
      const key = await owner.client.createKey(`access-${randomUUID()}`);
      await sql(product.dataDir, `update cmk set ${change} where id = $1`, [key]);
      expect((await accessOf(key)).has(owner.userId)).toBe(true);
    }
  });

  test("is for administrators of the key's own project alone, and leaves no trace", async () => {
    const key = await owner.client.createKey(`access-${randomUUID()}`);
    const grantee = await makeTenant(product, [], owner);
    await grantTo(owner.client, key, grantee.userId, ["describe-key", "encrypt-data"]);
    for (const { client } of [viewer, grantee]) expect((await client.call("list-key-access", { key_id: key })).status).toBe(403);
    expect((await stranger.client.call("list-key-access", { key_id: key })).code).toBe("KMS.0207");
    expect((await owner.client.call("list-key-access", { key_id: "foo" })).code).toBe("KMS.0205");
    const reply = await owner.client.call("list-key-access", { key_id: key });
    expect(await tracesOf(product, reply.headers.get("x-request-id"))).toEqual([]);
  });

  test("lists a thousand at most", async () => {
    const crowd = await makeTenant(product);
    const key = await crowd.client.createKey("crowded");
    const group = (await groupOf(crowd)).id;
    await sql(
      product.dataDir,
      `with made as (
         insert into iam_user (id, account_id, name, password_hash, created_at)
         select md5($1 || n), $1, 'crowd-' || n, '', now() from generate_series(1, 1200) n returning id)
       insert into group_member (group_id, user_id) select $2, id from made`,
      [crowd.accountId, group],
    );
    expect((await accessOf(key, crowd)).size).toBe(1000);
  });
});

describe("describe-principals", () => {
  const describePrincipals = (ids: unknown, { client } = owner) => client.call("describe-principals", { ids });

  test("names users of the own account and the account itself, in the order asked for, and leaves out all others", async () => {
    const reply = await describePrincipals([
      viewer.userId,
      hexId(),
      stranger.userId,
      owner.accountId,
      stranger.accountId,
      owner.userId,
      "x",
    ]);
    expect(reply.body).toEqual({
      principals: [
        { id: viewer.userId, type: "user", name: viewer.userName, account_name: owner.account, enabled: true },
        { id: owner.accountId, type: "domain", name: owner.account, account_name: owner.account, enabled: true },
        { id: owner.userId, type: "user", name: owner.userName, account_name: owner.account, enabled: true },
      ],
    });
    expect(await tracesOf(product, reply.headers.get("x-request-id"))).toEqual([]);
    expect((await describePrincipals([viewer.userId.toUpperCase()])).body.principals).toMatchObject([{ id: viewer.userId }]);
  });

  test("an unknown ID and one of another account get the same answer", async () => {
    const [unknown, foreign] = [await describePrincipals([hexId()]), await describePrincipals([stranger.userId])];
    expect(foreign.body).toEqual(unknown.body);
  });

  test("is for those who may see grants", async () => {
    expect((await describePrincipals([owner.userId], viewer)).status).toBe(200);
    expect((await describePrincipals([owner.userId], await makeTenant(product, [], owner))).status).toBe(403);
  });

  test.each<[string, unknown, string]>([
    ["no IDs", [], "KMS.2402"],
    ["101 IDs", Array.from({ length: 101 }, hexId), "KMS.2402"],
    ["an ID with a hyphen", ["a-b"], "KMS.2402"],
    ["an ID of 65 characters", ["a".repeat(65)], "KMS.2402"],
    ["a text", "a", "KMS.2402"],
    ["nothing", undefined, "KMS.0204"],
  ])("refuses %s", async (_what, ids, code) => {
    const reply = await describePrincipals(ids);
    expect([reply.status, reply.code]).toEqual([400, code]);
  });
});
