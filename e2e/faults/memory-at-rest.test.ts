import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { memoryOfTree, processTree } from "../harness/memory";
import { startProduct } from "../harness/product";

/** What README promises, with room for what a machine does otherwise: MB over all processes of a fresh start with two workers. */
const MOST_RESIDENT_MB = 700;
const AT_REST_AFTER_MS = 25_000;

test("a product at rest, with two workers, database and console, stays below 700 MB", async () => {
  const product = await startProduct();
  try {
    await fetch(`${product.consoleUrl}/sign-in`);
    await pause(AT_REST_AFTER_MS);
    expect(processTree(product.pid).length).toBeGreaterThan(6);
    const { rss } = memoryOfTree(product.pid);
    expect(rss).toBeGreaterThan(200);
    expect(rss).toBeLessThan(MOST_RESIDENT_MB);
  } finally {
    await product.stop();
  }
});
