import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { descendantsOf, stillRunning } from "../harness/processes";
import { type Exit, launchProduct, type Product, startProduct } from "../harness/product";

/** What an operator is promised from SIGTERM to the end. */
const PROMISED_MS = 15_000;
const LIMIT = 150_000;

async function endsWithin(exited: Promise<Exit>, milliseconds: number): Promise<Exit | "still running"> {
  return Promise.race([exited, pause(milliseconds, "still running" as const, { ref: false })]);
}

async function expectOrderlyEnd(product: Product, signal: () => void): Promise<void> {
  const all = descendantsOf(product.pid);
  expect(all.length).toBeGreaterThan(3);
  signal();
  expect(await endsWithin(product.exited, PROMISED_MS)).toEqual({ code: 0, signal: null });
  expect(stillRunning(all)).toEqual([]);
  expect(product.output()).not.toMatch(/ended by force|ended unexpectedly/);
}

test(
  "SIGTERM to the primary alone ends everything in order, and clients that keep their connections open do not hold it up",
  async () => {
    const product = await startProduct();
    const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(`${product.apiUrl}/healthz`)));
    for (const answer of answers) expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(0);
    await expectOrderlyEnd(product, () => process.kill(product.pid, "SIGTERM"));
    await product.stop();
  },
  LIMIT,
);

test(
  "SIGTERM to the whole process group, twice, ends everything in order",
  async () => {
    const product = await startProduct();
    await expectOrderlyEnd(product, () => {
      process.kill(-product.pid, "SIGTERM");
      process.kill(-product.pid, "SIGTERM");
    });
    await product.stop();
  },
  LIMIT,
);

test.each(["starting the embedded database", "preparing the database", "preparing the token", "starting API and console"])(
  "SIGTERM while it is %s ends the start and leaves nothing running",
  async (moment) => {
    const launch = await launchProduct({ KMS_WORKERS: "1" });
    const all = await new Promise<ReturnType<typeof descendantsOf>>((resolve) => {
      launch.child.stdout?.on("data", () => {
        if (launch.output().includes(moment)) setTimeout(() => resolve(descendantsOf(launch.pid)), 50);
      });
    });
    process.kill(launch.pid, "SIGTERM");
    expect(await endsWithin(launch.exited, PROMISED_MS)).toEqual({ code: 0, signal: null });
    expect(stillRunning(all)).toEqual([]);
    await launch.stop();
  },
  LIMIT,
);
