import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { descendantsOf } from "../harness/processes";
import { launchProduct, startProduct } from "../harness/product";
import { requestToken } from "../harness/sign-in";

const MOMENTS = ["starting the embedded database", "preparing the database", "preparing the token", "starting API and console"];

/** Kills the product and all that it started, as a power cut would, a little after it said `moment`. */
async function interrupt(dataDir: string, moment: string, delay: number): Promise<void> {
  const launch = await launchProduct({ KMS_DATA_DIR: dataDir, KMS_WORKERS: "1" });
  await new Promise<void>((resolve, reject) => {
    launch.child.stdout?.on("data", () => {
      if (launch.output().includes(moment)) resolve();
    });
    launch.exited.then(() => reject(new Error(`The product ended before "${moment}":\n${launch.output()}`)));
  });
  await pause(delay);
  // Held still first: a child that it starts between the look and the kill would live on.
  process.kill(launch.pid, "SIGSTOP");
  for (const pid of [launch.pid, ...descendantsOf(launch.pid).map((child) => child.pid)]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended in the meantime, which is as good.
    }
  }
  expect(await launch.exited).toEqual({ code: null, signal: "SIGKILL" });
}

test.each([0, 60, 250])(
  "a first start that is killed again and again (%i ms into each part) can be started again",
  async (delay) => {
    const folder = mkdtempSync(join(tmpdir(), "kms-interrupted-"));
    const dataDir = join(folder, "data");
    for (const moment of MOMENTS) await interrupt(dataDir, moment, delay);
    const product = await startProduct({ KMS_DATA_DIR: dataDir, KMS_WORKERS: "1" });
    expect(product.adminPassword).toMatch(/^\S{16,}$/);
    expect((await requestToken(product)).status).toBe(201);
    await product.stop();
    rmSync(folder, { recursive: true, force: true });
  },
  240_000,
);
