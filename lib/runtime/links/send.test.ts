import { fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sendOver } from "./send";

test("what is sent to a child that was killed is dropped, and no error of the child's that nobody hears of", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kms-send-"));
  const program = join(folder, "child.mjs");
  writeFileSync(program, `process.on("message", (message) => process.send(message)); process.send("ready");`);
  const child = fork(program, { stdio: "ignore" });
  const errors: Error[] = [];
  child.on("error", (error) => errors.push(error));
  await new Promise((resolve) => child.once("message", resolve));
  sendOver(child, { kind: "asked" });
  expect(await new Promise((resolve) => child.once("message", resolve))).toEqual({ kind: "asked" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  // The system has ended it before this process learns of it.
  const until = performance.now() + 100;
  while (performance.now() < until);
  expect(child.connected).toBe(true);
  for (let n = 0; n < 100; n += 1) sendOver(child, { kind: "dropped", text: "x".repeat(10_000) });
  await ended;
  sendOver(child, { kind: "late" });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(errors).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});
