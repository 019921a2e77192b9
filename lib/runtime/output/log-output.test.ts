import type { ChildProcess } from "node:child_process";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { createLog } from "#lib/base/log";
import { LineLimit } from "./line-limit";
import { sendConsoleToLog } from "./log-output";
import { relayOutput } from "./relay-lines";

function collect() {
  const lines: string[] = [];
  return { lines, destination: { write: (line: string) => void lines.push(line) } };
}

function fakeConsole(now = () => 0) {
  const { lines, destination } = collect();
  const target = { ...console };
  sendConsoleToLog(target as Console, createLog("info", "console", destination), new LineLimit(60_000, now));
  return { target, lines, parsed: () => lines.map((line) => JSON.parse(line)) };
}

test("what a library prints is one JSON line, with the error's stack and the digest that the page names", () => {
  const { target, lines, parsed } = fakeConsole();
  target.error(" ⨯", Object.assign(new Error("no\nsuch \u001b[31mthing"), { digest: "4711" }));
  target.log("Ready in %d ms", 5);
  target.debug("not at this level");
  expect(lines.every((line) => line.split("\n").length === 2 && line.endsWith("\n"))).toBe(true);
  expect(parsed()).toMatchObject([
    { level: "error", name: "console", msg: "⨯ no\nsuch thing", digest: "4711", stack: expect.stringContaining("at ") },
    { level: "info", name: "console", msg: "Ready in 5 ms" },
  ]);
});

test("a client that varies its text writes one line a minute, and a short one", () => {
  const { target, lines, parsed } = fakeConsole();
  for (let at = 0; at < 1_000; at++) {
    const id = `${at}\n{"level":"fatal","msg":"forged"}${"x".repeat(10_000)}`;
    target.warn(new Error(`Failed to find Server Action "${id}". This request might be from an older or newer deployment.`));
  }
  expect(lines).toHaveLength(1);
  expect(lines[0]?.length).toBeLessThan(8_000);
  expect(parsed()[0]).toMatchObject({ level: "warn", name: "console" });
});

test("lines of a child that are not of the log are wrapped, whole, cut and clean; those of the log pass as they are", async () => {
  const child = { stdout: new PassThrough(), stderr: new PassThrough() };
  const { lines, destination } = collect();
  relayOutput(child as unknown as ChildProcess, "api", "info", destination as unknown as NodeJS.WritableStream);
  const own = '{"level":"info","time":"2027-01-01T00:00:00.000Z","name":"api","msg":"as it is"}';
  child.stdout.write(own.slice(0, 20));
  child.stdout.write(`${own.slice(20)}\nplain text\n{"level":"info", broken\n[1]\n\n`);
  child.stderr.write(`password=hunter22\n${"y".repeat(300_000)}`);
  child.stdout.end();
  child.stderr.end();
  await expect.poll(() => lines.length).toBe(6);
  expect(lines[0]).toBe(`${own}\n`);
  const wrapped = lines.slice(1).map((line) => JSON.parse(line));
  expect(wrapped.every(({ level, name }) => level === "warn" && name === "api")).toBe(true);
  expect(wrapped.map(({ msg }) => msg.slice(0, 30))).toEqual(
    expect.arrayContaining(["plain text", '{"level":"info", broken', "[1]", "password=[redacted]", "y".repeat(30)]),
  );
});
