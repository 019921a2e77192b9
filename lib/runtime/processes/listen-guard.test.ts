import type { ChildProcess } from "node:child_process";
import cluster from "node:cluster";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "./free-port";
import { guardListening } from "./listen-guard";

const folder = mkdtempSync(join(tmpdir(), "kms-listen-guard-"));
/** Asks as Node.js does, and says what was heard of each question within a second. */
const CHILD = `
  const { readFileSync } = require("node:fs");
  const questions = JSON.parse(readFileSync(process.argv[2], "utf8"));
  const heard = [];
  process.on("internalMessage", (message) => message.ack !== undefined && heard.push(message.ack));
  questions.forEach((question, seq) => process.send({ cmd: "NODE_CLUSTER", act: "queryServer", index: seq, data: null, seq: 1000 + seq, ...question }));
  setTimeout(() => process.send({ heard }), 1000);`;
let allowed: number;
let other: number;
beforeAll(async () => {
  allowed = await freePort();
  other = await freePort();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a child gets the ports that it is there for, and neither others, nor a socket at a path, nor an open file", async () => {
  const socket = join(folder, "socket");
  const questions = [
    { address: "127.0.0.1", port: allowed, addressType: 4, flags: 0 },
    { address: "127.0.0.1", port: other, addressType: 4, flags: 0 },
    { address: "127.0.0.1", port: String(allowed), addressType: 4, flags: 0 },
    { address: socket, port: -1, addressType: -1, flags: 0 },
    { address: socket, port: allowed, addressType: -1, flags: 0 },
    { address: "127.0.0.1", port: allowed, addressType: "udp4", flags: 0 },
    { address: null, port: allowed, addressType: 4, fd: 2, flags: 0 },
    { address: null, port: null, addressType: 4, fd: 2, flags: 0 },
  ];
  writeFileSync(join(folder, "child.cjs"), CHILD);
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  cluster.setupPrimary({ exec: join(folder, "child.cjs"), args: [join(folder, "questions.json")], execArgv: [] });
  const ask = async (asked: readonly object[], guard: (child: ChildProcess) => void) => {
    writeFileSync(join(folder, "questions.json"), JSON.stringify(asked));
    const child = cluster.fork().process;
    guard(child);
    const heard = await new Promise<number[]>((resolve) =>
      child.on("message", (message: { heard?: number[] }) => message.heard && resolve(message.heard)),
    );
    const isSocketMade = existsSync(socket);
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("exit", resolve));
    return { heard, isSocketMade };
  };
  expect(await ask(questions, (child) => guardListening(child, [allowed]))).toEqual({ heard: [1000], isSocketMade: false });
  // Node.js by itself does as it is told, so the test can fail.
  expect((await ask(questions.slice(3, 4), () => {})).isSocketMade).toBe(true);
});
