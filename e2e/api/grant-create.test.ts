/** create-grant by the owner: every field, every state, the stored grant and the trace. */
import { beforeAll, describe, expect, inject, test } from "vitest";
import type { ApiClient } from "../harness/api-client";
import { sql } from "../harness/database";
import { ALL_GRANTABLE, grantTo } from "../harness/grants";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
const SOMEBODY = "d9a6b2bdaedd4ba586cabe6372d1b312";
let owner: Tenant;
let api: ApiClient;
let keyId: string;
beforeAll(async () => {
  owner = await makeTenant(product);
  api = owner.client;
  keyId = await api.createKey("grants");
});

const create = (input: Record<string, unknown> = {}) =>
  api.call("create-grant", { key_id: keyId, grantee_principal: SOMEBODY, operations: ["describe-key"], ...input });
const listOf = async (key: string, input: object = {}) => (await api.call("list-grants", { key_id: key, ...input })).body;
const stored = (grantId: string) => sql(product.dataDir, "select * from cmk_grant where id = $1", [grantId]);
const forceState = (key: string, to: string) =>
  sql(
    product.dataDir,
    "update cmk set state = $2, scheduled_deletion_at = case when $2 = 'pendingDeletion' then now() + interval '9 days' end where id = $1",
    [key, to],
  );

describe("create-grant", () => {
  test("makes a grant with every field, shows it as the reference says, and traces who may do what", async () => {
    const key = await api.createKey("every-field");
    const reply = await api.call("create-grant", {
      key_id: key,
      grantee_principal: owner.accountId,
      grantee_principal_type: "domain",
      operations: ["encrypt-data", "create-grant", "encrypt-data"],
      name: "for:the/whole_account-1",
      retiring_principal: SOMEBODY,
      sequence: "919c82d4-8046-4722-9094-35c3c6524cff",
      unknown: 1,
    });
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({ grant_id: expect.stringMatching(/^[0-9a-f]{64}$/), grantee_known: true });
    const grant = {
      key_id: key,
      grant_id: reply.body.grant_id,
      grantee_principal: owner.accountId,
      grantee_principal_type: "domain",
      operations: ["encrypt-data", "create-grant"],
      issuing_principal: owner.userId,
      creation_date: expect.stringMatching(/^\d{10}000$/),
      name: "for:the/whole_account-1",
      retiring_principal: SOMEBODY,
    };
    expect(await listOf(key)).toEqual({ grants: [grant], next_marker: "", truncated: "false", total: 1 });
    expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([
      {
        trace_name: "createGrant",
        outcome: "normal",
        error_code: "",
        account_id: owner.accountId,
        project_id: owner.projectId,
        caller_id: owner.userId,
        caller_account_id: "",
        grant_id: "",
        resource_type: "cmk",
        resource_id: key,
        alias: "every-field",
        details: {
          grantId: reply.body.grant_id,
          grantee: owner.accountId,
          granteeType: "domain",
          operations: "encrypt-data,create-grant",
          retiringPrincipal: SOMEBODY,
        },
      },
    ]);
  });

  test("takes the type as user, and name and retiring principal as none, where they are absent, empty or null", async () => {
    const key = await api.createKey("absences");
    for (const absence of [undefined, "", null]) {
      const id = await grantTo(api, key, SOMEBODY, ["describe-key"], {
        grantee_principal_type: absence,
        name: absence,
        retiring_principal: absence,
      });
      expect(await stored(id)).toMatchObject([{ grantee_type: "user", name: "", retiring_principal: "" }]);
    }
  });

  test("takes principals in either case, keeps them in lower case, and says whether the grantee exists as what it is said to be", async () => {
    const key = await api.createKey("principals");
    for (const [grantee, type, isKnown] of [
      [owner.userId, "user", true],
      [owner.accountId, "domain", true],
      [owner.accountId, "user", false],
      [owner.userId, "domain", false],
      [SOMEBODY, "user", false],
      [SOMEBODY, "domain", false],
    ] as const) {
      const reply = await api.call("create-grant", {
        key_id: key,
        grantee_principal: grantee.toUpperCase(),
        grantee_principal_type: type,
        operations: ["describe-key"],
        retiring_principal: SOMEBODY.toUpperCase(),
      });
      expect([grantee, type, reply.body.grantee_known]).toEqual([grantee, type, isKnown]);
      expect(await stored(reply.body.grant_id)).toMatchObject([{ grantee, retiring_principal: SOMEBODY, by_grantee: false }]);
    }
  });

  test("gives a principal as many grants as asked for, and the owner one for itself", async () => {
    const key = await api.createKey("several");
    const ids = await Promise.all([0, 1, 2].map(() => grantTo(api, key, owner.userId, ALL_GRANTABLE)));
    expect(new Set(ids).size).toBe(3);
    expect((await listOf(key)).total).toBe(3);
  });

  test.each(ALL_GRANTABLE.filter((name) => name !== "create-grant"))("can grant %s alone", async (name) => {
    const id = await grantTo(api, await api.createKey(`alone-${name}`), SOMEBODY, [name]);
    expect(await stored(id)).toMatchObject([{ operations: [name] }]);
  });

  test.each([
    ["create-grant alone", ["create-grant"], "KMS.2401"],
    ["create-grant alone, said twice", ["create-grant", "create-grant"], "KMS.2401"],
    ["nothing", [], "KMS.0308"],
    ["an operation that cannot be granted", ["describe-key", "disable-key"], "KMS.0308"],
    ["an operation in another case", ["Describe-Key"], "KMS.0308"],
    ["the name of a property that every object has", ["__proto__"], "KMS.0308"],
    ["a text for the list", "describe-key", "KMS.0308"],
    ["an object for the list", { 0: "describe-key" }, "KMS.0308"],
    ["a list of lists", [["describe-key"]], "KMS.0308"],
    ["null in the list", ["describe-key", null], "KMS.0308"],
    ["null for the list", null, "KMS.0308"],
    ["no list", undefined, "KMS.0204"],
  ])("refuses to grant %s", async (_what, operations, code) => {
    const reply = await create({ operations });
    expect([reply.status, reply.code]).toEqual([400, code]);
  });

  test.each([
    ["grantee_principal", "a".repeat(32), 200, ""],
    ["grantee_principal", "0123456789ABCDEFabcdef0123456789", 200, ""],
    ["grantee_principal", "a", 400, "KMS.2402"],
    ["grantee_principal", "a".repeat(31), 400, "KMS.2402"],
    ["grantee_principal", "a".repeat(33), 400, "KMS.2402"],
    ["grantee_principal", `${"a".repeat(31)}g`, 400, "KMS.2402"],
    ["grantee_principal", "", 400, "KMS.2402"],
    ["grantee_principal", "a-b", 400, "KMS.2402"],
    ["grantee_principal", "a\n", 400, "KMS.2402"],
    ["grantee_principal", "a\0", 400, "KMS.2402"],
    ["grantee_principal", "\ud800", 400, "KMS.2402"],
    ["grantee_principal", "' or 1=1 --", 400, "KMS.2402"],
    ["grantee_principal", 12345678, 400, "KMS.2402"],
    ["grantee_principal", [SOMEBODY], 400, "KMS.2402"],
    ["grantee_principal", null, 400, "KMS.2402"],
    ["grantee_principal", undefined, 400, "KMS.0204"],
    ["grantee_principal_type", "domain", 200, ""],
    ["grantee_principal_type", "account", 400, "KMS.0308"],
    ["grantee_principal_type", "User", 400, "KMS.0308"],
    ["grantee_principal_type", 1, 400, "KMS.0308"],
    ["name", "x".repeat(255), 200, ""],
    ["name", "x".repeat(256), 400, "KMS.0308"],
    ["name", "with space", 400, "KMS.0308"],
    ["name", "ä", 400, "KMS.0308"],
    ["name", 5, 400, "KMS.0308"],
    ["retiring_principal", "B".repeat(32), 200, ""],
    ["retiring_principal", "b".repeat(64), 400, "KMS.2402"],
    ["retiring_principal", "b_b", 400, "KMS.2402"],
    ["retiring_principal", {}, 400, "KMS.2402"],
    ["key_id", "alias/grants", 400, "KMS.0205"],
    ["key_id", "not-a-key", 400, "KMS.0205"],
    ["key_id", "00000000-0000-4000-8000-000000000000", 404, "KMS.0207"],
    ["sequence", "short", 400, "KMS.0206"],
  ])("answers %s %j with %i %s", async (field, value, status, code) => {
    const before = (await listOf(keyId)).total;
    const reply = await create({ [field]: value });
    expect([reply.status, reply.code]).toEqual([status, code]);
    expect((await listOf(keyId)).total).toBe(before + (status === 200 ? 1 : 0));
  });

  test.each([
    ["disabled", "KMS.0209"],
    ["pendingDeletion", "KMS.0210"],
    ["pendingImport", "KMS.1301"],
  ])("needs an enabled key: one that is %s is refused with %s and the trace says so", async (to, code) => {
    const key = await api.createKey(`state-${to}`);
    await forceState(key, to);
    const reply = await api.call("create-grant", { key_id: key, grantee_principal: SOMEBODY, operations: ["describe-key"] });
    expect([reply.status, reply.code]).toEqual([400, code]);
    expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([
      { trace_name: "createGrant", outcome: "warning", error_code: code, resource_id: key, alias: `state-${to}` },
    ]);
    expect((await listOf(key)).total).toBe(0);
  });

  test("is not for default master keys, whose list of grants is empty", async () => {
    const key = await api.createKey("becomes-default");
    await sql(product.dataDir, "update cmk set is_default = true, alias = 'svc/default' where id = $1", [key]);
    for (const [verb, more] of [
      ["create-grant", { grantee_principal: SOMEBODY, operations: ["describe-key"] }],
      ["revoke-grant", { grant_id: "0".repeat(64) }],
      ["retire-grant", { grant_id: "0".repeat(64) }],
    ] as const) {
      expect((await api.call(verb, { key_id: key, ...more })).code).toBe("KMS.0211");
    }
    expect(await listOf(key)).toEqual({ grants: [], next_marker: "", truncated: "false", total: 0 });
  });
});
