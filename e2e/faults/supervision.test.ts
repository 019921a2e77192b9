import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { memoryOfTree, processTree } from "../harness/memory";
import { childrenOf, descendantsOf, stillRunning } from "../harness/processes";
import { type Product, startProduct } from "../harness/product";
import { requestToken } from "../harness/sign-in";

/** What is promised for an API worker that is killed. */
const BACK_WITHIN_MS = 5_000;
/** What README promises, with room for what a machine does otherwise: MB over all processes of a fresh start with two workers. */
const MOST_RESIDENT_MB = 700;
const AT_REST_AFTER_MS = 25_000;
let product: Product;

beforeAll(async () => {
  product = await startProduct();
}, 120_000);

afterAll(async () => {
  await product?.stop();
}, 30_000);

function pids(program: string): number[] {
  return childrenOf(product.pid, program).map((child) => child.pid);
}

test("a product at rest, with two workers, database and console, stays below 700 MB", async () => {
  await fetch(`${product.consoleUrl}/sign-in`);
  await pause(AT_REST_AFTER_MS);
  expect(processTree(product.pid).length).toBeGreaterThan(6);
  expect(memoryOfTree(product.pid).rss).toBeGreaterThan(200);
  // Jobs that a start begins have connections of their own for a while, each of which counts what it shares with the others.
  await expect.poll(() => memoryOfTree(product.pid).rss, { timeout: 60_000, interval: 1_000 }).toBeLessThan(MOST_RESIDENT_MB);
}, 120_000);

test("an API worker that is killed is replaced, and meanwhile the others answer", async () => {
  const [victim = 0, other] = pids("api-worker");
  process.kill(victim, "SIGKILL");
  expect((await fetch(`${product.apiUrl}/healthz`, { headers: { connection: "close" } })).status).toBe(200);
  await vi.waitFor(
    () => {
      expect(pids("api-worker")).toHaveLength(2);
      expect(pids("api-worker")).not.toContain(victim);
    },
    { timeout: BACK_WITHIN_MS, interval: 50 },
  );
  // How long it then takes to load is the machine's affair.
  await vi.waitFor(() => expect(product.output()).toMatch(/API worker \d","pid":\d+,"msg":"started again"/), {
    timeout: 30_000,
    interval: 50,
  });
  expect(pids("api-worker")).toContain(other);
});

test("what workers had counted when they were last asked outlives them in /metrics, and their successors add to it", async () => {
  /** Signing in, as all workers have counted it, and how many of them say so. */
  const counted = async () => {
    const text = await (await fetch(`${product.apiUrl}/metrics`, { headers: { connection: "close" } })).text();
    const of = (series: string) =>
      Number(
        text
          .split("\n")
          .find((line) => line.startsWith(series))
          ?.slice(series.length) ?? 0,
      );
    return { signIns: of('kms_request_seconds_count{operation="createToken",outcome="ok"} '), workers: of("kms_workers_reporting ") };
  };
  for (let times = 0; times < 8; times += 1) expect((await requestToken(product)).status).toBe(201);
  await expect.poll(counted, { timeout: 30_000 }).toEqual({ signIns: 8, workers: 2 });
  const victims = pids("api-worker");
  for (const victim of victims) process.kill(victim, "SIGKILL");
  await vi.waitFor(async () => expect((await counted()).workers).toBe(2), { timeout: 60_000, interval: 200 });
  expect(pids("api-worker").filter((pid) => victims.includes(pid))).toEqual([]);
  expect((await counted()).signIns).toBe(8);
  expect((await requestToken(product)).status).toBe(201);
  await expect.poll(counted, { timeout: 30_000 }).toEqual({ signIns: 9, workers: 2 });
}, 180_000);

test("a console that is killed is replaced", async () => {
  const [victim = 0] = pids("console-server");
  process.kill(victim, "SIGKILL");
  await vi.waitFor(
    async () => {
      expect(pids("console-server")).not.toContain(victim);
      expect((await fetch(product.consoleUrl, { redirect: "manual" })).status).toBeLessThan(500);
    },
    { timeout: 60_000, interval: 100 },
  );
}, 90_000);

test("a worker and a console whose event loops stand still are replaced, and meanwhile the other worker answers every call", async () => {
  const [victim = 0, other] = pids("api-worker");
  const [victimConsole = 0] = pids("console-server");
  for (const pid of [victim, victimConsole]) process.kill(pid, "SIGSTOP");
  const answers: number[] = [];
  const isReplaced = () => {
    const [workers, consoles] = [pids("api-worker"), pids("console-server")];
    return workers.length === 2 && !workers.includes(victim) && consoles.length === 1 && !consoles.includes(victimConsole);
  };
  await vi.waitFor(
    async () => {
      answers.push((await fetch(`${product.apiUrl}/readyz`, { headers: { connection: "close" } })).status);
      expect(isReplaced()).toBe(true);
    },
    { timeout: 90_000, interval: 100 },
  );
  expect([...new Set(answers)]).toEqual([200]);
  expect(pids("api-worker")).toContain(other);
  for (const pid of [victim, victimConsole])
    expect(product.output()).toMatch(new RegExp(`"pid":${pid},"reason":"[^"]+","msg":"hangs, is ended`));
  await vi.waitFor(async () => expect((await fetch(product.consoleUrl, { redirect: "manual" })).status).toBeLessThan(500), {
    timeout: 20_000,
    interval: 100,
  });
}, 150_000);

test("an embedded database that is killed is started again, and the API recovers", async () => {
  const [victim = 0] = pids("postgres");
  process.kill(victim, "SIGKILL");
  await vi.waitFor(
    async () => {
      expect(pids("postgres")).not.toContain(victim);
      expect((await fetch(`${product.apiUrl}/readyz`)).status).toBe(200);
      expect((await requestToken(product)).status).toBe(201);
    },
    { timeout: 30_000, interval: 100 },
  );
}, 40_000);

test("when the primary is killed nothing goes on without it, and the next start works", async () => {
  const killed = await startProduct();
  const dataDir = killed.dataDir;
  const children = [...childrenOf(killed.pid, "api-worker"), ...childrenOf(killed.pid, "console-server")];
  expect(children).toHaveLength(3);
  process.kill(killed.pid, "SIGKILL");
  await vi.waitFor(() => expect(stillRunning(children)).toEqual([]), { timeout: 10_000, interval: 50 });
  const next = await startProduct({ KMS_DATA_DIR: dataDir });
  // A primary that died between printing the password and removing its file prints it again; never another one.
  expect(["", killed.adminPassword]).toContain(next.adminPassword);
  expect((await requestToken({ ...next, adminPassword: killed.adminPassword })).status).toBe(201);
  const all = descendantsOf(next.pid);
  await next.stop();
  expect(stillRunning(all)).toEqual([]);
  await killed.stop();
}, 240_000);
