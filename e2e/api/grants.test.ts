/** list-grants and revoke-grant, the owner's side of grants that exist. */
import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import type { ApiClient } from "../harness/api-client";
import { sql } from "../harness/database";
import { grantTo, makeProject } from "../harness/grants";
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

const listOf = async (key: string, input: object = {}) => (await api.call("list-grants", { key_id: key, ...input })).body;
const stored = (grantId: string) => sql(product.dataDir, "select * from cmk_grant where id = $1", [grantId]);
const forceState = (key: string, to: string) =>
  sql(
    product.dataDir,
    "update cmk set state = $2, scheduled_deletion_at = case when $2 = 'pendingDeletion' then now() + interval '9 days' end where id = $1",
    [key, to],
  );

describe("list-grants", () => {
  test("pages newest first by a marker that counts, with numbers as numbers or text, in any state of the key", async () => {
    const key = await api.createKey("pages");
    const ids: string[] = [];
    for (const place of ["a", "b", "c", "d", "e"]) {
      ids.unshift(await grantTo(api, key, place.repeat(32), ["describe-key"]));
      // Grants of one millisecond have no order among themselves.
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const pageOf = async (input: object) => {
      const { grants, ...rest } = await listOf(key, input);
      return { ids: grants.map((grant: { grant_id: string }) => grant.grant_id), ...rest };
    };
    const end = { next_marker: "", truncated: "false", total: 5 };
    expect(await pageOf({ limit: "", marker: "" })).toEqual({ ids, ...end });
    expect(await pageOf({ limit: 2 })).toEqual({ ids: ids.slice(0, 2), next_marker: "2", truncated: "true", total: 5 });
    expect(await pageOf({ limit: "2", marker: "2" })).toEqual({ ids: ids.slice(2, 4), next_marker: "4", truncated: "true", total: 5 });
    expect(await pageOf({ limit: "2", marker: 4 })).toEqual({ ids: ids.slice(4), ...end });
    expect(await pageOf({ limit: 5 })).toEqual({ ids, ...end });
    expect(await pageOf({ marker: 5 })).toEqual({ ids: [], ...end });
    expect(await pageOf({ limit: 9e15, marker: "999999999999999" })).toEqual({ ids: [], ...end });
    for (const to of ["disabled", "pendingImport", "pendingDeletion"]) {
      await forceState(key, to);
      expect((await listOf(key)).total).toBe(5);
    }
  });

  test.each([
    [{ limit: 0 }, "KMS.1601"],
    [{ limit: "-1" }, "KMS.1601"],
    [{ limit: 1.5 }, "KMS.1601"],
    [{ limit: "ten" }, "KMS.1601"],
    [{ limit: [] }, "KMS.1601"],
    [{ marker: -1 }, "KMS.1602"],
    [{ marker: "x" }, "KMS.1602"],
    [{ marker: {} }, "KMS.1602"],
    [{ key_id: "alias/pages" }, "KMS.0205"],
    [{ key_id: null }, "KMS.0205"],
  ])("refuses %j with %s", async (input, code) => {
    expect((await api.call("list-grants", { key_id: keyId, ...input })).code).toBe(code);
  });

  test("is untraced, may be read by a viewer of the project, and by nobody who has no role there", async () => {
    const reply = await api.call("list-grants", { key_id: keyId });
    expect(await tracesOf(product, reply.headers.get("x-request-id"))).toEqual([]);
    const viewer = await makeTenant(product, ["KMS Viewer"], owner);
    expect((await viewer.client.call("list-grants", { key_id: keyId })).body).toEqual(reply.body);
    for (const [verb, more] of [
      ["create-grant", { grantee_principal: SOMEBODY, operations: ["describe-key"] }],
      ["revoke-grant", { grant_id: "0".repeat(64) }],
      ["retire-grant", { grant_id: "0".repeat(64) }],
    ] as const) {
      expect((await viewer.client.call(verb, { key_id: keyId, ...more })).status).toBe(403);
    }
    const nobody = await makeTenant(product, [], owner);
    expect((await nobody.client.call("list-grants", { key_id: keyId })).status).toBe(403);
  });
});

test("user-quotas counts the grants of the key that has most, of this project alone", async () => {
  const counted = await makeTenant(product);
  const used = async () =>
    (await counted.client.send("GET", `/v1.0/${counted.projectId}/kms/user-quotas`)).body.quotas.resources.find(
      (row: { type: string }) => row.type === "grant_per_CMK",
    );
  expect(await used()).toEqual({ type: "grant_per_CMK", used: 0, quota: 100 });
  const [few, most] = [await counted.client.createKey("few"), await counted.client.createKey("most")];
  await Promise.all([few, few, most, most, most].map((key) => grantTo(counted.client, key, SOMEBODY, ["describe-key"])));
  await Promise.all(Array.from({ length: 5 }, () => grantTo(api, keyId, counted.userId, ["describe-key"])));
  expect(await used()).toEqual({ type: "grant_per_CMK", used: 3, quota: 100 });
});

describe("revoke-grant", () => {
  test("takes the grant back in any state of the key, whatever the case of its ID, and traces what it was", async () => {
    const key = await api.createKey("revocable");
    for (const to of ["enabled", "disabled", "pendingImport", "pendingDeletion"]) {
      await forceState(key, "enabled");
      const id = await grantTo(api, key, SOMEBODY, ["decrypt-data", "describe-key"]);
      await forceState(key, to);
      const reply = await api.call("revoke-grant", { key_id: key, grant_id: id.toUpperCase() });
      expect([reply.status, reply.body]).toEqual([200, {}]);
      expect(await stored(id)).toEqual([]);
      expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([
        {
          trace_name: "revokeGrant",
          outcome: "normal",
          project_id: owner.projectId,
          resource_id: key,
          alias: "revocable",
          details: { grantId: id, grantee: SOMEBODY, granteeType: "user", operations: "decrypt-data,describe-key" },
        },
      ]);
      const again = await api.call("revoke-grant", { key_id: key, grant_id: id });
      expect([again.status, again.code]).toEqual([400, "KMS.2501"]);
    }
  });

  test("is the owner's: an administrator of the project may revoke and retire what a colleague granted", async () => {
    const colleague = await makeTenant(product, ["KMS Administrator"], owner);
    const key = await api.createKey("colleagues");
    for (const verb of ["revoke-grant", "retire-grant"]) {
      const id = await grantTo(api, key, SOMEBODY, ["describe-key"]);
      expect((await colleague.client.call(verb, { key_id: key, grant_id: id })).body).toEqual({});
      expect(await stored(id)).toEqual([]);
    }
  });

  test.each(["revoke-grant", "retire-grant"])(
    "%s says which grant is unknown, and of another key only within the project",
    async (verb) => {
      const [mine, other] = [await api.createKey(`mine-${verb}`), await api.createKey(`other-${verb}`)];
      const stranger = await makeTenant(product);
      const neighbour = await makeTenant(product, ["KMS Administrator"], await makeProject(product, owner));
      const elsewhere = await Promise.all(
        [stranger, neighbour].map(async ({ client }) => grantTo(client, await client.createKey("elsewhere"), SOMEBODY, ["describe-key"])),
      );
      const ofOther = await grantTo(api, other, SOMEBODY, ["describe-key"]);
      const code = async (grant_id: unknown, key_id = mine) => (await api.call(verb, { key_id, grant_id })).code;
      expect(await code(ofOther)).toBe("KMS.2502");
      for (const id of elsewhere) expect(await code(id)).toBe("KMS.2501");
      for (const id of [
        randomBytes(32).toString("hex"),
        ofOther.slice(1),
        `${ofOther}0`,
        `${ofOther.slice(1)}g`,
        "",
        null,
        0,
        [ofOther],
        {},
        "\0".repeat(64),
      ]) {
        expect(await code(id)).toBe("KMS.2501");
      }
      expect(await code(undefined)).toBe("KMS.0204");
      expect(await code(ofOther, "00000000-0000-4000-8000-000000000000")).toBe("KMS.0207");
      // Each is still there for its own owner.
      for (const id of [...elsewhere, ofOther]) expect(await stored(id)).toHaveLength(1);
    },
  );
});
