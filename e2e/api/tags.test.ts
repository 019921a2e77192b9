import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import type { ApiClient } from "../harness/api-client";
import { sql } from "../harness/database";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
let tenant: Tenant;
let api: ApiClient;
let keyId: string;
beforeAll(async () => {
  tenant = await makeTenant(product);
  api = tenant.client;
  keyId = await api.createKey("tagged");
});

const kms = (path: string, client = api) => `/v1.0/${client.projectId}/kms/${path}`;
const add = (tag: unknown, id = keyId) => api.send("POST", kms(`${id}/tags`), JSON.stringify({ tag }));
const batch = (action: unknown, tags: unknown, id = keyId) => api.send("POST", kms(`${id}/tags/action`), JSON.stringify({ action, tags }));
const remove = (key: string, id = keyId) => api.send("DELETE", kms(`${id}/tags/${encodeURIComponent(key)}`));
const list = async (id = keyId) => (await api.send("GET", kms(`${id}/tags`))).body.tags as { key: string; value: string }[];
const search = (input: object, path = kms("resource_instances/action")) => api.send("POST", path, JSON.stringify(input));
const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ key: `k${String(index).padStart(2, "0")}`, value: "v" }));

describe("a tag of a key", () => {
  test("is added, listed, changed by adding it again, and deleted, each with its trace", async () => {
    const id = await api.createKey("tag-life");
    const added = await add({ key: "team", value: "a b" }, id);
    expect([added.status, added.body]).toEqual([204, null]);
    expect((await api.send("GET", kms(`${id}/tags`))).body).toEqual({
      tags: [{ key: "team", value: "a b" }],
      sys_tags: [],
      existTagsNum: 1,
    });
    await add({ key: "team", value: "b" }, id);
    expect(await list(id)).toEqual([{ key: "team", value: "b" }]);
    const removed = await remove("team", id);
    expect(removed.status).toBe(204);
    expect(await list(id)).toEqual([]);
    const again = await remove("team", id);
    expect([again.status, again.code]).toEqual([404, "KMS.0416"]);
    const traces = await Promise.all([added, removed, again].map((reply) => tracesOf(product, reply.headers.get("x-request-id"))));
    expect(traces.map(([trace]) => [trace?.trace_name, trace?.outcome, trace?.resource_id])).toEqual([
      ["createKeyTag", "normal", id],
      ["deleteKeyTag", "normal", id],
      ["deleteKeyTag", "warning", id],
    ]);
  });

  test.each(["a b+c~d", "ü/ö", "%2F", "__proto__", "constructor", "k:1", "ключ"])("may have the key %s, also in the path", async (key) => {
    const id = await api.createKey(`tag-key-${randomUUID()}`);
    expect((await add({ key, value: "x" }, id)).status).toBe(204);
    expect(await list(id)).toEqual([{ key, value: "x" }]);
    expect((await remove(key, id)).status).toBe(204);
    expect(await list(id)).toEqual([]);
  });

  test("without a value has the empty one", async () => {
    const id = await api.createKey("tag-empty");
    for (const value of ["", null, undefined]) expect((await add({ key: `k${value}`, value }, id)).status).toBe(204);
    expect(new Set((await list(id)).map((tag) => tag.value))).toEqual(new Set([""]));
  });

  test.each<[object, string]>([
    [{ key: "𝒦".repeat(36), value: "𝒦".repeat(43) }, ""],
    [{ key: "x".repeat(37) }, "KMS.0411"],
    [{ key: "𝒦".repeat(37) }, "KMS.0411"],
    [{ key: "" }, "KMS.0411"],
    [{ value: "x".repeat(44) }, "KMS.0410"],
    ...["*", "<", ">", "\\", "=", "\0", "\n", "\u001f", "\ud800"].flatMap((bad): [object, string][] => [
      [{ key: `a${bad}` }, "KMS.0406"],
      [{ value: `a${bad}` }, "KMS.0405"],
    ]),
    [{ key: 5 }, "KMS.0406"],
    [{ value: 5 }, "KMS.0405"],
    [{ key: undefined }, "KMS.0204"],
  ])("%j is %s", async (input, code) => {
    const id = await api.createKey(`tag-limits-${randomUUID()}`);
    const reply = await add({ key: "k", value: "v", ...input }, id);
    expect([reply.status, reply.code]).toEqual(code === "" ? [204, ""] : [400, code]);
    expect((await list(id)).length).toBe(code === "" ? 1 : 0);
    await api.call("schedule-key-deletion", { key_id: id, pending_days: 7 });
    await sql(product.dataDir, "delete from cmk where id = $1", [id]);
    await sql(product.dataDir, "update project set key_count = key_count - 1 where id = $1", [api.projectId]);
  });

  test.each([
    [undefined, "KMS.0204"],
    [null, "KMS.0414"],
    ["team", "KMS.0414"],
    [[], "KMS.0414"],
  ])("given as %j is %s", async (tag, code) => expect((await add(tag)).code).toBe(code));

  test("on a key that is unknown, malformed or of another project is not found", async () => {
    expect((await add({ key: "a" }, randomUUID())).code).toBe("KMS.0207");
    expect((await add({ key: "a" }, "foo")).code).toBe("KMS.0205");
    const foreign = await (await makeTenant(product)).client.createKey("foreign");
    expect((await add({ key: "a" }, foreign)).code).toBe("KMS.0207");
    expect((await api.send("GET", kms(`${foreign}/tags`))).status).toBe(404);
  });

  test("cannot be edited while the key is pending deletion, nor on a default key, but can be read", async () => {
    const id = await api.createKey("tag-pending");
    await add({ key: "a" }, id);
    await api.call("schedule-key-deletion", { key_id: id, pending_days: 7 });
    for (const reply of [await add({ key: "b" }, id), await remove("a", id), await batch("delete", [{ key: "a" }], id)]) {
      expect(reply.code).toBe("KMS.0210");
    }
    expect(await list(id)).toEqual([{ key: "a", value: "" }]);
    const standard = await api.createKey("tag-default");
    await sql(product.dataDir, "update cmk set is_default = true where id = $1", [standard]);
    expect((await add({ key: "a" }, standard)).code).toBe("KMS.0211");
  });
});

describe("a batch of tags", () => {
  test("is added or deleted as a whole; deleting ignores unknown keys and values", async () => {
    const id = await api.createKey("tag-batch");
    const created = await batch("create", [{ key: "a", value: "1" }, { key: "b" }], id);
    expect(created.status).toBe(204);
    expect((await batch("create", [{ key: "a", value: "2" }], id)).status).toBe(204);
    expect(await list(id)).toEqual([
      { key: "a", value: "2" },
      { key: "b", value: "" },
    ]);
    const deleted = await batch("delete", [{ key: "a", value: "other" }, { key: "zz" }], id);
    expect(deleted.status).toBe(204);
    expect(await list(id)).toEqual([{ key: "b", value: "" }]);
    const names = await Promise.all([created, deleted].map((reply) => tracesOf(product, reply.headers.get("x-request-id"))));
    expect(names.map(([trace]) => trace?.trace_name)).toEqual(["batchCreateKeyTags", "batchDeleteKeyTags"]);
  });

  test.each([
    ["create", [], "KMS.0401"],
    ["delete", [], "KMS.0401"],
    ["create", numbered(21), "KMS.0407"],
    ["replace", [{ key: "a" }], "KMS.0404"],
    [undefined, [{ key: "a" }], "KMS.0204"],
    ["create", undefined, "KMS.0204"],
    ["create", "a", "KMS.0412"],
    ["create", ["a"], "KMS.0412"],
    ["create", [{ key: "a" }, { key: "a" }], "KMS.0412"],
    ["create", [{ key: "a" }, { key: "x".repeat(37) }], "KMS.0411"],
    ["create", [{ key: "a" }, { key: "b", value: "*" }], "KMS.0405"],
  ])("%s %j is %s, and nothing of it is kept", async (action, tags, code) => {
    const before = await list();
    expect((await batch(action, tags)).code).toBe(code);
    expect(await list()).toEqual(before);
  });

  test("never takes a key beyond 20 tags, however many come at once, while the tags that are there can be changed", async () => {
    const id = await api.createKey("tag-quota");
    expect((await batch("create", numbered(19), id)).status).toBe(204);
    const replies = await Promise.all(["x", "y", "z"].map((key) => add({ key }, id)));
    expect(replies.map((reply) => reply.status).sort()).toEqual([204, 400, 400]);
    expect(replies.map((reply) => reply.code).sort()).toEqual(["", "KMS.0409", "KMS.0409"]);
    expect((await list(id)).length).toBe(20);
    expect((await add({ key: "k00", value: "new" }, id)).status).toBe(204);
    expect((await batch("create", [{ key: "k01", value: "n" }, { key: "one-more" }], id)).code).toBe("KMS.0409");
    expect((await list(id)).find((tag) => tag.key === "k01")?.value).toBe("v");
  });
});

describe("the search by tags", () => {
  let own: ApiClient;
  let ids: string[];
  beforeAll(async () => {
    own = (await makeTenant(product)).client;
    ids = [];
    for (const [alias, tags] of [
      [
        "pay-1",
        [
          { key: "team", value: "pay" },
          { key: "env", value: "prod" },
        ],
      ],
      [
        "pay_2",
        [
          { key: "team", value: "pay" },
          { key: "env", value: "test" },
        ],
      ],
      ["ops-1", [{ key: "team", value: "ops" }]],
      ["bare", []],
    ] as const) {
      const id = await own.createKey(alias);
      if (tags.length > 0) await own.send("POST", kms(`${id}/tags/action`, own), JSON.stringify({ action: "create", tags }));
      ids.push(id);
    }
  });
  const find = async (input: object) => {
    const { body } = await own.send("POST", kms("resource_instances/action", own), JSON.stringify({ action: "filter", ...input }));
    return (body.resources as { resource_name: string }[]).map((found) => found.resource_name);
  };

  test("joins tags with AND, values with OR, and takes no values as any", async () => {
    expect(await find({})).toEqual(["bare", "ops-1", "pay_2", "pay-1"]);
    expect(await find({ tags: [{ key: "team", values: ["pay"] }] })).toEqual(["pay_2", "pay-1"]);
    expect(await find({ tags: [{ key: "team", values: ["pay", "ops"] }] })).toEqual(["ops-1", "pay_2", "pay-1"]);
    expect(
      await find({
        tags: [
          { key: "team", values: ["pay"] },
          { key: "env", values: ["prod"] },
        ],
      }),
    ).toEqual(["pay-1"]);
    expect(await find({ tags: [{ key: "env", values: [] }] })).toEqual(["pay_2", "pay-1"]);
    expect(await find({ tags: [{ key: "env" }] })).toEqual(["pay_2", "pay-1"]);
    expect(await find({ matches: [{ key: "resource_name", value: "PAY" }] })).toEqual(["pay_2", "pay-1"]);
    expect(await find({ matches: [{ key: "resource_name", value: "_" }] })).toEqual(["pay_2"]);
    expect(await find({ matches: [{ key: "resource_name", value: "%" }] })).toEqual([]);
  });

  test("pages, counts all that match, and shows details and tags of each key", async () => {
    const first = await own.send(
      "POST",
      kms("resource_instances/action", own),
      JSON.stringify({ action: "filter", limit: "3", offset: 0 }),
    );
    expect([first.body.resources.length, first.body.total_count]).toEqual([3, 4]);
    expect(await find({ limit: 3, offset: "3" })).toEqual(["pay-1"]);
    expect(await find({ limit: 5000 })).toHaveLength(4);
    expect(await find({ offset: 10 ** 14 })).toEqual([]);
    const [bare] = first.body.resources;
    expect(bare).toMatchObject({ resource_id: ids[3], resource_name: "bare", tags: [], resource_detail: { key_state: "2" } });
    const count = await own.send(
      "POST",
      `/v1.0/${own.projectId}/resource_instances/action`,
      JSON.stringify({ action: "count", tags: [{ key: "team" }], limit: 1 }),
    );
    expect(count.body).toEqual({ total_count: 3 });
  });

  test("lists the tags of the project with their values", async () => {
    const { body } = await own.send("GET", kms("tags", own));
    expect(body).toEqual({
      tags: [
        { key: "env", values: ["prod", "test"] },
        { key: "team", values: ["ops", "pay"] },
      ],
      next_marker: "",
    });
  });

  describe("with many values", () => {
    const values = (count: number, prefix = "v") => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
    const matches = (count: number) => values(count, "m").map((value) => ({ key: "resource_name", value }));
    const twenty = Array.from({ length: 20 }, (_, index) => ({ key: `k${index}`, values: values(5) }));
    test.each<[string, object, boolean, boolean]>([
      ["100 of one tag", { tags: [{ key: "a", values: values(100) }] }, true, true],
      ["101 of one tag", { tags: [{ key: "a", values: values(101) }] }, false, false],
      ["5 of each of 20 tags", { tags: twenty }, true, true],
      ["5 of each of 19 tags and 6 of another", { tags: [...twenty.slice(1), { key: "k0", values: values(6) }] }, false, false],
      ["20 tags without values", { tags: twenty.map(({ key }) => ({ key })) }, true, true],
      ["the same one 101 times", { tags: [{ key: "a", values: Array(101).fill("v") }] }, false, false],
      ["100 matches", { matches: matches(100) }, true, true],
      ["101 matches", { matches: matches(101) }, false, true],
      ["60 of a tag and 40 matches", { tags: [{ key: "a", values: values(60) }], matches: matches(40) }, true, true],
      ["60 of a tag and 41 matches", { tags: [{ key: "a", values: values(60) }], matches: matches(41) }, false, true],
    ])("a search takes 100 in all: %s", async (_what, criteria, isTaken, isTakenBySearchKeys) => {
      for (const action of ["filter", "count"]) {
        const reply = await own.send("POST", kms("resource_instances/action", own), JSON.stringify({ action, ...criteria }));
        expect(reply.status).toBe(isTaken ? 200 : 400);
        if (!isTaken) expect([reply.code, reply.body.error_msg]).toEqual("matches" in criteria ? MATCHES_TOO_MANY : VALUES_TOO_MANY);
      }
      // It has no matches, so it ignores them.
      const searched = await own.call("search-keys", criteria);
      expect(searched.status).toBe(isTakenBySearchKeys ? 200 : 400);
      if (!isTakenBySearchKeys) expect([searched.code, searched.body.error_msg]).toEqual(VALUES_TOO_MANY);
    });
    const VALUES_TOO_MANY = ["KMS.0407", "A search may name 100 values of tags in all at most."];
    const MATCHES_TOO_MANY = ["KMS.0415", "A search may name 100 values of tags and matches in all at most."];
  });

  describe("the tags of a project", () => {
    const PAIRS = 1203;
    let many: ApiClient;
    const wanted: string[] = [];
    beforeAll(async () => {
      many = (await makeTenant(product)).client;
      // Two keys, so that tag keys have several values, of which a page ends in the midst.
      const keys = [await many.createKey("many-1"), await many.createKey("many-2"), await many.createKey("many-3")];
      for (let pair = 0; pair < PAIRS; pair++) wanted.push(`t${String(Math.floor(pair / 3)).padStart(4, "0")}=v${pair % 3}`);
      await sql(
        product.dataDir,
        `insert into tag (key_id, key, value) select ($1::text[])[1 + n % 3], 't' || lpad((n / 3)::text, 4, '0'), 'v' || n % 3
         from generate_series(0, $2::int - 1) n`,
        [keys, PAIRS],
      );
    });
    const pageOf = async (query: string) => {
      const { status, body, code } = await many.send("GET", `${kms("tags", many)}${query}`);
      const tags = (body.tags ?? []) as { key: string; values: string[] }[];
      return {
        status,
        code,
        message: body.error_msg,
        pairs: tags.flatMap(({ key, values }) => values.map((value) => `${key}=${value}`)),
        tags,
        next: body.next_marker,
      };
    };

    test.each([1, 7, 400, 1000, 5000])("are walked in pages of %i pairs, each once and in order", async (limit) => {
      const seen: string[] = [];
      let pages = 0;
      for (let marker: string | null = ""; marker !== null; ) {
        const page = await pageOf(`?limit=${limit}${marker === "" ? "" : `&marker=${marker}`}`);
        expect(page.pairs.length).toBe(page.next === "" ? PAIRS - seen.length : Math.min(limit, 1000));
        expect(new Set(page.tags.map(({ key }) => key)).size).toBe(page.tags.length);
        seen.push(...page.pairs);
        marker = page.next === "" ? null : page.next;
        pages += 1;
        // The walk of single steps is the same further on.
        if (limit === 1 && pages === 10) return expect(seen).toEqual(wanted.slice(0, 10));
      }
      expect(seen).toEqual(wanted);
    });

    test("come a thousand at once where nothing is said, and end where the last page is full", async () => {
      expect((await pageOf("")).pairs).toEqual(wanted.slice(0, 1000));
      expect((await pageOf("?limit=&marker=")).pairs).toHaveLength(1000);
      const { next } = await pageOf("?limit=203");
      const last = await pageOf(`?limit=1000&marker=${next}`);
      expect([last.pairs, last.next]).toEqual([wanted.slice(203), ""]);
    });

    test("go on where the last page ended, whatever came and went since", async () => {
      const first = await pageOf("?limit=100");
      await sql(product.dataDir, "delete from tag where project_id = $1 and key in ('t0033', 't0001')", [many.projectId]);
      const second = await pageOf(`?limit=2&marker=${first.next}`);
      expect(second.pairs).toEqual(wanted.filter((pair) => !pair.startsWith("t0033")).slice(99, 101));
    });

    const marker = (pair: unknown) => Buffer.from(JSON.stringify(pair)).toString("base64url");
    test.each([
      ["limit=0", "KMS.1601"],
      ["limit=-1", "KMS.1601"],
      ["limit=x", "KMS.1601"],
      ["marker=2", "KMS.1602"],
      ["marker=x&marker=y", "KMS.1602"],
      ["marker=%00", "KMS.1602"],
      [`marker=${marker(["a"])}`, "KMS.1602"],
      [`marker=${marker(["a", 1])}`, "KMS.1602"],
      [`marker=${marker(["a", "*"])}`, "KMS.1602"],
      [`marker=${marker(["a\0", "b"])}`, "KMS.1602"],
      [`marker=${marker(["a", "b"])}=`, "KMS.1602"],
      [`marker=${Buffer.from('[ "a", "b" ]').toString("base64url")}`, "KMS.1602"],
      [`marker=${"A".repeat(2000)}`, "KMS.1602"],
    ])("are refused for %s with %s", async (query, code) => {
      const page = await pageOf(`?${query}`);
      expect([page.status, page.code]).toEqual([400, code]);
      if (code === "KMS.1602") expect(page.message).toMatch(/^This marker is not one of this list/);
    });

    test("of another project are not reached by its marker", async () => {
      const { next } = await pageOf("?limit=1");
      const stranger = (await makeTenant(product)).client;
      expect((await stranger.send("GET", `${kms("tags", stranger)}?marker=${next}`)).body).toEqual({ tags: [], next_marker: "" });
    });
  });

  test.each([
    [{ action: "find" }, "KMS.0404"],
    [{}, "KMS.0204"],
    [{ action: "filter", limit: 0 }, "KMS.1601"],
    [{ action: "filter", offset: -1 }, "KMS.0417"],
    [{ action: "filter", offset: "x" }, "KMS.0417"],
    [{ action: "filter", tags: "x" }, "KMS.0412"],
    [{ action: "filter", tags: [{ values: [] }] }, "KMS.0204"],
    [{ action: "filter", tags: [{ key: "a", values: "b" }] }, "KMS.0405"],
    [{ action: "filter", matches: [{ key: "name", value: "a" }] }, "KMS.0403"],
    [{ action: "filter", matches: [{ key: "resource_name", value: "" }] }, "KMS.0402"],
    [{ action: "filter", matches: [{ key: "resource_name", value: "x".repeat(256) }] }, "KMS.0402"],
    [{ action: "filter", matches: {} }, "KMS.0415"],
  ])("refuses %j with %s", async (input, code) => expect((await search(input)).code).toBe(code));

  test("has no path with a trailing slash, and the wrong method is 405", async () => {
    expect((await api.send("GET", kms("tags/"))).status).toBe(404);
    expect((await api.send("PUT", kms("tags"))).code).toBe("KMS.0215");
    expect((await api.send("GET", kms("resource_instances/action"))).code).toBe("KMS.0215");
  });
});
