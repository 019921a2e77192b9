import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ownerUrl } from "../e2e/harness/database";

/** Adds keys with material of the product's token, in a process of its own, since a process can hold one token only. */
export function fillWithKeys(dataDir: string, count: number): void {
  const program = join(import.meta.dirname, "make-keys.js");
  const made = spawnSync(process.execPath, [program, ownerUrl(dataDir), dataDir, String(count)], {
    stdio: "inherit",
    env: { ...process.env, SOFTHSM2_CONF: join(dataDir, "softhsm2.conf") },
  });
  if (made.status !== 0) throw new Error("The keys could not be made.");
}
