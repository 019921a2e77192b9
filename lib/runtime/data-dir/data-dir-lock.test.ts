import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { StartError } from "#lib/base/start-error";
import { processIdentity } from "../processes/process-identity";
import { findDataDirHolder, lockDataDir } from "./data-dir-lock";

const newDir = () => mkdtempSync(join(tmpdir(), "kms-lock-"));

test("a directory that a living process holds is refused, naming the process", () => {
  const dir = newDir();
  lockDataDir(dir);
  expect(() => lockDataDir(dir)).toThrow(StartError);
  expect(() => lockDataDir(dir)).toThrow(`process ${process.pid}`);
  expect(readdirSync(dir)).toEqual(["lock.1"]);
});

test.each([
  ["a holder that is gone", { pid: 2 ** 22 + 1, identity: "gone" }],
  ["a holder whose number is now another process's, as after a reboot", { pid: process.pid, identity: `${processIdentity(process.pid)}0` }],
])("%s loses its lock to the next start", (_, holder) => {
  const dir = newDir();
  writeFileSync(join(dir, "lock.7"), JSON.stringify(holder));
  lockDataDir(dir);
  expect(readdirSync(dir)).toEqual(["lock.8"]);
});

test("a lock that was cut off while it was written is taken over", () => {
  const dir = newDir();
  writeFileSync(join(dir, "lock.3"), "");
  lockDataDir(dir);
  expect(readdirSync(dir)).toEqual(["lock.4"]);
});

test("a holder that cannot be seen from here, as one in another container, has it while the kernel says so", async () => {
  const dir = newDir();
  const path = join(dir, "lock.7");
  writeFileSync(path, JSON.stringify({ pid: 1, identity: "of another boot" }));
  const words = ["--exclusive", path, "sh", "-c", "echo held; exec sleep 60"];
  const holder = spawn("flock", words, { stdio: ["ignore", "pipe", "ignore"], detached: true });
  await once(holder.stdout, "data");
  expect(findDataDirHolder(dir)).toBe(1);
  expect(() => lockDataDir(dir)).toThrow("process 1");
  expect(readdirSync(dir)).toEqual(["lock.7"]);
  process.kill(-(holder.pid ?? 0), "SIGKILL");
  await expect.poll(() => findDataDirHolder(dir)).toBe(null);
  lockDataDir(dir);
  expect(readdirSync(dir)).toEqual(["lock.8"]);
  // What it has now is told by the kernel too.
  expect(spawnSync("flock", ["-n", "--shared", join(dir, "lock.8"), "true"]).status).toBe(1);
});
