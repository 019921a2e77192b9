import { beforeAll, describe, expect, inject, test } from "vitest";
import { ApiClient, type Reply, signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { makeTenant, type Tenant } from "../harness/tenant";

const product = inject("product");
let tenant: Tenant;
let viewer: Tenant;
let security: Tenant;
let keyId: string;

const scopedToAccount = (user: string) =>
  sql(
    product.dataDir,
    "update role_assignment set project_id = null, scope = 'account' where role = 'Security Administrator' and group_id in (select group_id from group_member where user_id = $1)",
    [user],
  );
const again = ({ account, userName: name, password, projectId }: Tenant) =>
  signIn(product.apiUrl, { account, name, password }, { project: { id: projectId } });

beforeAll(async () => {
  tenant = await makeTenant(product, ["KMS Administrator"]);
  viewer = await makeTenant(product, ["KMS Viewer"], tenant);
  security = await makeTenant(product, ["Security Administrator"], tenant);
  await scopedToAccount(security.userId);
  keyId = await tenant.client.createKey("watched");
  for (const plain_text of ["x", "", "y"]) await tenant.client.call("encrypt-data", { key_id: keyId, plain_text });
});

const list = (client: ApiClient, input: object = {}) => client.call("list-traces", input);
const names = ({ body }: Reply) => (body.traces as { trace_name: string }[]).map(({ trace_name }) => trace_name);

describe("list-traces", () => {
  test("tells who did what, from where, on what, with what outcome, the newest first", async () => {
    const reply = await list(tenant.client, { resource_id: keyId });
    expect(names(reply)).toEqual(["encryptData", "encryptData", "encryptData", "createKey"]);
    const [, refused] = reply.body.traces;
    expect(refused).toMatchObject({
      outcome: "warning",
      error_code: "KMS.2101",
      user_type: "user",
      user_id: tenant.userId,
      user_name: tenant.userName,
      user_domain_id: tenant.accountId,
      source: "api",
      ip: "127.0.0.1",
      resource_type: "cmk",
      resource_id: keyId,
      project_id: tenant.projectId,
      domain_id: tenant.accountId,
    });
    expect(refused.request_id).toMatch(/^\S+$/);
    expect(JSON.stringify(reply.body)).not.toContain("plain_text");
  });

  test("each filter chooses what it names, and all of them hold", async () => {
    const all = (await list(tenant.client, { limit: 1000 })).body.traces as Record<string, unknown>[];
    const { time, request_id } = all.find(({ trace_name }) => trace_name === "createKey") as { time: number; request_id: string };
    const chosen = async (input: object) => names(await list(tenant.client, { resource_id: keyId, ...input }));
    expect(await chosen({ trace_name: "createKey" })).toEqual(["createKey"]);
    expect(await chosen({ trace_name: ["createKey", "encryptData"], outcome: "normal" })).toEqual([
      "encryptData",
      "encryptData",
      "createKey",
    ]);
    expect(await chosen({ not_trace_name: "encryptData" })).toEqual(["createKey"]);
    expect(await chosen({ outcome: ["warning", "incident"] })).toEqual(["encryptData"]);
    expect(await chosen({ request_id })).toEqual(["createKey"]);
    expect(await chosen({ caller_id: viewer.userId })).toEqual([]);
    expect(await chosen({ caller_id: tenant.userId, ip: "::ffff:127.0.0.1" })).toHaveLength(4);
    expect(await chosen({ ip: "192.0.2.1" })).toEqual([]);
    // `from` is in the span, and `to` is not.
    expect(await chosen({ from: time, to: time + 1, trace_name: "createKey" })).toEqual(["createKey"]);
    expect(await chosen({ to: time, trace_name: "createKey" })).toEqual([]);
    expect(await chosen({ from: String(time + 1), trace_name: "createKey" })).toEqual([]);
    expect(names(await list(tenant.client, { outcome: "warning", trace_name: "encryptData" }))).toEqual(["encryptData"]);
  });

  test("pages by marker show each trace once, also while new ones come", async () => {
    const seen: string[] = [];
    let marker = "";
    for (let page = 0; page < 10; page += 1) {
      const reply = await list(tenant.client, { resource_id: keyId, limit: 1, ...(marker !== "" && { marker }) });
      seen.push(...reply.body.traces.map(({ trace_id }: { trace_id: string }) => trace_id));
      if (page === 0) await tenant.client.call("describe-key", { key_id: keyId });
      marker = reply.body.next_marker;
      if (marker === "") break;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(4);
    expect([...seen].sort((one, other) => Number(BigInt(other) - BigInt(one)))).toEqual(seen);
  });

  test("is traced itself", async () => {
    const reply = await list(tenant.client);
    const later = await list(tenant.client, { trace_name: "listTraces", request_id: reply.headers.get("x-request-id") });
    expect(later.body.traces).toMatchObject([{ trace_name: "listTraces", outcome: "normal", user_id: tenant.userId }]);
  });

  test.each<[object, string]>([
    [{ limit: 0 }, "KMS.1601"],
    [{ limit: 1001 }, "KMS.1601"],
    [{ marker: "x" }, "KMS.1602"],
    [{ marker: "1.2; drop table trace" }, "KMS.1602"],
    [{ from: "yesterday" }, "KMS.0308"],
    [{ from: -1 }, "KMS.0308"],
    [{ from: 2, to: 2 }, "KMS.0308"],
    [{ from: 3, to: 2 }, "KMS.0308"],
    [{ outcome: "good" }, "KMS.0308"],
    [{ trace_name: "a\u0000b" }, "KMS.0308"],
    [{ trace_name: Array.from({ length: 51 }, () => "a") }, "KMS.0308"],
    [{ resource_id: "x".repeat(257) }, "KMS.0308"],
  ])("refuses %j", async (input, code) => {
    const reply = await list(tenant.client, input);
    expect([reply.status, reply.body.error.error_code]).toEqual([400, code]);
  });

  test.each(["'", '"', "%", "_", "\\", "$1", "' or 1=1 --", "*", "(", "null", "{}", "\u202e", "=cmd"])(
    "takes %j as a text and nothing else, in each filter",
    async (text) => {
      for (const filter of ["trace_name", "not_trace_name", "resource_id", "caller_id", "ip", "request_id"]) {
        const reply = await list(tenant.client, { [filter]: text });
        expect([filter, reply.status, reply.body.traces?.length > 0]).toEqual([filter, 200, filter === "not_trace_name"]);
      }
    },
  );
});

describe("whose traces are shown", () => {
  test("without kms:trace:list, none: 403, and that is traced", async () => {
    for (const verb of ["list-traces", "count-traces", "export-traces"]) {
      expect((await viewer.client.call(verb)).status).toBe(403);
    }
    for (const verb of ["show-trace", "show-receipt"]) expect((await viewer.client.call(verb, { trace_id: "1" })).status).toBe(403);
    const refused = await list(tenant.client, { caller_id: viewer.userId, outcome: "warning" });
    expect(new Set(names(refused))).toEqual(new Set(["listTraces", "countTraces", "exportTraces", "showTrace", "showReceipt"]));
  });

  test("a KMS Administrator sees the project's, a Security Administrator the account's, and whoever is both sees both", async () => {
    const isOfAccount = ({ project_id }: { project_id: string }) => project_id === "";
    const ofProject = (await list(tenant.client, { limit: 1000 })).body.traces;
    expect(ofProject.some(isOfAccount)).toBe(false);
    const client = await again(security);
    await client.send("POST", "/v3/groups", JSON.stringify({ group: { name: "watchers" } }));
    const ofAccount = (await list(client, { limit: 1000 })).body.traces;
    expect(ofAccount.length).toBeGreaterThan(0);
    expect(ofAccount.every(isOfAccount)).toBe(true);
    const both = await makeTenant(product, ["KMS Administrator", "Security Administrator"], tenant);
    await scopedToAccount(both.userId);
    const ofBoth = (await list(await again(both), { limit: 1000 })).body.traces;
    expect(ofBoth.some(isOfAccount)).toBe(true);
    expect(ofBoth.some(({ resource_id }: { resource_id: string }) => resource_id === keyId)).toBe(true);
  });

  test("nobody sees those of another project or account, by whatever filter or number", async () => {
    const [own] = (await list(tenant.client, { resource_id: keyId })).body.traces;
    const stranger = await makeTenant(product, ["KMS Administrator"]);
    const neighbour = await makeTenant(product, ["KMS Administrator"]);
    for (const { client } of [stranger, neighbour]) {
      for (const input of [{ resource_id: keyId }, { caller_id: tenant.userId }, { request_id: own.request_id }]) {
        expect((await list(client, input)).body.traces).toEqual([]);
      }
      expect((await client.call("count-traces", { resource_id: keyId })).body.total).toBe(0);
      expect((await client.call("show-trace", { trace_id: own.trace_id })).status).toBe(404);
    }
    expect((await tenant.client.call("show-trace", { trace_id: own.trace_id })).body).toEqual({
      trace: { ...own, leaf_index: expect.toSatisfy((index: unknown) => index === null || Number.isSafeInteger(index)) },
    });
    expect((await new ApiClient(product.apiUrl, stranger.client.token, tenant.projectId).call("list-traces")).status).toBe(403);
  });
});

describe("count-traces", () => {
  test("counts by outcome over time what list-traces lists", async () => {
    const { traces } = (await list(tenant.client, { resource_id: keyId })).body;
    const from = traces.at(-1).time - 1000;
    const to = traces[0].time + 1;
    const { body } = await tenant.client.call("count-traces", { resource_id: keyId, from, to, buckets: 7 });
    expect(body).toMatchObject({ total: traces.length, exact: true, from, to });
    const sums = (["normal", "warning", "incident"] as const).map((outcome) =>
      body.buckets.reduce((sum: number, bucket: Record<string, number>) => sum + (bucket[outcome] ?? 0), 0),
    );
    expect(sums).toEqual([3, 1, 0]);
    expect(body.buckets).toHaveLength(7);
  });
});

/** What an export shows; its other lines are hashes. */
const rowsOf = (text: string): Record<string, unknown>[] =>
  text.split("\n").flatMap((line) => (line.startsWith('{"access_key":') ? [JSON.parse(line)] : []));

describe("export-traces", () => {
  const download = async (client: ApiClient, input: object) => {
    const response = await fetch(`${product.apiUrl}/v1.0/${client.projectId}/kms/export-traces`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Auth-Token": client.token },
      body: JSON.stringify(input),
    });
    return { response, text: await response.text() };
  };

  test("gives the same traces as lines of JSON, and as CSV in which nothing is a formula", async () => {
    const nasty = "=cmd\u202e\u001b[31m\n;=1+1,@x";
    await sql(
      product.dataDir,
      `insert into trace (time, account_id, project_id, caller_kind, caller_id, caller_name, source, ip, request_id, trace_name, resource_type, resource_id, alias, outcome, error_code, details)
       values (now(), $1, $2, 'user', 'nasty', $3, 'api', '', 'r', 'sign', 'cmk', 'nasty', $3, 'normal', '', $4)`,
      [tenant.accountId, tenant.projectId, nasty, JSON.stringify({ text: nasty })],
    );
    const { traces } = (await list(tenant.client, { resource_id: "nasty" })).body;
    const lines = await download(tenant.client, { resource_id: "nasty" });
    expect(lines.response.headers.get("content-type")).toContain("application/x-ndjson");
    expect(lines.response.headers.get("cache-control")).toContain("no-store");
    const rows = rowsOf(lines.text);
    expect(rows).toEqual(traces.map(({ leaf_index: _, ...trace }: Record<string, unknown>) => ({ ...trace, state: "" })));
    // As they were sealed: what RFC 8785 escapes is escaped, and nothing else.
    expect(lines.text).toMatch(/^[^\p{Cc}]*(?:\n[^\p{Cc}]*)*\n$/u);
    const csv = await download(tenant.client, { resource_id: "nasty", format: "csv" });
    expect(csv.response.headers.get("content-type")).toContain("text/csv");
    const cells = csv.text.split("\r\n");
    expect(cells).toHaveLength(3);
    expect(cells[1]).not.toMatch(/(?:^|;|,"?)[=@](?!x)/);
    expect(cells[1]).toContain("\\u202e");
  });

  test("goes on over more pages than one", async () => {
    await sql(
      product.dataDir,
      `insert into trace (time, account_id, project_id, caller_kind, caller_id, caller_name, source, ip, request_id, trace_name, resource_type, resource_id, alias, outcome, error_code, details)
       select now() - n * interval '1 ms', $1, $2, 'user', 'many', 'many', 'api', '', 'r', 'sign', 'cmk', 'many', '', 'normal', '', '{}' from generate_series(1, 2500) n`,
      [tenant.accountId, tenant.projectId],
    );
    const { text } = await download(tenant.client, { resource_id: "many" });
    expect(new Set(rowsOf(text).map(({ trace_id }) => trace_id)).size).toBe(2500);
  });

  describe("of a trail that no socket holds", () => {
    const ROWS = 30_000;
    let owner: Tenant;
    const begin = (client: ApiClient) =>
      fetch(`${product.apiUrl}/v1.0/${client.projectId}/kms/export-traces`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Auth-Token": client.token },
        body: JSON.stringify({ resource_id: "long" }),
      });
    beforeAll(async () => {
      owner = await makeTenant(product, ["KMS Administrator"]);
      await sql(
        product.dataDir,
        `insert into trace (time, account_id, project_id, caller_kind, caller_id, caller_name, source, ip, request_id, trace_name, resource_type, resource_id, alias, outcome, error_code, details)
         select now() - n * interval '1 ms', $1, $2, 'user', 'long', 'long', 'api', '', 'r', 'sign', 'cmk', 'long', '', 'normal', '', '{}' from generate_series(1, $3::int) n`,
        [owner.accountId, owner.projectId, ROWS],
      );
    });

    test("some at a time are enough for an account, and whoever goes away gives the place back", async () => {
      const stranger = await makeTenant(product, ["KMS Administrator"]);
      const under: Response[] = [];
      let refused: Response | null = null;
      // Each worker counts its own.
      for (let tries = 0; tries < 200 && refused === null; tries += 1) {
        const response = await begin(owner.client);
        if (response.status === 200) under.push(response);
        else refused = response;
      }
      expect([refused?.status, await refused?.json()]).toEqual([429, expect.objectContaining({ error_code: "APIGW.0308" })]);
      expect(under.length).toBeGreaterThanOrEqual(3);
      const other = await begin(stranger.client);
      expect([other.status, rowsOf(await other.text())]).toEqual([200, []]);
      await Promise.all(under.map(({ body }) => body?.cancel()));
      await expect
        .poll(async () => {
          const again = await Promise.all(Array.from({ length: 3 }, () => begin(owner.client)));
          await Promise.all(again.map(({ body }) => body?.cancel()));
          return again.every(({ status }) => status === 200);
        })
        .toBe(true);
    });

    test("whoever loses the right meanwhile gets no whole export, and cannot take a part for one", async () => {
      const leaver = await makeTenant(product, ["KMS Administrator"], owner);
      const response = await begin(leaver.client);
      expect(response.status).toBe(200);
      await sql(product.dataDir, "delete from group_member where user_id = $1", [leaver.userId]);
      // The right is looked at again when 15 s are over; until then nothing of it is taken.
      await new Promise((resolve) => setTimeout(resolve, 16_000));
      await expect(response.text()).rejects.toThrow();
    });
  });

  test("a refusal is an ordinary reply", async () => {
    expect((await download(viewer.client, {})).response.status).toBe(403);
    expect((await download(tenant.client, { format: "xml" })).response.status).toBe(400);
  });
});
