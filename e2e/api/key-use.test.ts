/** Who used a key, as the API tells it; and disabling a key in shadow, which every later call meets, on a guess or not. */
import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { sql } from "../harness/database";
import { grantTo } from "../harness/grants";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
let tenant: Tenant;
let colleague: Tenant;
let viewer: Tenant;
let stranger: Tenant;
beforeAll(async () => {
  [tenant, stranger] = [await makeTenant(product), await makeTenant(product)];
  colleague = await makeTenant(product, ["KMS Administrator"], tenant);
  viewer = await makeTenant(product, ["KMS Viewer"], tenant);
});

const TEXT = { plain_text: "x" };
const encrypt = ({ client }: Tenant, key_id: string) => client.call("encrypt-data", { key_id, ...TEXT });
const callersOf = async (key_id: string, days = 7) => {
  const reply = await tenant.client.call("list-key-callers", { key_id, days });
  expect(reply.status).toBe(200);
  return reply.body;
};
const searched = async (more: object, key_id: string) =>
  (await tenant.client.call("search-keys", { limit: 1000, ...more })).body.keys.find((key: { key_id: string }) => key.key_id === key_id);

/**
 * Waits until all that was traced so far is counted; figures that are read one by one need no wait, as long as counting is not far behind.
 * @param behind how many may be left
 */
async function counted(behind = 0): Promise<void> {
  const [last] = await sql<{ id: string }>(product.dataDir, "select max(id) as id from trace");
  const deadline = Date.now() + 20_000;
  for (;;) {
    const [row] = await sql<{ done: boolean }>(
      product.dataDir,
      "select after_id >= $1::bigint - $2::int as done from trace_cursor where name = 'use'",
      [last?.id, behind],
    );
    if (row?.done) return;
    if (Date.now() > deadline) throw new Error("nothing counts the use of keys");
    await pause(100);
  }
}

beforeEach(() => counted(5_000));

describe("last use", () => {
  test("is told with caller, operation and request; a read, a change and a refused call are no use", async () => {
    const key_id = await tenant.client.createKey("last-use");
    const never = (await tenant.client.call("get-key-last-usage", { key_id })).body;
    expect(never).toEqual({
      key_id,
      creation_date: expect.stringMatching(/^\d{13}$/),
      last_usage_time: "",
      operation: "",
      request_id: "",
      user_type: "",
      user_id: "",
      user_name: "",
      tracking_start_time: never.creation_date,
    });
    const used = await encrypt(colleague, key_id);
    await tenant.client.call("describe-key", { key_id });
    await tenant.client.call("update-key-description", { key_id, key_description: "other" });
    expect((await encrypt(viewer, key_id)).status).toBe(403);
    const expected = {
      operation: "encryptData",
      request_id: used.headers.get("x-request-id"),
      user_type: "user",
      user_id: colleague.userId,
      user_name: colleague.userName,
      last_usage_time: expect.stringMatching(/^\d{13}$/),
    };
    for (const { client } of [tenant, viewer]) {
      expect((await client.call("get-key-last-usage", { key_id })).body).toMatchObject(expected);
    }
    await counted();
    expect((await tenant.client.call("get-key-last-usage", { key_id })).body).toMatchObject(expected);
    const found = await searched({ with_last_use: true }, key_id);
    expect(found.last_use).toEqual({
      time: expect.stringMatching(/^\d{13}$/),
      operation: "encryptData",
      user_type: "user",
      user_id: colleague.userId,
      user_name: colleague.userName,
    });
    expect(await searched({}, key_id)).not.toHaveProperty("last_use");
  });

  test("of a key that only took what was encrypted anew is that", async () => {
    const [from, to] = [await tenant.client.createKey("last-from"), await tenant.client.createKey("last-to")];
    const { cipher_text } = (await encrypt(tenant, from)).body;
    expect((await tenant.client.call("re-encrypt", { cipher_text, destination_key_id: to })).status).toBe(200);
    expect((await tenant.client.call("get-key-last-usage", { key_id: to })).body).toMatchObject({ operation: "reEncrypt" });
    expect((await callersOf(from)).operations).toMatchObject([
      { operation: "encryptData", calls: 1 },
      { operation: "reEncrypt", calls: 1 },
    ]);
  });

  test("keys that have long been without use are found", async () => {
    const [fresh, unused, used, long] = await Promise.all(
      ["fresh", "unused", "used", "long"].map((name) => tenant.client.createKey(`since-${name}`)),
    );
    const age = (key_id: unknown) =>
      sql(product.dataDir, "update cmk set created_at = now() - interval '100 days' where id = $1", [key_id]);
    await Promise.all([unused, used, long].map(age));
    await Promise.all([used, long].map((key) => encrypt(tenant, key as string)));
    await counted();
    await sql(product.dataDir, "update key_use set last_used_at = now() - interval '95 days' where key_id = $1", [long]);
    const found = (await tenant.client.call("search-keys", { unused_days: 90, search: "since-", limit: 100 })).body;
    expect(found.keys.map(({ key_id }: { key_id: string }) => key_id).sort()).toEqual([unused, long].sort());
    expect(found.matching).toBe(2);
    expect((await tenant.client.call("search-keys", { unused_days: 90, key_states: ["3"] })).body.keys).toEqual([]);
    const states = (await tenant.client.call("search-keys", { unused_days: 90, key_states: ["2"], search: "since-", sort: "alias_asc" }))
      .body;
    expect(states.keys.map(({ key_id }: { key_id: string }) => key_id)).toEqual([long, unused]);
    expect(fresh).toBeDefined();
  });
});

describe("who called a key", () => {
  test("is told by caller, operation, version and day, refused calls apart", async () => {
    const key_id = await tenant.client.createKey("callers");
    await encrypt(tenant, key_id);
    await encrypt(colleague, key_id);
    const { cipher_text } = (await encrypt(colleague, key_id)).body;
    await tenant.client.call("rotate-on-demand", { key_id });
    await encrypt(tenant, key_id);
    expect((await colleague.client.call("decrypt-data", { cipher_text })).status).toBe(200);
    await encrypt(viewer, key_id);
    const told = await callersOf(key_id);
    const today = new Date().toISOString().slice(0, 10);
    expect(told).toMatchObject({
      key_id,
      first_day: new Date(Date.now() - 6 * 86_400_000).toISOString().slice(0, 10),
      calls: 6,
      refused: 1,
      would_fail: 0,
      is_whole: true,
      caller_count: 3,
      operations: [
        { operation: "encryptData", calls: 5, refused: 1 },
        { operation: "decryptData", calls: 1, refused: 0 },
      ],
      days: [{ day: today, calls: 6, refused: 1 }],
      shadow: null,
    });
    expect(told.callers).toMatchObject([
      { user_id: viewer.userId, calls: 1, refused: 1, last_usage_time: "" },
      { user_id: colleague.userId, user_name: colleague.userName, user_type: "user", user_domain_id: "", calls: 3, refused: 0 },
      { user_id: tenant.userId, calls: 2, refused: 0 },
    ]);
    const versions = new Map(told.versions.map(({ version, calls }: { version: number; calls: number }) => [version, calls]));
    expect([versions.get(1), versions.get(0)]).toEqual([1, 4]);
    await counted();
    expect(await callersOf(key_id)).toEqual(told);
  });

  test("is for those who may ask who can use it; whoever is of elsewhere learns nothing, and leaves nothing behind", async () => {
    const key_id = await tenant.client.createKey("callers-private");
    expect((await viewer.client.call("list-key-callers", { key_id })).code).toBe("KMS.0307");
    for (const verb of ["list-key-callers", "get-key-last-usage", "start-shadow-disable", "stop-shadow-disable"]) {
      expect((await stranger.client.call(verb, { key_id, days: 1 })).code).toBe("KMS.0207");
    }
    expect((await encrypt(stranger, key_id)).code).toBe("KMS.0207");
    expect(await callersOf(key_id)).toMatchObject({ calls: 0, callers: [] });
    await grantTo(tenant.client, key_id, stranger.userId, ["encrypt-data"]);
    expect((await encrypt(stranger, key_id)).status).toBe(200);
    expect(await callersOf(key_id)).toMatchObject({
      calls: 1,
      callers: [{ user_id: stranger.userId, user_name: stranger.userName, user_domain_id: stranger.accountId }],
    });
  });

  test.each([[0], [366], [-1], [1.5], ["x"], [[7]], [{}]])("refuses %j days", async (days) => {
    const key_id = await tenant.client.createKey(
      `days-${String(days)
        .slice(0, 5)
        .replace(/[^a-z0-9]/g, "")}-${Math.random()}`.replace(".", ""),
    );
    const reply = await tenant.client.call("list-key-callers", { key_id, days });
    expect([reply.status, reply.code]).toEqual([400, "KMS.0308"]);
  });
});

describe("disabling in shadow", () => {
  const marks = async (reply: { headers: Headers }) =>
    (
      await sql<{ would_fail: boolean }>(product.dataDir, "select would_fail from trace where request_id = $1", [
        reply.headers.get("x-request-id"),
      ])
    ).map(({ would_fail }) => would_fail);
  const shown = async (key_id: string) => {
    const { key_info } = (await tenant.client.call("describe-key", { key_id })).body;
    const { key_details } = (await tenant.client.call("list-keys", { limit: "1000" })).body;
    const listed = key_details.find((key: { key_id: string }) => key.key_id === key_id);
    return [key_info, listed, await searched({}, key_id)].map(({ shadow_disable_until }) => shadow_disable_until);
  };

  test("marks each call that would fail, at once, on whatever way it comes, and counts it; the key works on", async () => {
    const key_id = await tenant.client.createKey("shadow");
    // The process knows caller and key by now, so calls run on a guess.
    for (let warm = 0; warm < 3; warm += 1) expect(await marks(await encrypt(tenant, key_id))).toEqual([false]);
    const started = await tenant.client.call("start-shadow-disable", { key_id, days: 2 });
    expect(started.body).toEqual({ key_id, shadow_disable_since: expect.any(String), shadow_disable_until: expect.any(String) });
    expect(Number(started.body.shadow_disable_until) - Number(started.body.shadow_disable_since)).toBe(2 * 86_400_000);
    expect(await tracesOf(product, started.headers.get("x-request-id"))).toMatchObject([
      { trace_name: "startShadowDisable", outcome: "normal", resource_id: key_id, details: { days: 2 } },
    ]);
    for (let call = 0; call < 3; call += 1) {
      const reply = await encrypt(tenant, key_id);
      expect([reply.status, await marks(reply)]).toEqual([200, [true]]);
    }
    const { cipher_text } = (await encrypt(colleague, key_id)).body;
    expect(await marks(await tenant.client.call("create-datakey", { key_id, datakey_length: "256" }))).toEqual([true]);
    // What a disabled key does not refuse, and what is refused anyway, would not fail because of it.
    expect(await marks(await tenant.client.call("update-key-description", { key_id, key_description: "y" }))).toEqual([false]);
    expect(await marks(await encrypt(viewer, key_id))).toEqual([false]);
    expect(await callersOf(key_id)).toMatchObject({
      would_fail: 5,
      would_fail_callers: 2,
      shadow: { is_running: true, calls: 5, callers: 2 },
    });
    expect(await shown(key_id)).toEqual(Array(3).fill(started.body.shadow_disable_until));
    const stopped = await tenant.client.call("stop-shadow-disable", { key_id });
    expect(stopped.body).toEqual({ key_id });
    expect(await marks(await encrypt(tenant, key_id))).toEqual([false]);
    expect(await marks(await tenant.client.call("decrypt-data", { cipher_text }))).toEqual([false]);
    expect(await shown(key_id)).toEqual(Array(3).fill(undefined));
    expect((await callersOf(key_id)).shadow).toMatchObject({ is_running: false, calls: 5, callers: 2 });
    const again = await tenant.client.call("stop-shadow-disable", { key_id });
    expect(await tracesOf(product, again.headers.get("x-request-id"))).toMatchObject([{ details: { wasRunning: false } }]);
  });

  test("ends by itself at its time, and when the key is disabled or to be deleted", async () => {
    const [timed, disabled, deleted] = await Promise.all(
      ["timed", "disabled", "deleted"].map(async (name) => {
        const key_id = await tenant.client.createKey(`shadow-${name}`);
        expect((await tenant.client.call("start-shadow-disable", { key_id, days: "30" })).status).toBe(200);
        expect(await marks(await encrypt(tenant, key_id))).toEqual([true]);
        return key_id;
      }),
    );
    await sql(product.dataDir, "update key_shadow set until = now() where key_id = $1", [timed]);
    await sql(product.dataDir, "update cmk set primary_version = primary_version where id = $1", [timed]);
    expect(await marks(await encrypt(tenant, timed as string))).toEqual([false]);
    await tenant.client.call("disable-key", { key_id: disabled });
    expect(await shown(disabled as string)).toEqual(Array(3).fill(undefined));
    await tenant.client.call("enable-key", { key_id: disabled });
    expect(await marks(await encrypt(tenant, disabled as string))).toEqual([false]);
    await tenant.client.call("schedule-key-deletion", { key_id: deleted, pending_days: 7 });
    expect(await shown(deleted as string)).toEqual(Array(3).fill(undefined));
  });

  test("begins on an enabled key alone, for 1 to 30 days", async () => {
    const key_id = await tenant.client.createKey("shadow-limits");
    for (const days of [0, 31, 1.5, true, undefined, null]) {
      const reply = await tenant.client.call("start-shadow-disable", { key_id, days });
      expect([reply.status, reply.code]).toEqual([400, days === undefined ? "KMS.0204" : "KMS.0308"]);
    }
    await tenant.client.call("disable-key", { key_id });
    expect((await tenant.client.call("start-shadow-disable", { key_id, days: 1 })).code).toBe("KMS.0209");
    expect((await tenant.client.call("stop-shadow-disable", { key_id })).status).toBe(200);
    expect((await viewer.client.call("start-shadow-disable", { key_id, days: 1 })).code).toBe("KMS.0307");
  });
});
