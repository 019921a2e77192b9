/**
 * The trail at size: filters of a project with millions of traces, over a year and by months, against a list of one key. Half of
 * the traces lie in the partition of the past, as after an upgrade, and half in months of their own.
 */
import type { ApiClient } from "../e2e/harness/api-client";
import { sql } from "../e2e/harness/database";
import type { Product } from "../e2e/harness/product";
import { quantile } from "./load";

export const TRACES = Number(process.env.BENCH_TRACES ?? 10_000_000);
const CHUNK = 250_000;
const WARM_UP = 5;
const ROUNDS = 60;
const DAY_MS = 86_400_000;

/** ms, 95th percentiles: of list-traces, and of a list of keys in turns with it. */
export type TrailRow = { readonly what: string; readonly p95: number; readonly floor: number };

/** Keys and callers by a power law, as use is: the first has a third of all calls, the last ones few. */
const INSERT = `insert into trace (time, account_id, project_id, caller_kind, caller_id, caller_name, source, ip, request_id, trace_name, resource_type,
    resource_id, alias, outcome, error_code, details, right_kind, right_id)
  select $3::timestamptz + (n * 0.618033988749895 - floor(n * 0.618033988749895)) * $4::float8 * interval '1 ms', $1, $2, 'user',
    'caller-' || floor(100 * power(random(), 4)), 'name', 'api', '10.0.0.' || (n % 250), md5(n::text),
    (array['encryptData', 'decryptData', 'decryptDatakey', 'createDataKey', 'disableKey'])[1 + least(floor(random() * 4.001)::int, 4)], 'cmk',
    'key-' || floor(1000 * power(random(), 4)), 'alias', (array['normal', 'warning', 'incident'])[1 + (n % 500 = 0)::int + (n % 5000 = 0)::int], '', '{}', 'role', ''
  from generate_series($5::int, $6::int) n`;

type Ask = (random: (most: number) => number) => Record<string, unknown>;

/** @returns figures of list-traces with each filter, in turns */
export async function measureTrail(product: Product, api: ApiClient, onProgress: (rows: number) => void): Promise<readonly TrailRow[]> {
  const [owner] = await sql<{ account_id: string }>(product.dataDir, "select account_id from project where id = $1", [api.projectId]);
  const begin = Date.now() - 180 * DAY_MS;
  const span = 360 * DAY_MS;
  // Counting what is put in at once would take from what is measured.
  await sql(
    product.dataDir,
    `insert into trace_cursor (name, after_id, updated_at) values ('use', 9000000000000000000, now())
     on conflict (name) do update set after_id = excluded.after_id`,
  );
  // Made anew when all is there, which takes a fifth of the time.
  const indexes = await sql<{ name: string; definition: string }>(
    product.dataDir,
    `select i.indexrelid::regclass::text as name, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') as definition from pg_index i
     where i.indrelid = 'trace'::regclass and not i.indisprimary`,
  );
  for (const { name } of indexes) await sql(product.dataDir, `drop index ${name}`);
  for (let from = 1; from <= TRACES; from += CHUNK) {
    const to = Math.min(from + CHUNK - 1, TRACES);
    await sql(product.dataDir, INSERT, [owner?.account_id, api.projectId, new Date(begin), span, from, to]);
    onProgress(to);
  }
  for (const { definition } of indexes) await sql(product.dataDir, definition);
  await sql(product.dataDir, "vacuum analyze trace");
  const week: Ask = (random) => {
    const from = begin + random(350) * DAY_MS;
    return { from, to: from + 7 * DAY_MS };
  };
  const key: Ask = (random) => ({ resource_id: `key-${random(1000)}` });
  const caller: Ask = (random) => ({ caller_id: `caller-${random(100)}` });
  const questions: readonly (readonly [string, Ask])[] = [
    ["newest", () => ({})],
    ["key and time", (random) => ({ ...week(random), ...key(random) })],
    ["key", key],
    ["caller and time", (random) => ({ ...week(random), ...caller(random) })],
    ["outcome and time", (random) => ({ ...week(random), outcome: random(2) === 0 ? "warning" : "incident" })],
    ["warnings of a key", (random) => ({ ...key(random), outcome: "warning" })],
    ["changes, by name", (random) => ({ ...week(random), trace_name: "disableKey" })],
    ["all but uses", (random) => ({ ...week(random), not_trace_name: ["encryptData", "decryptData"] })],
  ];
  const rows: TrailRow[] = [];
  const timed = async (verb: string, input: object) => {
    const begun = performance.now();
    const reply = await api.call(verb, input);
    if (reply.status !== 200) throw new Error(`${verb}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return performance.now() - begun;
  };
  const random = (most: number) => Math.floor(Math.random() * most);
  for (const [what, ask] of questions) {
    const [floor, times]: [number[], number[]] = [[], []];
    for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
      const [one, other] = [await timed("list-keys", { limit: 1 }), await timed("list-traces", ask(random))];
      if (round < WARM_UP) continue;
      floor.push(one);
      times.push(other);
    }
    rows.push({ what, floor: p95(floor), p95: p95(times) });
  }
  return rows;
}

function p95(times: readonly number[]): number {
  return quantile(
    [...times].sort((one, other) => one - other),
    0.95,
  );
}
