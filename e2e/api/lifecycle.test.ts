import { beforeAll, describe, expect, inject, test } from "vitest";
import type { ApiClient } from "../harness/api-client";
import { sql } from "../harness/database";
import { tagKey } from "../harness/tags";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
const DAY_MS = 86_400_000;
let tenant: Tenant;
let api: ApiClient;
beforeAll(async () => {
  tenant = await makeTenant(product);
  api = tenant.client;
});

const state = async (keyId: string) => (await api.call("describe-key", { key_id: keyId })).body.key_info.key_state;
/** A state that no call of this version reaches is set in the database. */
const forceState = (keyId: string, to: string) =>
  sql(
    product.dataDir,
    "update cmk set state = $2, scheduled_deletion_at = case when $2 = 'pendingDeletion' then now() + interval '9 days' end where id = $1",
    [keyId, to],
  );

describe("create-key", () => {
  test("makes an enabled AES_256 key with every field as the reference says, and traces it", async () => {
    const reply = await api.call("create-key", {
      key_alias: "first",
      key_description: "Öl für 日本",
      enterprise_project_id: "0",
      realm: "x",
      key_type: "1",
    });
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({
      key_info: {
        key_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
        domain_id: tenant.accountId,
      },
    });
    const keyId = reply.body.key_info.key_id;
    const details = (await api.call("describe-key", { key_id: keyId })).body.key_info;
    expect(details).toEqual({
      key_id: keyId,
      domain_id: tenant.accountId,
      key_alias: "first",
      realm: "eu-de",
      key_spec: "AES_256",
      key_usage: "ENCRYPT_DECRYPT",
      key_description: "Öl für 日本",
      creation_date: expect.stringMatching(/^\d{10}000$/),
      scheduled_deletion_date: "",
      key_state: "2",
      default_key_flag: "0",
      key_type: "1",
      expiration_time: "",
      origin: "kms",
      key_rotation_enabled: "false",
      sys_enterprise_project_id: "0",
      keystore_id: "0",
      key_label: "",
      partition_type: "",
    });
    expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([
      {
        trace_name: "createKey",
        outcome: "normal",
        error_code: "",
        resource_id: keyId,
        alias: "first",
        caller_id: tenant.userId,
        source: "api",
        details: { spec: "AES_256" },
      },
    ]);
  });

  test.each([
    ["no alias", {}, "KMS.0204"],
    ["an empty alias", { key_alias: "" }, "KMS.1101"],
    ["an alias of 256 characters", { key_alias: "x".repeat(256) }, "KMS.1101"],
    ["an alias with a bad character", { key_alias: "a b" }, "KMS.1101"],
    ["an alias with a line break", { key_alias: "a\n" }, "KMS.1101"],
    ["an alias with NUL", { key_alias: "a\0" }, "KMS.1101"],
    ["a default master key's alias", { key_alias: "obs/default" }, "KMS.1101"],
    ["a description of 256 characters", { key_alias: "d", key_description: "x".repeat(256) }, "KMS.1103"],
    ["a description with NUL", { key_alias: "d", key_description: "\0" }, "KMS.1103"],
    ["an unknown algorithm", { key_alias: "d", key_spec: "AES_512" }, "KMS.1110"],
  ])("refuses %s with its code, traces that, and makes nothing", async (_what, input, code) => {
    const before = (await api.call("list-keys")).body.total;
    const reply = await api.call("create-key", input);
    expect([reply.status, reply.code]).toEqual([400, code]);
    expect(reply.body.error_code).toBe(code);
    expect(reply.body.error.error_msg.length).toBeGreaterThan(10);
    expect((await api.call("list-keys")).body.total).toBe(before);
    expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([
      { trace_name: "createKey", outcome: "warning", error_code: code },
    ]);
  });

  test("takes an alias of 1 and of 255 characters", async () => {
    await api.createKey("x");
    await api.createKey("y".repeat(255));
  });

  test("refuses an alias that is taken, by a key pending deletion too, but not one of another project", async () => {
    const keyId = await api.createKey("taken");
    expect((await api.call("create-key", { key_alias: "taken" })).code).toBe("KMS.1104");
    await api.call("schedule-key-deletion", { key_id: keyId, pending_days: 7 });
    expect((await api.call("create-key", { key_alias: "taken" })).code).toBe("KMS.1104");
    await (await makeTenant(product)).client.createKey("taken");
  });

  test("gives one of two simultaneous creations with one alias, and the 100th key once", async () => {
    const other = await makeTenant(product);
    const twins = await Promise.all(Array.from({ length: 6 }, () => other.client.call("create-key", { key_alias: "twin" })));
    expect(twins.map((reply) => reply.status).sort()).toEqual([200, 400, 400, 400, 400, 400]);
    expect(new Set(twins.filter((reply) => reply.status === 400).map((reply) => reply.code))).toEqual(new Set(["KMS.1104"]));
    await Promise.all(Array.from({ length: 98 }, (_, index) => other.client.createKey(`key-${index}`)));
    const last = await Promise.all(["a", "b", "c", "d"].map((alias) => other.client.call("create-key", { key_alias: alias })));
    expect(last.map((reply) => reply.code).sort()).toEqual(["", "KMS.1105", "KMS.1105", "KMS.1105"]);
    expect((await other.client.call("list-keys")).body.total).toBe(100);
  });
});

describe("states", () => {
  const STATES = ["enabled", "disabled", "pendingDeletion", "pendingImport"] as const;
  // Typed by hand from api-reference §2.1: wire state after, or code.
  const EXPECTED: Record<string, readonly string[]> = {
    "enable-key": ["KMS.1201", "2", "KMS.0210", "KMS.1201"],
    "disable-key": ["3", "KMS.1301", "KMS.0210", "KMS.1301"],
    "schedule-key-deletion": ["4", "4", "KMS.1402", "4"],
    "cancel-key-deletion": ["KMS.1501", "KMS.1501", "3", "KMS.1501"],
    "update-key-alias": ["ok", "ok", "KMS.0210", "ok"],
    "update-key-description": ["ok", "ok", "KMS.0210", "ok"],
    "encrypt-data": ["ok", "KMS.0209", "KMS.0210", "KMS.1301"],
    "describe-key": ["ok", "ok", "ok", "ok"],
  };
  const TRACE: Record<string, string> = {
    "enable-key": "enableKey",
    "disable-key": "disableKey",
    "schedule-key-deletion": "scheduleKeyDeletion",
    "cancel-key-deletion": "cancelKeyDeletion",
    "update-key-alias": "updateKeyAlias",
    "update-key-description": "updateKeyDescription",
    "encrypt-data": "encryptData",
  };
  for (const [verb, row] of Object.entries(EXPECTED)) {
    test.each(STATES.map((from, index) => [from, row[index] as string]))(`${verb} on a key that is %s gives %s`, async (from, expected) => {
      const keyId = await api.createKey(`${verb}-${from}`);
      await forceState(keyId, from);
      const reply = await api.call(verb, {
        key_id: keyId,
        pending_days: 7,
        key_alias: `${verb}-${from}-new`,
        key_description: "new",
        plain_text: "x",
      });
      const now = await state(keyId);
      if (expected.startsWith("KMS.")) {
        expect([reply.status, reply.code]).toEqual([400, expected]);
        expect(now).toBe(String(STATES.indexOf(from) + 2));
      } else {
        expect(reply.status).toBe(200);
        expect(now).toBe(expected === "ok" ? String(STATES.indexOf(from) + 2) : expected);
      }
      const traceName = TRACE[verb];
      const code = expected.startsWith("KMS.") ? expected : "";
      expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject(
        traceName === undefined
          ? []
          : [{ trace_name: traceName, error_code: code, outcome: code === "" ? "normal" : "warning", resource_id: keyId }],
      );
    });
  }

  test("a key without material goes back to Pending import when its deletion is cancelled", async () => {
    const keyId = await api.createKey("no-material");
    await sql(product.dataDir, "update key_version set wrapped = null, binding_mac = null where key_id = $1", [keyId]);
    await forceState(keyId, "pendingDeletion");
    const reply = await api.call("cancel-key-deletion", { key_id: keyId });
    expect(reply.body).toEqual({ key_id: keyId, key_state: "5" });
  });

  test("a default master key refuses every change, and encrypts", async () => {
    const keyId = await api.createKey("pretend-default");
    await sql(product.dataDir, "update cmk set is_default = true where id = $1", [keyId]);
    for (const verb of [
      "enable-key",
      "disable-key",
      "schedule-key-deletion",
      "cancel-key-deletion",
      "update-key-alias",
      "update-key-description",
    ]) {
      const reply = await api.call(verb, { key_id: keyId, pending_days: 7, key_alias: "z", key_description: "z" });
      expect([verb, reply.status, reply.code]).toEqual([verb, 400, "KMS.0211"]);
    }
    expect((await api.call("encrypt-data", { key_id: keyId, plain_text: "x" })).status).toBe(200);
  });

  test("replies have the reference's shapes", async () => {
    const keyId = await api.createKey("shapes");
    expect((await api.call("disable-key", { key_id: keyId })).body).toEqual({ key_info: { key_id: keyId, key_state: "3" } });
    expect((await api.call("enable-key", { key_id: keyId })).body).toEqual({ key_info: { key_id: keyId, key_state: "2" } });
    expect((await api.call("update-key-alias", { key_id: keyId, key_alias: "shapes2" })).body).toEqual({
      key_info: { key_id: keyId, key_alias: "shapes2" },
    });
    expect((await api.call("update-key-description", { key_id: keyId, key_description: "" })).body).toEqual({
      key_info: { key_id: keyId, key_description: "" },
    });
    expect((await api.call("update-key-alias", { key_id: keyId, key_alias: "first" })).code).toBe("KMS.1104");
    const asked = Date.now();
    expect((await api.call("schedule-key-deletion", { key_id: keyId, pending_days: "1096" })).body).toEqual({
      key_id: keyId,
      key_state: "4",
    });
    const due = Number((await api.call("describe-key", { key_id: keyId })).body.key_info.scheduled_deletion_date);
    expect(Math.abs(due - (asked + 1096 * DAY_MS))).toBeLessThan(30_000);
    expect((await api.call("cancel-key-deletion", { key_id: keyId })).body).toEqual({ key_id: keyId, key_state: "3" });
    expect((await api.call("describe-key", { key_id: keyId })).body.key_info.scheduled_deletion_date).toBe("");
  });

  test.each([6, 1097, "6", 7.5, "x", null])("pending_days %j is KMS.1401 and changes nothing", async (days) => {
    const keyId = await api.createKey(`days-${typeof days}-${String(days).replace(".", "_")}`);
    expect((await api.call("schedule-key-deletion", { key_id: keyId, pending_days: days })).code).toBe("KMS.1401");
    expect(await state(keyId)).toBe("2");
  });
});

describe("lists", () => {
  test("page newest first without losing or doubling a key, by offset and by cursor", async () => {
    const other = (await makeTenant(product)).client;
    const ids: string[] = [];
    for (let index = 0; index < 7; index++) ids.unshift(await other.createKey(`list-${index}`));
    const pages: string[] = [];
    for (let marker = "0"; marker !== ""; ) {
      const { body } = await other.call("list-keys", { limit: "3", marker });
      expect(body.total).toBe(7);
      expect(body.keys).toEqual(body.key_details.map((key: { key_id: string }) => key.key_id));
      expect(body.truncated).toBe(body.next_marker === "" ? "false" : "true");
      pages.push(...body.keys);
      marker = body.next_marker;
    }
    expect(pages).toEqual(ids);

    for (const [sort, expected] of [
      ["created_desc", ids],
      ["created_asc", [...ids].reverse()],
      ["alias_asc", [...ids].reverse()],
      ["alias_desc", ids],
    ] as const) {
      const seen: string[] = [];
      for (let cursor: string | null = null; cursor !== ""; ) {
        const { body }: { body: { keys: { key_id: string }[]; next_cursor: string } } = await other.call("search-keys", {
          sort,
          limit: 2,
          cursor,
        });
        if (cursor === null && sort === "created_desc") await other.createKey("arrives-meanwhile");
        seen.push(...body.keys.map((key) => key.key_id));
        cursor = body.next_cursor;
      }
      expect(seen.filter((id) => ids.includes(id))).toEqual(expected);
      expect(await backwards(other, sort, ids)).toEqual(expected);
    }
  });

  test("go back to the first page in full when fewer keys are left before a place, or none", async () => {
    const other = (await makeTenant(product)).client;
    const ids: string[] = [];
    for (let index = 0; index < 6; index++) ids.push(await other.createKey(`back-${index}`));
    const page = async (input: object) => {
      const {
        keys,
        next_cursor: next,
        previous_cursor: previous,
      } = (await other.call("search-keys", { sort: "alias_asc", limit: 2, search: "back", ...input })).body;
      return { aliases: keys.map((key: { key_alias: string }) => key.key_alias), next, previous };
    };
    const second = await page({ cursor: (await page({})).next });
    expect(second.aliases).toEqual(["back-2", "back-3"]);
    expect(await page({ before: second.previous })).toMatchObject({ aliases: ["back-0", "back-1"], previous: "" });
    await other.call("update-key-alias", { key_id: ids[0], key_alias: "back-9" });
    expect(await page({ before: second.previous })).toMatchObject({ aliases: ["back-1", "back-2"], previous: "" });
    expect((await page({ cursor: (await page({ before: second.previous })).next })).aliases).toEqual(["back-3", "back-4"]);
    await other.call("update-key-alias", { key_id: ids[1], key_alias: "back-8" });
    expect(await page({ before: second.previous })).toMatchObject({ aliases: ["back-2", "back-3"], previous: "" });
    await other.createKey("back-00");
    await other.createKey("back-01");
    await other.createKey("back-02");
    const before = await page({ before: second.previous });
    expect(before.aliases).toEqual(["back-01", "back-02"]);
    expect((await page({ before: before.previous })).aliases).toEqual(["back-00", "back-01"]);
  });

  test("filter by state, and search literally for a part of alias or ID", async () => {
    const other = (await makeTenant(product)).client;
    const plain = await other.createKey("Payments/EU");
    const disabled = await other.createKey("pay_roll");
    await other.call("disable-key", { key_id: disabled });
    expect((await other.call("list-keys", { key_state: "3" })).body.keys).toEqual([disabled]);
    expect((await other.call("list-keys", { key_state: 1 })).body.keys).toEqual([]);
    const search = async (text: string) =>
      (await other.call("search-keys", { search: text })).body.keys.map((key: { key_id: string }) => key.key_id);
    expect(await search("payMENTS")).toEqual([plain]);
    expect(await search("pay_")).toEqual([disabled]);
    expect(await search("%")).toEqual([]);
    expect(await search(plain.slice(3, 20))).toEqual([plain]);
    expect((await other.call("search-keys", { cursor: "bm9uc2Vuc2U" })).code).toBe("KMS.0308");
    expect((await other.call("search-keys", { before: "bm9uc2Vuc2U" })).code).toBe("KMS.0308");
    const { previous_cursor: none, next_cursor: next } = (await other.call("search-keys", { limit: 1 })).body;
    expect([none, (await other.call("search-keys", { cursor: next, before: next })).code]).toEqual(["", "KMS.0308"]);
    expect((await other.call("search-keys", {})).body).toMatchObject({ used: 2, quota: 100, next_cursor: "" });
  });

  test("a search gives tags and times of rotation with the keys where it is asked to, and not otherwise", async () => {
    const other = (await makeTenant(product)).client;
    const id = await other.createKey("given-with-tags");
    await other.call("enable-key-rotation", { key_id: id, rotation_interval: "90" });
    await tagKey(other, id, { team: "shop", stage: "live" });
    const search = async (more: object) => (await other.call("search-keys", { search: "given-with-tags", ...more })).body.keys[0];
    const plain = await search({});
    for (const member of ["tags", "last_rotation_time", "next_rotation_time"]) expect(plain).not.toHaveProperty(member);
    expect(await search({ with_tags: true })).toEqual({
      ...plain,
      tags: [
        { key: "stage", value: "live" },
        { key: "team", value: "shop" },
      ],
    });
    const { next_rotation_time: next, ...others } = await search({ with_rotation: true });
    expect(others).toEqual({ ...plain, last_rotation_time: "" });
    expect(Number(next)).toBeGreaterThan(Date.now());
  });
});

test("a search by the whole alias finds the key that is called so, letter for letter, and together with other filters", async () => {
  const other = (await makeTenant(product)).client;
  const id = await other.createKey("bulk-1");
  for (const alias of ["bulk-10", "a-bulk-1", "Bulk-1"]) await other.createKey(alias);
  const search = async (more: object) => {
    const { body } = await other.call("search-keys", more);
    return [body.matching, body.keys.map((key: { key_id: string }) => key.key_id)];
  };
  expect(await search({ key_alias: "bulk-1" })).toEqual([1, [id]]);
  expect(await search({ key_alias: "bulk-1", search: "bulk", key_states: ["2"], limit: 1 })).toEqual([1, [id]]);
  for (const more of [{ key_alias: "bulk" }, { key_alias: "bulk-%" }, { key_alias: "bulk-1", key_states: ["3"] }]) {
    expect(await search(more), JSON.stringify(more)).toEqual([0, []]);
  }
  expect((await search({ key_alias: "" }))[0]).toBe(4);
});

describe("a search by description", () => {
  test("finds a part of three characters or more, in any case, and follows each change of it", async () => {
    const other = (await makeTenant(product)).client;
    const id = await other.createKey("vault", { key_description: "Card Numbers\nat rest, 100 % of müller's" });
    await other.createKey("numb");
    const search = async (text: string) =>
      (await other.call("search-keys", { search: text })).body.keys.map((key: { key_alias: string }) => key.key_alias);
    for (const text of ["card num", "NUMBERS AT", "100 % of", "müller", "est"]) expect(await search(text), text).toEqual(["vault"]);
    expect((await search("numb")).sort()).toEqual(["numb", "vault"]);
    for (const text of ["rs", "100_%", "%  of", "numbers\nat"]) expect(await search(text), text).toEqual([]);
    await other.call("update-key-description", { key_id: id, key_description: "renamed" });
    expect(await search("card num")).toEqual([]);
    expect(await search("rename")).toEqual(["vault"]);
  });

  test("is no search by the wire's resource name", async () => {
    const other = (await makeTenant(product)).client;
    await other.createKey("plain", { key_description: "described" });
    const byName = async (value: string) =>
      (
        await other.send(
          "POST",
          `/v1.0/${other.projectId}/kms/resource_instances/action`,
          JSON.stringify({ action: "filter", limit: "10", offset: "0", matches: [{ key: "resource_name", value }] }),
        )
      ).body.resources.length;
    expect([await byName("plain"), await byName("describ")]).toEqual([1, 0]);
  });
});

/** Goes to the last page and back by what each page says comes before. @returns the IDs in the list's order */
async function backwards(client: Tenant["client"], sort: string, among: readonly string[]): Promise<string[]> {
  const search = async (place: object) => (await client.call("search-keys", { sort, limit: 2, ...place })).body;
  let page = await search({});
  while (page.next_cursor !== "") page = await search({ cursor: page.next_cursor });
  const seen: string[] = [];
  for (;;) {
    seen.unshift(...page.keys.map((key: { key_id: string }) => key.key_id).filter((id: string) => !seen.includes(id)));
    if (page.previous_cursor === "") break;
    page = await search({ before: page.previous_cursor });
  }
  return seen.filter((id) => among.includes(id));
}
