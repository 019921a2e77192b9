/** Saved filters of the audit traces: whose they are, what they hold, and how many. */
import { beforeAll, expect, inject, test } from "vitest";
import { SAVED_QUERIES_MAX } from "#lib/domain/trail/trace-query";
import type { ApiClient } from "../harness/api-client";
import { sql } from "../harness/database";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
let tenant: Tenant;
let other: Tenant;

beforeAll(async () => {
  tenant = await makeTenant(product);
  other = await makeTenant(product, ["KMS Administrator"], tenant);
});

const QUERIES = "/v3.0/OS-TRACE/saved-queries";
const save = (client: ApiClient, name: unknown, query: unknown) => client.send("POST", QUERIES, JSON.stringify({ name, query }));
const namesOf = async (client: ApiClient) =>
  (await client.send("GET", QUERIES)).body.queries.map(({ name, query }: { name: string; query: string }) => [name, query]);
const rowsOf = ({ userId }: Tenant) =>
  sql(product.dataDir, "select name, query from saved_query where user_id = $1 order by name", [userId]);

test("one is kept, replaced by its name and deleted, each with its trace; nobody else sees it or can delete it", async () => {
  const { client } = tenant;
  const made = await save(client, "Refused this week", "range=7d&outcome=warning");
  expect(made.status).toBe(201);
  const { id } = made.body.saved_query;
  const [trace] = await tracesOf(product, made.headers.get("x-request-id"));
  expect(trace).toMatchObject({
    trace_name: "saveQuery",
    outcome: "normal",
    resource_id: id,
    details: { query: "range=7d&outcome=warning" },
  });

  const again = await save(client, "Refused this week", "range=24h");
  expect([again.status, again.body.saved_query.id]).toEqual([201, id]);
  expect(await namesOf(client)).toEqual([["Refused this week", "range=24h"]]);
  expect(await rowsOf(tenant)).toEqual([{ name: "Refused this week", query: "range=24h" }]);

  expect(await namesOf(other.client)).toEqual([]);
  expect((await other.client.send("DELETE", `${QUERIES}/${id}`)).status).toBe(404);
  expect(await namesOf(client)).toHaveLength(1);
  const gone = await client.send("DELETE", `${QUERIES}/${id}`);
  expect(gone.status).toBe(204);
  expect(await tracesOf(product, gone.headers.get("x-request-id"))).toMatchObject([{ trace_name: "deleteSavedQuery", resource_id: id }]);
  expect((await client.send("DELETE", `${QUERIES}/${id}`)).status).toBe(404);
});

test.each([
  ["", "range=7d"],
  ["x".repeat(65), "range=7d"],
  ["a\u202eb", "range=7d"],
  ["name", "project=other"],
  ["name", "range=7d&trace=5"],
  ["name", "//evil.example"],
  ["name", `request_id=${"a".repeat(2_000)}`],
  ["name", "range=7d\nx"],
  [5, "range=7d"],
])("%j with %j is refused, and nothing is kept", async (name, query) => {
  const reply = await save(tenant.client, name, query);
  expect(reply.status).toBe(400);
  expect(await rowsOf(tenant)).toEqual([]);
});

test("a user keeps fifty, also of many that come at once; those of a user who is deleted are gone", async () => {
  const own = await makeTenant(product, ["KMS Administrator"], tenant);
  const replies = await Promise.all(
    Array.from({ length: SAVED_QUERIES_MAX + 5 }, (_, number) => save(own.client, `query ${number}`, "range=1h")),
  );
  expect(replies.filter(({ status }) => status === 201)).toHaveLength(SAVED_QUERIES_MAX);
  expect(replies.filter(({ code }) => code === "IAM.0010")).toHaveLength(5);
  expect(await rowsOf(own)).toHaveLength(SAVED_QUERIES_MAX);
  await sql(product.dataDir, "delete from iam_user where id = $1", [own.userId]);
  expect(await rowsOf(own)).toEqual([]);
});
