import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { descendantsOf } from "../harness/processes";
import { launchProduct, startProduct } from "../harness/product";
import { requestToken } from "../harness/sign-in";

const MOMENTS = ["starting the embedded database", "preparing the database", "preparing the token", "starting API and console"];

/** Kills the product, with all that it started, as a power cut would, or alone, a little after it said `moment`. */
async function interrupt(dataDir: string, moment: string, { delay, alone }: { delay: number; alone: boolean }): Promise<void> {
  const launch = await launchProduct({ KMS_DATA_DIR: dataDir, KMS_WORKERS: "1" });
  await new Promise<void>((resolve, reject) => {
    launch.child.stdout?.on("data", () => {
      if (launch.output().includes(moment)) resolve();
    });
    launch.exited.then(() => reject(new Error(`The product ended before "${moment}": ${launch.output().trim().replaceAll("\n", " | ")}`)));
  });
  await pause(delay);
  // Held still first: a child that it starts between the look and the kill would live on.
  process.kill(launch.pid, "SIGSTOP");
  for (const pid of [launch.pid, ...(alone ? [] : descendantsOf(launch.pid).map((child) => child.pid))]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended in the meantime, which is as good.
    }
  }
  expect(await launch.exited).toEqual({ code: null, signal: "SIGKILL" });
}

test.each([
  { delay: 0, alone: false },
  { delay: 60, alone: false },
  { delay: 250, alone: false },
  { delay: 60, alone: true },
])(
  "a first start that is killed again and again ($delay ms into each part, alone $alone) can be started again",
  async (when) => {
    const folder = mkdtempSync(join(tmpdir(), "kms-interrupted-"));
    const dataDir = join(folder, "data");
    for (const moment of MOMENTS) await interrupt(dataDir, moment, when);
    const product = await startProduct({ KMS_DATA_DIR: dataDir, KMS_WORKERS: "1" });
    expect(product.adminPassword).toMatch(/^\S{16,}$/);
    expect((await requestToken(product)).status).toBe(201);
    await product.stop();
    rmSync(folder, { recursive: true, force: true });
  },
  240_000,
);
