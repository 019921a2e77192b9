import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { createLog } from "#lib/base/log";
import { fileOutput, streamOutput } from "./standard-output";

test.runIf(process.platform === "linux")("a full disk under the log ends nothing, and who must know is told", async () => {
  const full = openSync("/dev/full", "w");
  const output = fileOutput(full);
  const log = createLog("info", "test", output);
  for (let turn = 0; turn < 3; turn++) log.info("lost");
  await expect(output.writeSurely("a password")).rejects.toMatchObject({ code: "ENOSPC" });
  closeSync(full);
});

test("a file has every line, in order", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kms-output-"));
  const path = join(folder, "log");
  const file = openSync(path, "a");
  const output = fileOutput(file);
  output.write("ä\n");
  await output.writeSurely("b\n");
  output.write("c\n");
  closeSync(file);
  expect(readFileSync(path, "utf8")).toBe("ä\nb\nc\n");
  rmSync(folder, { recursive: true });
});

test("of a reader that stands still no more is kept than fits, and one that goes away harms nobody", async () => {
  const taken: string[] = [];
  let goOn = () => {};
  const slow = new Writable({
    write(chunk, _encoding, done) {
      taken.push(String(chunk));
      goOn = done;
    },
  });
  const output = streamOutput(slow);
  const line = "x".repeat(1024 * 1024);
  for (let turn = 0; turn < 50; turn++) output.write(line);
  expect(slow.writableLength).toBeLessThanOrEqual(17 * 1024 * 1024);
  expect(taken).toHaveLength(1);
  goOn();
  await expect.poll(() => taken.length).toBe(2);
  const gone = new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" })) });
  const broken = streamOutput(gone);
  await expect(broken.writeSurely("a")).rejects.toThrow("EPIPE");
  for (let turn = 0; turn < 3; turn++) broken.write("b");
});
