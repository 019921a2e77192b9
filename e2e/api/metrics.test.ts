/** GET /metrics: what all workers have counted, added up. Other tests call the same product meanwhile. */
import { expect, inject, test } from "vitest";
import { OPERATION_NAMES } from "#lib/operations/catalog";
import { STEPS } from "#lib/pipeline/steps";
import { makeTenant } from "../harness/tenant";

const product = inject("product");
const WORKERS = 2;

/** A worker keeps its answer for a second; each scrape has a connection of its own, and may reach another worker. */
async function scrape(): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 1_050));
  return (await fetch(`${product.apiUrl}/metrics`, { headers: { Connection: "close" } })).text();
}

const readValue = (text: string, series: string) =>
  Number(
    text
      .split("\n")
      .find((line) => line.startsWith(`${series} `))
      ?.slice(series.length + 1) ?? Number.NaN,
  );
const countOf = (text: string, labels: string) => readValue(text, `kms_request_seconds_count{${labels}}`) || 0;

test("requests count by operation and outcome, with a histogram of seconds, whichever worker answered them", async () => {
  const { client } = await makeTenant(product);
  const key = await client.createKey("measured");
  const labels = (outcome: string) => `operation="encryptData",outcome="${outcome}"`;
  const before = await scrape();
  for (let times = 0; times < 6; times += 1) {
    expect((await client.call("encrypt-data", { key_id: key, plain_text: "text" })).status).toBe(200);
    expect((await client.call("encrypt-data", { key_id: key })).status).toBe(400);
  }
  const after = await scrape();
  for (const outcome of ["ok", "refused"]) {
    expect(countOf(after, labels(outcome))).toBeGreaterThanOrEqual(countOf(before, labels(outcome)) + 6);
    const inAll = readValue(after, `kms_request_seconds_bucket{${labels(outcome)},le="+Inf"}`);
    expect(inAll).toBe(countOf(after, labels(outcome)));
    expect(readValue(after, `kms_request_seconds_bucket{${labels(outcome)},le="0.0005"}`)).toBeLessThanOrEqual(inAll);
    expect(readValue(after, `kms_request_seconds_sum{${labels(outcome)}}`)).toBeGreaterThan(0);
  }
});

test("counters of all workers are one, and never go back, on whichever connection they are asked for", async () => {
  const seen: number[] = [];
  for (let times = 0; times < 2; times += 1) {
    const texts = await Promise.all(Array.from({ length: 6 }, scrape));
    seen.push(...texts.map((text) => countOf(text, 'operation="other",outcome="ok"')));
    expect(new Set(texts.map((text) => readValue(text, "kms_workers_reporting")))).toEqual(new Set([WORKERS]));
    expect(Math.min(...seen.slice(-6))).toBeGreaterThanOrEqual(Math.max(0, ...seen.slice(0, -6)));
  }
});

test("signing in counts like every other operation, and each step of the pipeline is timed by its name", async () => {
  await makeTenant(product);
  await fetch(`${product.apiUrl}/v3/auth/tokens`, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
  const text = await scrape();
  for (const outcome of ["ok", "refused"]) expect(countOf(text, `operation="createToken",outcome="${outcome}"`)).toBeGreaterThan(0);
  for (const step of STEPS) expect([step, readValue(text, `kms_step_seconds_count{step="${step}"}`)]).toEqual([step, expect.any(Number)]);
  expect([...text.matchAll(/step="([^"]*)",le="\+Inf"/g)].map(([, step]) => step).sort()).toEqual([...STEPS].sort());
});

test("token calls, traces, guesses, connections and the event loop are measured", async () => {
  const { client } = await makeTenant(product);
  const key = await client.createKey("measured");
  for (let times = 0; times < 4; times += 1) await client.call("encrypt-data", { key_id: key, plain_text: "text" });
  const text = await scrape();
  expect(readValue(text, 'kms_token_call_seconds_count{call="encryptMessage",outcome="ok"}')).toBeGreaterThan(0);
  expect(readValue(text, "kms_trace_queue_length")).toBeGreaterThanOrEqual(0);
  expect(readValue(text, "kms_trace_commit_rows_count")).toBeGreaterThan(0);
  expect(readValue(text, 'kms_trace_commit_seconds_count{outcome="ok"}')).toBeGreaterThan(0);
  expect(readValue(text, 'kms_guesses_total{result="hit"}')).toBeGreaterThan(0);
  expect(readValue(text, 'kms_guesses_total{result="miss"}')).toBeGreaterThan(0);
  for (const pool of ["control", "hot", "lists", "bulk"]) {
    expect(readValue(text, `kms_pool_connections_max{pool="${pool}"}`)).toBeGreaterThan(0);
    for (const state of ["in_use", "idle"])
      expect(readValue(text, `kms_pool_connections{pool="${pool}",state="${state}"}`)).toBeGreaterThanOrEqual(0);
  }
  expect(readValue(text, "kms_event_loop_lag_seconds_count")).toBeGreaterThan(0);
});

test("no key, project or person is named, and nothing that a stranger sends becomes a name", async () => {
  const { client, projectId, userId, userName, account, accountId } = await makeTenant(product);
  const key = await client.createKey("alias-of-nobody");
  await client.call("encrypt-data", { key_id: key, plain_text: "text" });
  for (const path of ["/stranger", `/v1.0/${projectId}/kms/stranger`, `/v1.0/stranger/kms/list-keys`, "/v3/stranger", "/%zzstranger"]) {
    await fetch(`${product.apiUrl}${path}`, { method: "POST", headers: { "X-Auth-Token": "stranger", "X-Language": "stranger" } });
  }
  const text = await scrape();
  for (const secret of [key, projectId, userId, userName, account, accountId, client.token, "alias-of-nobody", "stranger"])
    expect(text).not.toContain(secret);
  expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}|[0-9a-f]{32}|\d+\.\d+\.\d+\.\d+/);
  const operations = new Set([...text.matchAll(/operation="([^"]*)"/g)].map(([, operation]) => operation));
  expect(
    [...operations].filter((operation) => operation !== "other" && !(OPERATION_NAMES as readonly string[]).includes(operation ?? "")),
  ).toEqual([]);
  const outcomes = new Set([...text.matchAll(/outcome="([^"]*)"/g)].map(([, outcome]) => outcome));
  expect([...outcomes].filter((outcome) => !["ok", "refused", "failed"].includes(outcome ?? ""))).toEqual([]);
  for (const line of text.split("\n")) expect(line).toMatch(/^(# (HELP|TYPE) kms_|kms_[a-z_]+(\{[^}]*\})? [\d.e+-]+$|$)/);
});
