import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { processTree } from "../harness/memory";
import { startProduct } from "../harness/product";

/** What README promises, with room for what a machine does otherwise: MB over all processes of a fresh start with two workers. */
const MOST_RESIDENT_MB = 700;
const AT_REST_AFTER_MS = 25_000;

/** Resident memory of a process in MB; 0 for one that has ended. */
function residentMegabytes(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    return Number(/^Rss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

test("a product at rest, with two workers, database and console, stays below 700 MB", async () => {
  const product = await startProduct();
  try {
    await fetch(`${product.consoleUrl}/sign-in`);
    await pause(AT_REST_AFTER_MS);
    const each = processTree(product.pid).map(residentMegabytes);
    expect(each.length).toBeGreaterThan(6);
    expect(each.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(200);
    expect(each.reduce((sum, one) => sum + one, 0)).toBeLessThan(MOST_RESIDENT_MB);
  } finally {
    await product.stop();
  }
});
