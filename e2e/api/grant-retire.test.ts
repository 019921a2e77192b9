/** retire-grant and list-retirable-grants: who may give a grant up, and sees that it may. */
import { beforeAll, describe, expect, inject, test } from "vitest";
import { sql } from "../harness/database";
import { grantTo, makeProject } from "../harness/grants";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
let owner: Tenant;
let grantee: Tenant;
/** Of the grantee's account. */
let colleague: Tenant;
let third: Tenant;
beforeAll(async () => {
  owner = await makeTenant(product);
  grantee = await makeTenant(product, []);
  colleague = await makeTenant(product, [], await makeProject(product, grantee));
  third = await makeTenant(product);
});

const grantsOf = async (keyId: string) => (await owner.client.call("list-grants", { key_id: keyId })).body.grants;

describe("retire-grant", () => {
  test.each([
    ["the grantee with retire-grant", () => grantee, () => ({ grantee_principal: grantee.userId, operations: ["retire-grant"] })],
    [
      "a user of the grantee account with retire-grant",
      () => colleague,
      () => ({ grantee_principal: grantee.accountId, grantee_principal_type: "domain", operations: ["retire-grant"] }),
    ],
    [
      "the retiring principal",
      () => third,
      () => ({ grantee_principal: "d9a6b2bdaedd4ba586cabe6372d1b312", operations: ["describe-key"], retiring_principal: third.userId }),
    ],
    [
      "a user of the retiring account",
      () => colleague,
      () => ({
        grantee_principal: "d9a6b2bdaedd4ba586cabe6372d1b312",
        operations: ["describe-key"],
        retiring_principal: grantee.accountId,
      }),
    ],
  ])("is allowed to %s, in any state of the key, and traced with the key's owner", async (what, whoOf, grantOf) => {
    const who = whoOf();
    const keyId = await owner.client.createKey(`retire-${what.replaceAll(" ", "-")}`);
    for (const state of ["enabled", "disabled", "pendingImport", "pendingDeletion"]) {
      const { operations, grantee_principal, ...more } = grantOf() as { operations: string[]; grantee_principal: string };
      await sql(product.dataDir, "update cmk set state = 'enabled', scheduled_deletion_at = null where id = $1", [keyId]);
      const id = await grantTo(owner.client, keyId, grantee_principal, operations, more);
      await sql(
        product.dataDir,
        "update cmk set state = $2, scheduled_deletion_at = case when $2 = 'pendingDeletion' then now() + interval '9 days' end where id = $1",
        [keyId, state],
      );
      const reply = await who.client.call("retire-grant", { key_id: keyId, grant_id: id.toUpperCase() });
      expect([reply.status, reply.body]).toEqual([200, {}]);
      expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([
        {
          trace_name: "retireGrant",
          outcome: "normal",
          account_id: owner.accountId,
          project_id: owner.projectId,
          caller_id: who.userId,
          caller_account_id: who.accountId,
          grant_id: id,
          resource_id: keyId,
          details: { grantId: id, grantee: grantee_principal, operations: operations.join(",") },
        },
      ]);
    }
    expect(await grantsOf(keyId)).toEqual([]);
  });

  test("is refused to a grantee without it, for the grant of another, and under the ID of another key", async () => {
    const [keyId, otherKey] = [await owner.client.createKey("not-retirable"), await owner.client.createKey("not-retirable-2")];
    const without = await grantTo(owner.client, keyId, grantee.userId, ["describe-key"]);
    const ofThird = await grantTo(owner.client, keyId, third.userId, ["retire-grant"]);
    const onOther = await grantTo(owner.client, otherKey, grantee.userId, ["retire-grant"]);
    for (const grant_id of [without, ofThird, onOther, "f".repeat(64)]) {
      const reply = await grantee.client.call("retire-grant", { key_id: keyId, grant_id });
      expect([reply.status, reply.code]).toEqual([403, "KMS.0307"]);
    }
    expect(await grantsOf(keyId)).toHaveLength(2);
    expect(await grantsOf(otherKey)).toHaveLength(1);
    expect((await grantee.client.call("retire-grant", { key_id: otherKey, grant_id: onOther })).status).toBe(200);
  });
});

describe("list-retirable-grants", () => {
  test("shows exactly the grants that the caller may retire, across projects and accounts, newest first, in pages", async () => {
    const lister = await makeTenant(product, []);
    expect((await lister.client.call("list-retirable-grants")).status).toBe(403);
    const [keyId, foreignKey] = [await owner.client.createKey("retirable"), await third.client.createKey("retirable")];
    const expected: string[] = [];
    const add = async (...args: Parameters<typeof grantTo>) => {
      expected.unshift(await grantTo(...args));
      // Grants of one millisecond have no order among themselves.
      await new Promise((resolve) => setTimeout(resolve, 2));
    };
    await add(owner.client, keyId, lister.userId, ["retire-grant", "create-grant", "describe-key"]);
    await add(third.client, foreignKey, lister.accountId, ["retire-grant"], { grantee_principal_type: "domain" });
    await add(third.client, foreignKey, "d9a6b2bdaedd4ba586cabe6372d1b312", ["describe-key"], { retiring_principal: lister.userId });
    await add(owner.client, keyId, "d9a6b2bdaedd4ba586cabe6372d1b312", ["describe-key"], { retiring_principal: lister.accountId });
    await add(lister.client, keyId, "d9a6b2bdaedd4ba586cabe6372d1b312", ["describe-key"]);
    // None of these is the caller's to retire.
    await grantTo(owner.client, keyId, lister.userId, ["describe-key"]);
    await grantTo(owner.client, keyId, lister.accountId, ["retire-grant"]);
    await grantTo(owner.client, keyId, "d9a6b2bdaedd4ba586cabe6372d1b312", ["retire-grant"], {
      retiring_principal: "d9a6b2bdaedd4ba586cabe6372d1b312",
    });
    const list = async (input: object) => (await lister.client.call("list-retirable-grants", input)).body;
    const all = await list({});
    expect(all.grants.map((grant: { grant_id: string }) => grant.grant_id)).toEqual(expected);
    expect(all).toMatchObject({ next_marker: "", truncated: "false", total: 5 });
    expect(all.grants[0]).toEqual({
      key_id: keyId,
      grant_id: expected[0],
      grantee_principal: "d9a6b2bdaedd4ba586cabe6372d1b312",
      grantee_principal_type: "user",
      operations: ["describe-key"],
      issuing_principal: lister.userId,
      creation_date: expect.stringMatching(/^\d{10}000$/),
      name: "",
      retiring_principal: "",
    });
    const page = await list({ limit: "2", marker: "1" });
    expect(page).toMatchObject({ next_marker: "3", truncated: "true", total: 5 });
    expect(page.grants).toEqual(all.grants.slice(1, 3));
    expect((await lister.client.call("list-retirable-grants", { limit: 0 })).code).toBe("KMS.1601");
    expect((await lister.client.call("list-retirable-grants", { marker: "-1" })).code).toBe("KMS.1602");
    for (const grant of all.grants) {
      const reply = await lister.client.call("retire-grant", { key_id: grant.key_id, grant_id: grant.grant_id });
      expect([reply.status, reply.body]).toEqual([200, {}]);
    }
    expect((await lister.client.call("list-retirable-grants")).status).toBe(403);
  });

  test("is empty for a reader of keys who may retire none, and shows an administrator only what it issued itself", async () => {
    const viewer = await makeTenant(product, ["KMS Viewer"], owner);
    expect((await viewer.client.call("list-retirable-grants")).body).toEqual({ grants: [], next_marker: "", truncated: "false", total: 0 });
    const administrator = await makeTenant(product, ["KMS Administrator"], owner);
    const keyId = await owner.client.createKey("issued-by");
    await grantTo(owner.client, keyId, "d9a6b2bdaedd4ba586cabe6372d1b312", ["describe-key"]);
    const own = await grantTo(administrator.client, keyId, "d9a6b2bdaedd4ba586cabe6372d1b312", ["describe-key"]);
    const { grants } = (await administrator.client.call("list-retirable-grants")).body;
    expect(grants.map((grant: { grant_id: string }) => grant.grant_id)).toEqual([own]);
  });
});
