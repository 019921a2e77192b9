/** The sealed log: how long proofs take in a large tree, and how fast exports are made and verified. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readProof } from "#lib/audit/seal/log-tree";
import { consistencyPlan, inclusionPlan, type LeafRange } from "#lib/audit/verify/plan";
import type { ApiClient } from "../e2e/harness/api-client";
import { sql } from "../e2e/harness/database";
import type { Product } from "../e2e/harness/product";
import { runProgram } from "../e2e/harness/run-program";
import { openScratchStore } from "../e2e/harness/scratch-store";
import { quantile } from "./load";

export const LEAVES = Number(process.env.BENCH_LOG_LEAVES ?? 1_000_000);
export const ROWS = Number(process.env.BENCH_LOG_ROWS ?? 200_000);
const WIDTH = 256;
const PROOFS = 300;
const RECEIPTS = 60;

/** Tiles of a log of so many leaves, with hashes that are none: proofs are put together from them all the same. */
const INSERT_TILES = `insert into audit_tile (level, place, hashes, trace_ids)
  select $1::int, p, decode(repeat(md5(p::text), 2 * n::int), 'hex'),
    case when $1::int = 0 then array(select g from generate_series(p * ${WIDTH} + 1, p * ${WIDTH} + n) g) else '{}' end
  from (select p, least(${WIDTH}, $2::int8 - p * ${WIDTH}) as n from generate_series(0, ($2::int8 - 1) / ${WIDTH}) p) t`;

/** ms. */
export type ProofFigures = { readonly what: string; readonly p50: number; readonly p95: number };

export async function measureProofs(): Promise<ProofFigures[]> {
  const scratch = await openScratchStore();
  try {
    for (let level = 0; LEAVES >= WIDTH ** level; level += 1) {
      await scratch.sql(INSERT_TILES, [level, Math.floor(LEAVES / WIDTH ** level)]);
    }
    await scratch.sql("vacuum analyze audit_tile");
    const random = () => Math.floor(Math.random() * (LEAVES - 1)) + 1;
    const kinds: readonly (readonly [string, () => LeafRange[]])[] = [
      ["inclusion", () => inclusionPlan(random(), LEAVES)],
      ["consistency", () => consistencyPlan(random(), LEAVES)],
    ];
    const figures: ProofFigures[] = [];
    for (const [what, plan] of kinds) {
      const times: number[] = [];
      for (let round = 0; round < PROOFS; round += 1) {
        const begun = performance.now();
        const proof = await scratch.store.transactSql((run) => readProof(run, plan()));
        times.push(performance.now() - begun);
        if (proof === null) throw new Error(`no proof of ${what}`);
      }
      figures.push({ what, ...quantiles(times) });
    }
    return figures;
  } finally {
    await scratch.stop();
  }
}

export type ExportFigures = {
  readonly receipts: Omit<ProofFigures, "what">;
  /** Rows a second: of a whole project's export, of one that shows none of them, and of the verifier over the first. */
  readonly whole: number;
  readonly hidden: number;
  readonly verified: number;
};

const INSERT_ROWS = `insert into trace (time, account_id, project_id, caller_kind, caller_id, caller_name, source, ip, request_id, trace_name, resource_type,
    resource_id, alias, outcome, error_code, details, right_kind, right_id)
  select now(), p.account_id, p.id, 'user', md5('caller'), 'caller', 'api', '10.0.0.' || (n % 250), md5(n::text), 'encryptData', 'cmk',
    gen_random_uuid()::text, 'alias', 'normal', '', '{"encryption_algorithm": "SYMMETRIC_DEFAULT"}', 'role', 'KMS Administrator'
  from project p cross join generate_series(1, $2::int) n where p.id = $1`;

export async function measureExports(product: Product, api: ApiClient): Promise<ExportFigures> {
  const folder = mkdtempSync(join(tmpdir(), "kms-bench-log-"));
  const get = async (path: string) => (await api.send("GET", `/v1.0/${api.projectId}/kms/${path}`)).body;
  try {
    await sql(product.dataDir, INSERT_ROWS, [api.projectId, ROWS]);
    while ((await get("checkpoint")).size < ROWS) await new Promise((resolve) => setTimeout(resolve, 500));
    await sql(product.dataDir, "vacuum analyze trace");
    const times: number[] = [];
    for (let round = 0; round < RECEIPTS; round += 1) {
      const [row] = (await api.call("list-traces", { limit: 1, trace_name: "encryptData" })).body.traces;
      const begun = performance.now();
      const { status } = await api.call("show-receipt", { trace_id: row.trace_id });
      if (status !== 200) throw new Error(`show-receipt: ${status}`);
      times.push(performance.now() - begun);
    }
    const file = join(folder, "export.ndjson");
    const whole = await timed(() => download(api, {}, file));
    const hidden = await timed(() => download(api, { caller_id: "nobody" }, join(folder, "hidden.ndjson")));
    const key = join(folder, "key.pem");
    writeFileSync(key, (await get("audit-key")).pem);
    const verified = await timed(async () => {
      const { code, stdout } = await runProgram("dist/audit-verify.js", [file, "--key", key], {});
      if (code !== 0) throw new Error(`audit:verify: ${stdout}`);
    });
    return { receipts: quantiles(times), whole: ROWS / whole, hidden: ROWS / hidden, verified: ROWS / verified };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function download(api: ApiClient, filter: object, path: string): Promise<void> {
  const response = await fetch(`${api.apiUrl}/v1.0/${api.projectId}/kms/export-traces`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Auth-Token": api.token },
    body: JSON.stringify(filter),
  });
  if (!response.ok || response.body === null) throw new Error(`export-traces: ${response.status}`);
  const file = await open(path, "w");
  for await (const part of response.body) await file.write(part);
  await file.close();
}

/** @returns seconds */
async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1_000;
}

function quantiles(times: readonly number[]): { readonly p50: number; readonly p95: number } {
  const sorted = [...times].sort((one, other) => one - other);
  return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) };
}
