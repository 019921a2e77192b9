/** The search of keys and its pages: what is found is right, however it is found, and nobody's coming and going loses or doubles a key. */
import { beforeAll, describe, expect, inject, test } from "vitest";
import type { ApiClient } from "../harness/api-client";
import { sql } from "../harness/database";
import { makeTenant, type Tenant } from "../harness/tenant";

const product = inject("product");
const KEYS = 4000;

type Row = { id: string; alias: string; state: string; spec: string; created_at: Date; tags: Record<string, string> };
let tenant: Tenant;
let api: ApiClient;
let rows: Row[];

const STATES: Record<string, string> = { enabled: "2", disabled: "3", pendingImport: "5" };

/** Keys with tags that are as frequent as the names say, and by their place in time: all of `old` are at the far end. */
beforeAll(async () => {
  tenant = await makeTenant(product);
  api = tenant.client;
  await sql(
    product.dataDir,
    `insert into cmk (id, account_id, project_id, alias, spec, usage, origin, state, created_at)
     select gen_random_uuid()::text, $1, $2, (array['orders','Billing','PAYMENTS','archive'])[1 + n % 4] || '_' || lpad(n::text, 4, '0') ||
         case when n % 500 = 0 then '/zq' else '' end,
       case when n % 1000 = 1 then 'HMAC_256' when n % 3 = 0 then 'RSA_2048' else 'AES_256' end, 'ENCRYPT_DECRYPT', 'kms',
       case when n % 400 = 2 then 'disabled' when n % 5 = 3 then 'pendingImport' else 'enabled' end,
       -- Two of each at the same millisecond.
       timestamptz '2026-01-01' + (n / 2) * interval '1 second' from generate_series(1, $3::int) n`,
    [tenant.accountId, tenant.projectId, KEYS],
  );
  await sql(
    product.dataDir,
    `insert into tag (key_id, key, value) select id, tags.key, tags.value
     from (select id, row_number() over (order by created_at, id) as n from cmk where project_id = $1) k,
     lateral (values ('half', case when n % 2 = 0 then 'yes' else 'no' end), ('third', 't' || n % 3),
       ('rare', case when n % 97 = 0 then 'v' || n % 5 end), ('old', case when n <= 1500 then 'o' end)) tags (key, value)
     where tags.value is not null`,
    [tenant.projectId],
  );
  rows = await sql<Row>(
    product.dataDir,
    `select id, alias, state, spec, created_at, coalesce((select json_object_agg(key, value) from tag where key_id = cmk.id), '{}') as tags
     from cmk where project_id = $1 order by created_at desc, id desc`,
    [tenant.projectId],
  );
});

type Input = {
  search?: string;
  tags?: { key: string; values?: string[] }[];
  key_states?: string[];
  key_specs?: string[];
  sort?: string;
};

/** What the search should find, found out in another way. */
function expected({ search, tags = [], key_states, key_specs, sort = "created_desc" }: Input): string[] {
  const found = rows.filter(
    (row) =>
      (search === undefined || row.alias.toLowerCase().includes(search.toLowerCase()) || row.id.includes(search.toLowerCase())) &&
      tags.every(({ key, values }) => Object.hasOwn(row.tags, key) && (!values?.length || values.includes(row.tags[key] as string))) &&
      (key_states === undefined || key_states.includes(STATES[row.state] as string)) &&
      (key_specs === undefined || key_specs.includes(row.spec)),
  );
  if (sort.startsWith("alias")) found.sort((one, other) => (one.alias < other.alias ? -1 : 1));
  if (sort === "alias_desc" || sort === "created_asc") found.reverse();
  return found.map(({ id }) => id);
}

type Page = { ids: string[]; matching: number; isExact: boolean; next: string };
async function search(input: object, client = api): Promise<Page> {
  const reply = await client.call("search-keys", input);
  expect([reply.status, reply.code]).toEqual([200, ""]);
  const { keys, matching, matching_is_exact: isExact, next_cursor: next } = reply.body;
  return { ids: keys.map((key: { key_id: string }) => key.key_id), matching, isExact, next };
}

async function searchAll(input: object, limit: number): Promise<{ ids: string[]; first: Page }> {
  const first = await search({ ...input, limit });
  const ids = [...first.ids];
  for (let page = first; page.next !== ""; ) {
    page = await search({ ...input, limit, cursor: page.next });
    expect([page.matching, page.isExact]).toEqual([first.matching, first.isExact]);
    ids.push(...page.ids);
  }
  return { ids, first };
}

const tag = (key: string, ...values: string[]) => ({ key, ...(values.length > 0 && { values }) });

describe("what is found", () => {
  test.each<[string, Input, number]>([
    ["everything", {}, 700],
    ["everything, by alias backwards", { sort: "alias_desc" }, 700],
    ["a tag that half of the keys have", { tags: [tag("half", "yes")] }, 300],
    ["a tag with any value", { tags: [tag("half")] }, 900],
    ["one of two values", { tags: [tag("third", "t0", "t2")] }, 800],
    ["two frequent tags together", { tags: [tag("half", "yes"), tag("third", "t1")] }, 190],
    ["two tags that never meet", { tags: [tag("half", "yes"), tag("half", "no")] }, 50],
    ["a frequent tag and a rare one", { tags: [tag("half", "no"), tag("rare")] }, 7],
    ["a rare one by two values", { tags: [tag("rare", "v1", "v3"), tag("third")] }, 5],
    ["a value that no key has", { tags: [tag("half", "maybe")] }, 50],
    ["a tag that no key has", { tags: [tag("hal")] }, 50],
    ["an empty value, which none has", { tags: [tag("half", "")] }, 50],
    ["no values given as an empty list", { tags: [{ key: "rare", values: [] }] }, 50],
    ["what is far down, newest first", { tags: [tag("old", "o")] }, 400],
    ["what is far down, by alias", { tags: [tag("old", "o")], sort: "alias_asc" }, 400],
    ["what is far down, oldest first", { tags: [tag("old", "o"), tag("half", "yes")], sort: "created_asc" }, 333],
    ["a word in any case", { search: "bILLing" }, 333],
    ["a word and a tag", { search: "pay", tags: [tag("third", "t1")] }, 100],
    ["a word, a tag and a state", { search: "s_", tags: [tag("half", "yes")], key_states: ["5"] }, 61],
    ["one alias", { search: "archive_0007" }, 50],
    ["an underscore, which is no wildcard", { search: "e_0" }, 100],
    ["a percent sign, which is none either", { search: "%" }, 50],
    ["a backslash", { search: "\\" }, 50],
    ["two characters that few have", { search: "zq" }, 3],
    ["one character", { search: "Z" }, 50],
    ["two characters that IDs have", { search: "a1" }, 900],
    ["a hyphen, as in every ID", { search: "-" }, 999],
    ["two hyphens, as in none", { search: "--" }, 50],
    ["a letter that is an s only to some", { search: "ſ" }, 50],
    ["a line feed between alias and ID", { search: "\n" }, 50],
    ["a state that is rare", { key_states: ["3"] }, 4],
    ["two states", { key_states: ["5", "3"] }, 333],
    ["an algorithm that is rare", { key_specs: ["HMAC_256"] }, 3],
    ["an algorithm by alias", { key_specs: ["RSA_2048", "HMAC_256"], sort: "alias_asc" }, 500],
    ["a state that no key has", { key_states: ["4"], tags: [tag("half")] }, 50],
    ["a rare state with a tag", { key_states: ["3"], tags: [tag("half", "yes")] }, 50],
  ])("%s", async (_what, input, limit) => {
    const wanted = expected(input);
    const { ids, first } = await searchAll(input, limit);
    expect(ids).toEqual(wanted);
    const isFiltered = Object.keys(input).some((name) => name !== "sort");
    expect([first.matching, first.isExact]).toEqual(isFiltered && wanted.length > 1000 ? [1000, false] : [wanted.length, true]);
  });

  test("is found by the whole ID and any part of it", async () => {
    const id = rows[1234]?.id as string;
    for (const text of [id, id.slice(0, 13), id.slice(20).toUpperCase()]) expect((await search({ search: text })).ids).toContain(id);
  });

  test("the wire's own searches find and count the same", async () => {
    for (const tags of [[tag("half", "yes"), tag("third", "t1")], [tag("rare")], [tag("old", "o"), tag("half")]]) {
      const wanted = expected({ tags });
      const call = (input: object) => api.call("resource_instances/action", { tags, ...input });
      expect((await call({ action: "count" })).body).toEqual({ total_count: wanted.length });
      for (const offset of [0, 3, wanted.length - 1, wanted.length]) {
        const { body } = await call({ action: "filter", limit: 1000, offset });
        expect(body.total_count).toBe(wanted.length);
        expect(body.resources.map((found: { resource_id: string }) => found.resource_id)).toEqual(wanted.slice(offset, offset + 1000));
        const [first] = body.resources;
        if (first)
          expect(first.tags).toEqual(
            Object.entries(rows.find(({ id }) => id === first.resource_id)?.tags ?? {})
              .sort()
              .map(([key, value]) => ({ key, value })),
          );
      }
    }
    const named = await api.call("resource_instances/action", {
      action: "filter",
      limit: 1000,
      tags: [tag("half", "no")],
      matches: [
        { key: "resource_name", value: "BILL" },
        { key: "resource_name", value: "9" },
      ],
    });
    const wanted = rows.filter(({ alias, tags }) => tags.half === "no" && alias.includes("Billing") && alias.includes("9"));
    expect(named.body.resources.map((found: { resource_name: string }) => found.resource_name)).toEqual(wanted.map(({ alias }) => alias));
  });

  test("list-keys counts and pages by offset as before", async () => {
    for (const [input, wanted] of [
      [{}, expected({})],
      [{ key_state: "5" }, expected({ key_states: ["5"] })],
      [{ key_state: 3 }, expected({ key_states: ["3"] })],
      [{ key_state: 1 }, []],
      [{ key_spec: "RSA_2048" }, expected({ key_specs: ["RSA_2048"] })],
      [{ key_spec: "RSA_2048", key_state: 5 }, expected({ key_specs: ["RSA_2048"], key_states: ["5"] })],
    ] as const) {
      const ids: string[] = [];
      for (let marker = "0"; marker !== ""; ) {
        const { body } = await api.call("list-keys", { ...input, limit: 700, marker });
        expect(body.total).toBe(wanted.length);
        ids.push(...body.keys);
        marker = body.next_marker;
      }
      expect(ids).toEqual(wanted);
    }
  });

  test("the project's tags are all there, each once", async () => {
    const { body } = await api.send("GET", `/v1.0/${api.projectId}/kms/tags`);
    expect(body.tags).toEqual([
      { key: "half", values: ["no", "yes"] },
      { key: "old", values: ["o"] },
      { key: "rare", values: ["v0", "v1", "v2", "v3", "v4"] },
      { key: "third", values: ["t0", "t1", "t2"] },
    ]);
  });
});

describe("suggestions", () => {
  const suggest = async (input: object, client = api) => (await client.call("suggest-tags", input)).body;

  test("are the project's tag keys, or the values of one, that begin as asked", async () => {
    expect(await suggest({})).toEqual({ suggestions: ["half", "old", "rare", "third"], is_whole: true });
    expect(await suggest({ text: "ha" })).toEqual({ suggestions: ["half"], is_whole: true });
    expect(await suggest({ text: "Ha" })).toEqual({ suggestions: [], is_whole: true });
    expect(await suggest({ text: "%" })).toEqual({ suggestions: [], is_whole: true });
    expect(await suggest({ key: "rare" })).toEqual({ suggestions: ["v0", "v1", "v2", "v3", "v4"], is_whole: true });
    expect(await suggest({ key: "third", text: "t2" })).toEqual({ suggestions: ["t2"], is_whole: true });
    expect(await suggest({ key: "rar" })).toEqual({ suggestions: [], is_whole: true });
    expect(await suggest({}, (await makeTenant(product)).client)).toEqual({ suggestions: [], is_whole: true });
  });

  test("end at 200, and those beyond are found by what they begin with", async () => {
    const { client, accountId, projectId } = await makeTenant(product);
    const many = (count: number, key: string) =>
      sql(
        product.dataDir,
        `with made as (
           insert into cmk (id, account_id, project_id, alias, spec, usage, origin, state, created_at)
           select gen_random_uuid()::text, $1, $2, $3 || '-' || n, 'AES_256', 'ENCRYPT_DECRYPT', 'kms', 'enabled', now()
           from generate_series(1, $4::int) n returning id, alias)
         insert into tag (key_id, key, value) select id, $3, alias from made`,
        [accountId, projectId, key, count],
      );
    await many(200, "fits");
    await many(201, "over");
    const fits = await suggest({ key: "fits" }, client);
    expect([fits.suggestions.length, fits.is_whole]).toEqual([200, true]);
    const over = await suggest({ key: "over" }, client);
    expect([over.suggestions.length, over.is_whole]).toEqual([200, false]);
    expect(over.suggestions).not.toContain("over-99");
    expect(await suggest({ key: "over", text: "over-99" }, client)).toEqual({ suggestions: ["over-99"], is_whole: true });
    expect(await suggest({}, client)).toEqual({ suggestions: ["fits", "over"], is_whole: true });
  });
});

describe("what changes is found anew", () => {
  test("after tags are added, changed and deleted, one by one and in bulk, after a new alias, and when the key is gone", async () => {
    const { client } = await makeTenant(product);
    const [one, other] = [await client.createKey("First-One"), await client.createKey("second")];
    const find = async (input: object) => (await search(input, client)).ids.sort();
    const tags = (id: string) => `/v1.0/${client.projectId}/kms/${id}/tags`;
    await client.send("POST", tags(one), JSON.stringify({ tag: { key: "a", value: "1" } }));
    expect(await find({ tags: [tag("a", "1")] })).toEqual([one]);
    await client.send("POST", tags(one), JSON.stringify({ tag: { key: "a", value: "2" } }));
    expect([await find({ tags: [tag("a", "1")] }), await find({ tags: [tag("a", "2")] })]).toEqual([[], [one]]);
    await client.call("batch-change-keys", { action: "create_tags", key_ids: [one, other], tags: [{ key: "b" }] });
    expect(await find({ tags: [tag("b")] })).toEqual([one, other].sort());
    expect(await find({ tags: [tag("b", ""), tag("a")] })).toEqual([one]);
    await client.call("batch-change-keys", { action: "delete_tags", key_ids: [one, other], tags: [{ key: "b" }] });
    expect(await find({ tags: [tag("b")] })).toEqual([]);
    await client.send("DELETE", `${tags(one)}/a`);
    expect(await find({ tags: [tag("a")] })).toEqual([]);
    await client.call("update-key-alias", { key_id: one, key_alias: "renamed" });
    expect([await find({ search: "first" }), await find({ search: "NAMED" })]).toEqual([[], [one]]);
    await client.call("disable-key", { key_id: one });
    expect([await find({ key_states: ["3"] }), await find({ key_states: ["2"] })]).toEqual([[one], [other]]);
    await sql(product.dataDir, "delete from cmk where id = $1", [one]);
    expect([(await search({}, client)).matching, await find({ search: "named" })]).toEqual([1, []]);
  });

  test("a key of another project is never found, whatever it shares with the own ones", async () => {
    const stranger = await makeTenant(product);
    const id = await stranger.client.createKey("orders_0001");
    await stranger.client.send(
      "POST",
      `/v1.0/${stranger.projectId}/kms/${id}/tags`,
      JSON.stringify({ tag: { key: "half", value: "yes" } }),
    );
    for (const input of [{ search: id }, { search: "orders_0001" }, { tags: [tag("half", "yes")] }, { search: "zq" }]) {
      const found = await search(input, stranger.client);
      expect(found.ids.every((one) => one === id)).toBe(true);
      expect((await search({ ...input, limit: 1000 })).ids).not.toContain(id);
    }
  });
});

describe("bad input", () => {
  test.each<[string, unknown, string]>([
    ["21 tags", Array.from({ length: 21 }, (_, index) => ({ key: `k${index}` })), "KMS.0407"],
    ["a tag key of 0 characters", [{ key: "" }], "KMS.0411"],
    ["a tag key of 37 characters", [{ key: "k".repeat(37) }], "KMS.0411"],
    ["a tag value of 44 characters", [{ key: "k", values: ["v".repeat(44)] }], "KMS.0410"],
    ["a tag key with =", [{ key: "a=b" }], "KMS.0406"],
    ["a tag value with =", [{ key: "a", values: ["=b"] }], "KMS.0405"],
    ["values that are no list", [{ key: "a", values: "b" }], "KMS.0405"],
    ["a tag without a key", [{ values: ["b"] }], "KMS.0204"],
    ["tags that are no list", { key: "a" }, "KMS.0412"],
  ])("%s is refused", async (_what, tags, code) => expect((await api.call("search-keys", { tags })).code).toBe(code));

  test.each([
    ["20 tags", Array.from({ length: 20 }, (_, index) => ({ key: `k${index}` }))],
    ["a tag key of 36 and a value of 43 characters", [{ key: "k".repeat(36), values: ["v".repeat(43)] }]],
    ["spaces and emoji", [{ key: "a b 🔑", values: [" ", "🔑"] }]],
    ["a tag twice", [{ key: "half" }, { key: "half" }]],
  ])("%s is taken", async (_what, tags) => expect((await api.call("search-keys", { tags })).status).toBe(200));
});

test.each(["created_desc", "created_asc", "alias_asc", "alias_desc"])(
  "paging by %s loses and doubles none while keys come and go",
  async (sort) => {
    const busy = await makeTenant(product);
    const insert = (prefix: string, count: number) =>
      sql(
        product.dataDir,
        `insert into cmk (id, account_id, project_id, alias, spec, usage, origin, state, created_at)
         select id, $1, $2, $3 || left(id, 13), 'AES_256', 'ENCRYPT_DECRYPT', 'kms', 'enabled',
           timestamptz '2026-01-01' + random() * interval '3 days' from (select gen_random_uuid()::text as id from generate_series(1, $4::int)) made`,
        [busy.accountId, busy.projectId, prefix, count],
      );
    // Those that stay, and those that go meanwhile.
    await insert("m-stays-", 1200);
    await insert("m-goes-", 300);
    let isOver = false;
    const others = (async () => {
      while (!isOver) {
        await insert(`${Math.random() < 0.5 ? "a" : "z"}-comes-`, 5);
        await sql(
          product.dataDir,
          "delete from cmk where id in (select id from cmk where project_id = $1 and alias like 'm-goes-%' limit 5)",
          [busy.projectId],
        );
      }
    })();
    const seen: string[] = [];
    let next = "";
    do {
      const page = await search({ sort, limit: 97, cursor: next }, busy.client);
      seen.push(...page.ids);
      next = page.next;
    } while (next !== "");
    isOver = true;
    await others;
    expect(new Set(seen).size).toBe(seen.length);
    const stayed = await sql<{ id: string }>(product.dataDir, "select id from cmk where project_id = $1 and alias like 'm-stays-%'", [
      busy.projectId,
    ]);
    const found = new Set(seen);
    expect(stayed.filter(({ id }) => !found.has(id))).toEqual([]);
    const { matching, isExact } = await search({ limit: 1 }, busy.client);
    const [counted] = await sql<{ n: number }>(product.dataDir, "select count(*)::int as n from cmk where project_id = $1", [
      busy.projectId,
    ]);
    expect([matching, isExact]).toEqual([counted?.n, true]);
  },
);
