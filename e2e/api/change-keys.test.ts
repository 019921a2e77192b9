/** The same change on many keys: each that allows it is changed, and each has the answer and the trace of the operation on one key. */
import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import type { ApiClient, Reply } from "../harness/api-client";
import { sql } from "../harness/database";
import { makeTenant, type Tenant, type TraceView, tracesOf } from "../harness/tenant";

const product = inject("product");
let tenant: Tenant;
let api: ApiClient;
beforeAll(async () => {
  tenant = await makeTenant(product);
  api = tenant.client;
});

type Result = { key_id: string; key_alias: string; key_state: string; error_code: string; error_msg: string };

const change = (action: unknown, ids: unknown, more: object = {}, client = api) =>
  client.call("batch-change-keys", { action, key_ids: ids, ...more });
const resultsOf = (reply: Reply) => reply.body.results as Result[];
const tracesBy = async (reply: Reply) => {
  const traces = await tracesOf(product, reply.headers.get("x-request-id"));
  return new Map(traces.map((trace): [string, TraceView] => [trace.resource_id, trace]));
};
const stateOf = async (id: string, client = api) => (await client.call("describe-key", { key_id: id })).body.key_info.key_state;
const tagsOf = async (id: string) => (await api.send("GET", `/v1.0/${api.projectId}/kms/${id}/tags`)).body.tags;

/** Keys as rows, without material: for what is about numbers. @returns their IDs */
async function insertKeys({ accountId, projectId }: Tenant, count: number, state = "enabled"): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    product.dataDir,
    `insert into cmk (id, account_id, project_id, alias, spec, usage, origin, state, created_at)
     select id, $1, $2, 'row/' || id, 'AES_256', 'ENCRYPT_DECRYPT', 'kms', $3, now() from (select gen_random_uuid()::text as id from generate_series(1, $4::int)) made
     returning id`,
    [accountId, projectId, state, count],
  );
  return rows.map(({ id }) => id);
}

describe("each action", () => {
  let ids: string[];
  beforeAll(async () => {
    ids = await Promise.all(["a", "b", "c"].map((alias) => api.createKey(`action-${alias}`)));
  });

  test.each<[string, object, string, string, object]>([
    ["disable", {}, "3", "disableKey", { state: "disabled" }],
    ["enable", {}, "2", "enableKey", { state: "enabled" }],
    ["schedule_deletion", { pending_days: "30" }, "4", "scheduleKeyDeletion", { pendingDays: 30, scheduledDeletionAt: expect.any(String) }],
    ["cancel_deletion", {}, "3", "cancelKeyDeletion", { state: "disabled" }],
    [
      "create_tags",
      { tags: [{ key: "team", value: "pay" }, { key: "env" }] },
      "3",
      "batchCreateKeyTags",
      { tagKeys: "team,env", tags: expect.stringContaining('"value":"pay"') },
    ],
    ["delete_tags", { tags: [{ key: "env" }, { key: "absent" }] }, "3", "batchDeleteKeyTags", { tagKeys: "env,absent" }],
  ])("%s changes every key, and traces each", async (action, more, state, traceName, details) => {
    const order = [ids[2], ids[0], ids[1]] as string[];
    const reply = await change(action, order, more);
    expect(reply.status).toBe(200);
    expect(resultsOf(reply)).toEqual(
      order.map((id) => ({
        key_id: id,
        key_alias: `action-${"abc"[ids.indexOf(id)]}`,
        key_state: state,
        error_code: "",
        error_msg: "",
      })),
    );
    for (const id of ids) expect(await stateOf(id)).toBe(state);
    const traces = await tracesBy(reply);
    expect(traces.size).toBe(3);
    for (const id of ids) {
      expect(traces.get(id)).toMatchObject({ trace_name: traceName, outcome: "normal", error_code: "", caller_id: tenant.userId, details });
    }
  });

  test("left the keys with what it said", async () => {
    for (const id of ids) expect(await tagsOf(id)).toEqual([{ key: "team", value: "pay" }]);
  });

  test("cancelling the deletion of a key without material lets it wait for its import again", async () => {
    const waiting = await api.createKey("waiting", { origin: "external" });
    const made = await api.createKey("made");
    for (const key_id of [waiting, made]) await api.call("schedule-key-deletion", { key_id, pending_days: 7 });
    const reply = await change("cancel_deletion", [waiting, made]);
    expect(resultsOf(reply).map(({ key_state }) => key_state)).toEqual(["5", "3"]);
    expect([await stateOf(waiting), await stateOf(made)]).toEqual(["5", "3"]);
    expect((await tracesBy(reply)).get(waiting)?.details).toEqual({ state: "pendingImport" });
  });
});

/** One key of every kind that there is, in a project of its own. */
async function makeMixture() {
  const mixed = await makeTenant(product);
  const { client } = mixed;
  const alias = () => `mixed-${randomUUID()}`;
  const [enabled, disabled, pending, standard] = (await Promise.all([0, 1, 2, 3].map(() => client.createKey(alias())))) as [
    string,
    string,
    string,
    string,
  ];
  const waiting = await client.createKey(alias(), { origin: "external" });
  await client.call("disable-key", { key_id: disabled });
  await client.call("schedule-key-deletion", { key_id: pending, pending_days: 7 });
  await sql(product.dataDir, "update cmk set is_default = true where id = $1", [standard]);
  const foreign = await (await makeTenant(product)).client.createKey("foreign");
  return { client, keys: { enabled, disabled, pending, waiting, standard, foreign, unknown: randomUUID() } };
}

const SINGLE: Record<string, (client: ApiClient, key_id: string) => Promise<Reply>> = {
  enable: (client, key_id) => client.call("enable-key", { key_id }),
  disable: (client, key_id) => client.call("disable-key", { key_id }),
  schedule_deletion: (client, key_id) => client.call("schedule-key-deletion", { key_id, pending_days: 7 }),
  cancel_deletion: (client, key_id) => client.call("cancel-key-deletion", { key_id }),
  create_tags: (client, id) =>
    client.send("POST", `/v1.0/${client.projectId}/kms/${id}/tags/action`, JSON.stringify({ action: "create", tags: [{ key: "a" }] })),
  delete_tags: (client, id) =>
    client.send("POST", `/v1.0/${client.projectId}/kms/${id}/tags/action`, JSON.stringify({ action: "delete", tags: [{ key: "a" }] })),
};

describe("keys in every state at once", () => {
  test.each(Object.keys(SINGLE))("%s says of each what the operation on one key says, and traces the refusals too", async (action) => {
    const [one, many] = [await makeMixture(), await makeMixture()];
    const names = Object.keys(one.keys) as (keyof typeof one.keys)[];
    const reply = await change(
      action,
      names.map((name) => many.keys[name]),
      { ...(action === "schedule_deletion" && { pending_days: 7 }), ...(action.endsWith("tags") && { tags: [{ key: "a" }] }) },
      many.client,
    );
    expect(reply.status).toBe(200);
    const traces = await tracesBy(reply);
    for (const [index, name] of names.entries()) {
      const single = await SINGLE[action]?.(one.client, one.keys[name]);
      const result = resultsOf(reply)[index] as Result;
      expect([name, result.key_id, result.error_code, result.error_msg]).toEqual([
        name,
        many.keys[name],
        single?.code,
        single?.body?.error?.error_msg ?? "",
      ]);
      const [trace] = await tracesOf(product, single?.headers.get("x-request-id") ?? null);
      const { trace_name, outcome, error_code } = trace as TraceView;
      expect([name, traces.get(many.keys[name])]).toMatchObject([name, { trace_name, outcome, error_code }]);
      if (["foreign", "unknown"].includes(name))
        expect([result.key_alias, result.key_state, traces.get(many.keys[name])?.alias]).toEqual(["", "", ""]);
      else expect([name, result.key_state]).toEqual([name, await stateOf(many.keys[name], many.client)]);
    }
    expect(new Set(resultsOf(reply).map(({ error_code }) => error_code)).size).toBeGreaterThan(2);
  });

  test("a key that was destroyed is told of as the operation on one key tells", async () => {
    const key_id = await api.createKey("destroyed");
    const deletedAt = new Date(Date.now() - 1000).toISOString();
    await sql(
      product.dataDir,
      `with gone as (delete from cmk where id = $1 returning *)
       insert into key_tombstone (key_id, account_id, project_id, alias, spec, usage, origin, created_at, requested_by, requested_by_name,
         scheduled_for, destroyed_at, versions, blobs_destroyed, blobs_left)
       select id, account_id, project_id, alias, spec, usage, origin, created_at, '', '', $2, $2, '[]', 1, 0 from gone`,
      [key_id, deletedAt],
    );
    const single = await api.call("disable-key", { key_id });
    const reply = await change("disable", [key_id]);
    expect(single.body.error.error_msg).toContain("The key destroyed was deleted on");
    expect(resultsOf(reply)).toMatchObject([
      { key_alias: "destroyed", key_state: "", error_code: single.code, error_msg: single.body.error.error_msg },
    ]);
    expect((await tracesBy(reply)).get(key_id)).toMatchObject({ alias: "destroyed", outcome: "warning", error_code: single.code });
  });

  test("a second time touches nothing more, so that a retry is safe", async () => {
    const ids = await Promise.all([0, 1].map(() => api.createKey(`again-${randomUUID()}`)));
    await change("disable", ids);
    const again = await change("disable", ids);
    const single = await api.call("disable-key", { key_id: ids[0] });
    expect(resultsOf(again).map(({ error_code }) => error_code)).toEqual([single.code, single.code]);
    expect(single.code).not.toBe("");
    for (const id of ids) expect(await stateOf(id)).toBe("3");
  });

  test("imported material that is past its time is destroyed first", async () => {
    const key_id = await api.createKey("expired");
    await sql(product.dataDir, "update cmk set origin = 'external', material_expires_at = now() - interval '1 second' where id = $1", [
      key_id,
    ]);
    expect(resultsOf(await change("disable", [key_id]))[0]?.error_code).not.toBe("");
    expect(await stateOf(key_id)).toBe("5");
  });
});

describe("the quota of tags", () => {
  const numbered = (count: number) => Array.from({ length: count }, (_, index) => ({ key: `k${index}` }));
  test("refuses the 21st on the keys that have 20, and on no other", async () => {
    const [full, empty] = (await Promise.all([0, 1].map(() => api.createKey(`quota-${randomUUID()}`)))) as [string, string];
    expect(resultsOf(await change("create_tags", [full], { tags: numbered(20) }))[0]?.error_code).toBe("");
    const reply = await change("create_tags", [full, empty], { tags: [{ key: "one-more" }] });
    expect(resultsOf(reply).map(({ error_code }) => error_code)).toEqual(["KMS.0409", ""]);
    expect(resultsOf(reply)[0]?.error_msg).toBe("A key may have 20 tags; this one would have 21.");
    expect((await tracesBy(reply)).get(full)).toMatchObject({ outcome: "warning", error_code: "KMS.0409" });
    expect([(await tagsOf(full)).length, (await tagsOf(empty)).length]).toEqual([20, 1]);
    // What is there may be changed.
    expect(resultsOf(await change("create_tags", [full], { tags: [{ key: "k0", value: "new" }] }))[0]?.error_code).toBe("");
  });

  test("refuses a list of 21 as a whole", async () => {
    const id = await api.createKey(`quota-${randomUUID()}`);
    expect((await change("create_tags", [id], { tags: numbered(21) })).code).toBe("KMS.0407");
    expect(await tagsOf(id)).toEqual([]);
  });
});

describe("what is refused as a whole", () => {
  const id = randomUUID();
  test.each<[string, object, string]>([
    ["no IDs", { action: "enable", key_ids: [] }, "KMS.0308"],
    ["1,001 IDs", { action: "enable", key_ids: Array.from({ length: 1001 }, () => randomUUID()) }, "KMS.0308"],
    ["an ID twice", { action: "enable", key_ids: [id, randomUUID(), id] }, "KMS.0308"],
    ["a malformed ID", { action: "enable", key_ids: [id, "foo"] }, "KMS.0205"],
    ["an alias for an ID", { action: "enable", key_ids: ["alias/a"] }, "KMS.0205"],
    ["no list", { action: "enable" }, "KMS.0204"],
    ["an unknown action", { action: "destroy", key_ids: [id] }, "KMS.0404"],
    ["an action of Object's prototype", { action: "constructor", key_ids: [id] }, "KMS.0404"],
    ["no action", { key_ids: [id] }, "KMS.0204"],
    ["a deletion without days", { action: "schedule_deletion", key_ids: [id] }, "KMS.0204"],
    ["6 days", { action: "schedule_deletion", key_ids: [id], pending_days: 6 }, "KMS.1401"],
    ["1,097 days", { action: "schedule_deletion", key_ids: [id], pending_days: "1097" }, "KMS.1401"],
    ["tags that are not there", { action: "create_tags", key_ids: [id] }, "KMS.0204"],
    ["no tags", { action: "delete_tags", key_ids: [id], tags: [] }, "KMS.0401"],
    ["a tag twice", { action: "create_tags", key_ids: [id], tags: [{ key: "a" }, { key: "a" }] }, "KMS.0412"],
    ["a tag key of 0 characters", { action: "create_tags", key_ids: [id], tags: [{ key: "" }] }, "KMS.0411"],
    ["a tag key of 37 characters", { action: "create_tags", key_ids: [id], tags: [{ key: "x".repeat(37) }] }, "KMS.0411"],
    ["a tag value of 44 characters", { action: "create_tags", key_ids: [id], tags: [{ key: "a", value: "x".repeat(44) }] }, "KMS.0410"],
    ["= in a tag key", { action: "create_tags", key_ids: [id], tags: [{ key: "a=b" }] }, "KMS.0406"],
    ["= in a tag value", { action: "create_tags", key_ids: [id], tags: [{ key: "a", value: "=1" }] }, "KMS.0405"],
  ])("%s", async (_what, input, code) => {
    const reply = await api.call("batch-change-keys", input);
    expect([reply.status, reply.code]).toEqual([400, code]);
    const traces = await tracesOf(product, reply.headers.get("x-request-id"));
    expect(traces).toMatchObject([{ outcome: "warning", error_code: code }]);
  });

  test("tags with spaces and emoji, of 36 and 43 characters, are as good as on one key", async () => {
    const key = await api.createKey(`wide-${randomUUID()}`);
    const tags = [
      { key: "🔑".repeat(36), value: "ü".repeat(43) },
      { key: "a b", value: " " },
    ];
    expect(resultsOf(await change("create_tags", [key], { tags }))[0]?.error_code).toBe("");
    expect(await tagsOf(key)).toEqual(expect.arrayContaining(tags));
  });
});

test("the permission is that of the action, and a refused call changes nothing and is traced under the action's name", async () => {
  const key = await api.createKey("permissions");
  const viewer = await makeTenant(product, ["KMS Viewer"], tenant);
  const other = await makeTenant(product);
  for (const [action, name, more] of [
    ["disable", "disableKey", {}],
    ["schedule_deletion", "scheduleKeyDeletion", { pending_days: 7 }],
    ["create_tags", "batchCreateKeyTags", { tags: [{ key: "a" }] }],
  ] as const) {
    const refused = await change(action, [key], more, viewer.client);
    expect(refused.status).toBe(403);
    expect(await tracesOf(product, refused.headers.get("x-request-id"))).toMatchObject([{ trace_name: name, outcome: "warning" }]);
    expect(resultsOf(await change(action, [key], more, other.client))).toMatchObject([{ error_code: "KMS.0207", key_alias: "" }]);
  }
  expect([await stateOf(key), await tagsOf(key)]).toEqual(["2", []]);
});

describe("a thousand keys", () => {
  test("are all changed by one call, each with its trace, in the order that was asked for", async () => {
    const crowd = await makeTenant(product);
    const ids = (await insertKeys(crowd, 1000)).sort(() => Math.random() - 0.5);
    const reply = await change("disable", ids, {}, crowd.client);
    expect(resultsOf(reply).map(({ key_id }) => key_id)).toEqual(ids);
    expect(resultsOf(reply).every(({ key_state, error_code }) => key_state === "3" && error_code === "")).toBe(true);
    const [counted] = await sql<{ keys: string; traces: string }>(
      product.dataDir,
      `select (select count(*) from cmk where project_id = $1 and state = 'disabled') as keys,
        (select count(distinct resource_id) from trace where request_id = $2 and trace_name = 'disableKey' and outcome = 'normal') as traces`,
      [crowd.projectId, reply.headers.get("x-request-id")],
    );
    expect(counted).toEqual({ keys: "1000", traces: "1000" });
  });

  test("changed by two calls at once in opposite orders are each changed exactly once, and nobody waits for ever", async () => {
    const crowd = await makeTenant(product);
    const ids = await insertKeys(crowd, 600);
    for (const [action, more] of [
      ["disable", {}],
      ["enable", {}],
      ["create_tags", { tags: [{ key: "a" }, { key: "b" }] }],
      ["schedule_deletion", { pending_days: 7 }],
    ] as const) {
      const replies = await Promise.all([ids, [...ids].reverse(), ids].map((order) => change(action, order, more, crowd.client)));
      expect(replies.map((reply) => reply.status)).toEqual([200, 200, 200]);
      const done = replies.flatMap(resultsOf).filter(({ error_code }) => error_code === "");
      expect([action, done.length]).toEqual([action, action === "create_tags" ? 1800 : 600]);
      expect(new Set(done.map(({ key_id }) => key_id)).size).toBe(600);
    }
  });
});
