import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { StartError } from "#lib/base/start-error";
import { processIdentity } from "../processes/process-identity";
import { lockDataDir } from "./data-dir-lock";

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
