/**
 * A thousand keys disabled by one call, against the same updates and traces in raw SQL, in one transaction, in the same database.
 * Between two measurements they are enabled again, without being measured.
 */
import { randomBytes } from "node:crypto";
import type { ApiClient } from "../e2e/harness/api-client";
import { connect } from "../e2e/harness/database";
import { sealAnew } from "../e2e/harness/honest-sql";
import type { Product } from "../e2e/harness/product";
import { fillProject } from "./fill-project";
import { quantile } from "./load";

const KEYS = 1_000;
const WARM_UP = 3;
const ROUNDS = 15;

/** Milliseconds, medians. */
export type BulkFigures = { readonly api: number; readonly raw: number };

export async function measureBulk(product: Product): Promise<BulkFigures> {
  const api = await fillProject(product, KEYS);
  const client = await connect(product.dataDir);
  const times: { api: number[]; raw: number[] } = { api: [], raw: [] };
  try {
    const { rows } = await client.query<{ id: string }>("select id from cmk where project_id = $1 order by random()", [api.projectId]);
    const ids = rows.map(({ id }) => id);
    // Whether the call or the raw update has disabled them.
    const enableAgain = async () => {
      await sealAnew(product.dataDir);
      await change(api, ids, "enable");
    };
    const ways = { api: () => change(api, ids, "disable"), raw: () => inRawSql(client, ids) };
    for (let round = -WARM_UP; round < ROUNDS; round += 1) {
      for (const way of ["api", "raw"] as const) {
        await enableAgain();
        const started = performance.now();
        await ways[way]();
        if (round >= 0) times[way].push(performance.now() - started);
      }
    }
  } finally {
    await client.end();
  }
  return { api: median(times.api), raw: median(times.raw) };
}

/** By a plain client, as in `list-at-size.ts`. */
async function change({ apiUrl, projectId, token }: ApiClient, ids: readonly string[], action: "disable" | "enable"): Promise<void> {
  const reply = await fetch(`${apiUrl}/v1.0/${projectId}/kms/batch-change-keys`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Auth-Token": token },
    body: JSON.stringify({ action, key_ids: ids }),
  });
  const { results = [] } = (await reply.json()) as { results?: { error_code: string }[] };
  const done = results.filter(({ error_code }) => error_code === "").length;
  if (action === "disable" && done !== ids.length) throw new Error(`${done} keys were disabled: ${reply.status}`);
}

/** What a person with nothing but the database would write, and all of it. */
async function inRawSql(client: Awaited<ReturnType<typeof connect>>, ids: readonly string[]): Promise<void> {
  await client.query("begin");
  const updated = await client.query("update cmk set state = 'disabled' where id = any($1) and state = 'enabled' returning id", [ids]);
  const traced = await client.query(
    `insert into trace (time, account_id, project_id, caller_kind, caller_id, caller_name, source, ip, request_id, trace_name,
       resource_type, resource_id, alias, outcome, error_code, details, caller_account_id, access_key, grant_id)
     select now(), account_id, project_id, 'user', $2, 'admin', 'api', '127.0.0.1', $2, 'disableKey', 'cmk', id, alias, 'normal', '', '{}', '', '', ''
     from cmk where id = any($1)`,
    [ids, randomBytes(16).toString("hex")],
  );
  await client.query("commit");
  if (updated.rowCount !== ids.length || traced.rowCount !== ids.length) throw new Error("The keys were not all disabled.");
}

function median(times: number[]): number {
  return quantile(
    times.sort((a, b) => a - b),
    0.5,
  );
}
