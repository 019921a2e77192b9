/** How fast every row is verified, against reading the same rows and their seals without looking at them. */
import { sql } from "../e2e/harness/database";
import { sealAnew } from "../e2e/harness/honest-sql";
import type { Product } from "../e2e/harness/product";
import { runProgram } from "../e2e/harness/run-program";
import { fillWithKeys } from "./fill-with-keys";

const KEYS = Number(process.env.BENCH_INTEGRITY_KEYS ?? 50_000);

/** Rows and times in ms: of `integrity check`, of one that finds next to nothing, and of the plain reading. */
export type IntegrityFigures = { readonly rows: number; readonly checkMs: number; readonly emptyMs: number; readonly readMs: number };

export async function measureIntegrity(product: Product): Promise<IntegrityFigures> {
  const check = async () => {
    const begun = performance.now();
    const { stdout, stderr } = await runProgram("dist/admin.js", ["integrity", "check"], { KMS_DATA_DIR: product.dataDir });
    const rows = Number(/^(\d+) rows/.exec(stdout)?.[1]);
    if (Number.isNaN(rows)) throw new Error(`integrity check said: ${stdout}${stderr}`);
    return { rows, ms: performance.now() - begun };
  };
  const empty = await check();
  fillWithKeys(product.dataDir, KEYS);
  await sealAnew(product.dataDir);
  // As the database does by itself in its own time: rows that were just written cost whoever reads them first.
  await sql(product.dataDir, "vacuum analyze");
  const whole = await check();
  const begun = performance.now();
  for (const table of ["cmk", "key_version", "tag", "integrity_seal"]) await sql(product.dataDir, `select * from ${table}`);
  return { rows: whole.rows - empty.rows, checkMs: whole.ms, emptyMs: empty.ms, readMs: performance.now() - begun };
}
