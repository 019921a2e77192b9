/** Grants that grant: what a grantee may pass on, and that no end of a grant takes another with it. */
import { beforeAll, describe, expect, inject, test } from "vitest";
import { ALL_GRANTABLE, grantTo } from "../harness/grants";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
let owner: Tenant;
let grantee: Tenant;
let third: Tenant;
let insider: Tenant;
beforeAll(async () => {
  owner = await makeTenant(product);
  grantee = await makeTenant(product, []);
  third = await makeTenant(product);
  insider = await makeTenant(product, ["KMS Viewer"], owner);
});

const passOn = (from: Tenant, keyId: string, operations: string[], more: object = {}) =>
  from.client.call("create-grant", { key_id: keyId, grantee_principal: third.userId, operations, ...more });
const grantsOf = async (keyId: string) => (await owner.client.call("list-grants", { key_id: keyId })).body.grants;
const canDescribe = async (who: Tenant, keyId: string) => (await who.client.call("describe-key", { key_id: keyId })).status === 200;

describe("a grantee with create-grant", () => {
  test("passes on what its grants hold together, create-grant included, and is named as the issuer", async () => {
    const keyId = await owner.client.createKey("pass-on");
    const used = await grantTo(owner.client, keyId, grantee.userId, ["create-grant", "describe-key"]);
    await grantTo(owner.client, keyId, grantee.accountId, ["encrypt-data"], { grantee_principal_type: "domain" });
    const reply = await passOn(grantee, keyId, ["describe-key", "encrypt-data", "create-grant"], { name: "passed" });
    expect([reply.status, reply.body]).toEqual([200, { grant_id: expect.stringMatching(/^[0-9a-f]{64}$/), grantee_known: true }]);
    expect((await grantsOf(keyId))[0]).toMatchObject({
      grant_id: reply.body.grant_id,
      issuing_principal: grantee.userId,
      grantee_principal: third.userId,
      name: "passed",
    });
    expect(await canDescribe(third, keyId)).toBe(true);
    expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([
      {
        trace_name: "createGrant",
        outcome: "normal",
        account_id: owner.accountId,
        project_id: owner.projectId,
        caller_id: grantee.userId,
        caller_account_id: grantee.accountId,
        grant_id: used,
        resource_id: keyId,
        alias: "pass-on",
        details: {
          callerProject: grantee.projectId,
          grantId: reply.body.grant_id,
          grantee: third.userId,
          granteeType: "user",
          operations: "describe-key,encrypt-data,create-grant",
        },
      },
    ]);
  });

  test.each(ALL_GRANTABLE.filter((name) => name !== "create-grant" && name !== "describe-key"))(
    "cannot pass on %s when it does not hold it, alone or among others",
    async (missing) => {
      const keyId = await owner.client.createKey(`lacks-${missing}`);
      await grantTo(
        owner.client,
        keyId,
        grantee.userId,
        ALL_GRANTABLE.filter((name) => name !== missing),
      );
      for (const operations of [[missing], ["describe-key", missing], ["create-grant", missing]]) {
        const reply = await passOn(grantee, keyId, operations);
        expect([reply.status, reply.code]).toEqual([403, "KMS.0307"]);
        expect(reply.body.error.error_msg).toBe(`A grantee can pass on only the operations that it holds. Not held: ${missing}.`);
        expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([
          { trace_name: "createGrant", outcome: "warning", error_code: "KMS.0307", project_id: owner.projectId, caller_id: grantee.userId },
        ]);
      }
      expect(await grantsOf(keyId)).toHaveLength(1);
    },
  );

  test("cannot pass on anything once it holds create-grant no more, whatever else it holds", async () => {
    const keyId = await owner.client.createKey("lost-create");
    const creating = await grantTo(owner.client, keyId, grantee.userId, ["create-grant", "describe-key"]);
    await grantTo(owner.client, keyId, grantee.userId, ["describe-key", "encrypt-data", "retire-grant"]);
    expect((await passOn(grantee, keyId, ["encrypt-data"])).status).toBe(200);
    await owner.client.call("revoke-grant", { key_id: keyId, grant_id: creating });
    expect((await passOn(grantee, keyId, ["encrypt-data"])).code).toBe("KMS.0307");
  });

  test("cannot grant to itself or its own account, under either type, nor create-grant alone; the owner may grant to itself", async () => {
    const keyId = await owner.client.createKey("itself");
    await grantTo(owner.client, keyId, grantee.userId, ALL_GRANTABLE);
    for (const grantee_principal of [grantee.userId, grantee.accountId]) {
      for (const grantee_principal_type of ["user", "domain", undefined]) {
        const reply = await passOn(grantee, keyId, ["describe-key"], { grantee_principal, grantee_principal_type });
        expect([reply.status, reply.code]).toEqual([400, "KMS.2402"]);
        expect(reply.body.error.error_msg).toBe("A grantee cannot create a grant for itself or its own account.");
        const inCapitals = { grantee_principal: grantee_principal.toUpperCase(), grantee_principal_type };
        expect((await passOn(grantee, keyId, ["describe-key"], inCapitals)).code).toBe("KMS.2402");
      }
    }
    expect((await passOn(grantee, keyId, ["create-grant"])).code).toBe("KMS.2401");
    expect((await passOn(grantee, keyId, ["describe-key"], { grantee_principal: "not-an-id" })).code).toBe("KMS.2402");
    expect(await grantsOf(keyId)).toHaveLength(1);
    expect((await passOn(owner, keyId, ["describe-key"], { grantee_principal: owner.userId })).status).toBe(200);
    expect((await passOn(owner, keyId, ["describe-key"], { grantee_principal: owner.accountId })).status).toBe(200);
  });

  test("in the key's own project, with a role that may only read, passes on what it was granted and not what the owner may", async () => {
    const keyId = await owner.client.createKey("insider");
    await grantTo(owner.client, keyId, insider.userId, ["create-grant", "encrypt-data"]);
    expect((await passOn(insider, keyId, ["encrypt-data"])).status).toBe(200);
    // It may describe the key by its role, which is no grant to pass on.
    expect(await canDescribe(insider, keyId)).toBe(true);
    expect((await passOn(insider, keyId, ["describe-key"])).code).toBe("KMS.0307");
    expect((await passOn(insider, keyId, ["encrypt-data"], { grantee_principal: insider.userId })).code).toBe("KMS.2402");
  });

  test("cannot grant in a chain what the middle of the chain was not given", async () => {
    const keyId = await owner.client.createKey("chain");
    await grantTo(owner.client, keyId, grantee.userId, ["create-grant", "describe-key", "encrypt-data"]);
    expect((await passOn(grantee, keyId, ["create-grant", "describe-key"])).status).toBe(200);
    const further = { grantee_principal: "d9a6b2bdaedd4ba586cabe6372d1b312" };
    expect((await passOn(third, keyId, ["encrypt-data"], further)).code).toBe("KMS.0307");
    expect((await passOn(third, keyId, ["describe-key"], further)).status).toBe(200);
  });
});

describe("no cascade", () => {
  test.each(["revoke-grant", "retire-grant"])(
    "%s leaves what the grantee granted, and its issuer and the owner can end that",
    async (verb) => {
      const keyId = await owner.client.createKey(`cascade-${verb}`);
      const first = await grantTo(owner.client, keyId, grantee.userId, ["create-grant", "describe-key", "retire-grant"]);
      const passed: string[] = [];
      for (let i = 0; i < 2; i++) passed.push((await passOn(grantee, keyId, ["describe-key"])).body.grant_id);
      const ender = verb === "revoke-grant" ? owner : grantee;
      expect((await ender.client.call(verb, { key_id: keyId, grant_id: first })).body).toEqual({});
      expect(await canDescribe(grantee, keyId)).toBe(false);
      expect(await canDescribe(third, keyId)).toBe(true);
      expect((await passOn(grantee, keyId, ["describe-key"])).status).toBe(403);
      expect((await grantee.client.call("retire-grant", { key_id: keyId, grant_id: passed[0] })).body).toEqual({});
      expect(await canDescribe(third, keyId)).toBe(true);
      expect((await owner.client.call("revoke-grant", { key_id: keyId, grant_id: passed[1] })).body).toEqual({});
      expect(await canDescribe(third, keyId)).toBe(false);
      expect(await grantsOf(keyId)).toEqual([]);
    },
  );
});
