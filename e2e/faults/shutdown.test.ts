import { Agent, request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { signIn } from "../harness/api-client";
import { descendantsOf, stillRunning } from "../harness/processes";
import { type Exit, launchProduct, type Product, startProduct } from "../harness/product";

/** What an operator is promised from SIGTERM to the end. */
const PROMISED_MS = 15_000;
const LIMIT = 150_000;

async function endsWithin(exited: Promise<Exit>, milliseconds: number): Promise<Exit | "still running"> {
  return Promise.race([exited, pause(milliseconds, "still running" as const, { ref: false })]);
}

async function expectOrderlyEnd(product: Product, signal: () => void): Promise<void> {
  const all = descendantsOf(product.pid);
  expect(all.length).toBeGreaterThan(3);
  signal();
  expect(await endsWithin(product.exited, PROMISED_MS)).toEqual({ code: 0, signal: null });
  expect(stillRunning(all)).toEqual([]);
  expect(product.output()).not.toMatch(/ended by force|ended unexpectedly/);
}

test(
  "SIGTERM to the primary alone ends everything in order, and clients that keep their connections open do not hold it up",
  async () => {
    const product = await startProduct();
    const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(`${product.apiUrl}/healthz`)));
    for (const answer of answers) expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(0);
    await expectOrderlyEnd(product, () => process.kill(product.pid, "SIGTERM"));
    await product.stop();
  },
  LIMIT,
);

test(
  "SIGTERM to the whole process group, twice, ends everything in order",
  async () => {
    const product = await startProduct();
    await expectOrderlyEnd(product, () => {
      process.kill(-product.pid, "SIGTERM");
      process.kill(-product.pid, "SIGTERM");
    });
    await product.stop();
  },
  LIMIT,
);

/** One request. @returns the status with the body, or the code of what ended the connection before an answer had begun */
function ask(url: string, { agent, headers, body }: { agent: Agent | false; headers?: Record<string, string>; body?: string }) {
  return new Promise<{ status: number; text: string; closes: boolean } | string>((resolve) => {
    const asked = request(url, { method: body === undefined ? "GET" : "POST", agent, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.once("error", () => resolve("cut off"));
      const closes = answer.headers.connection === "close";
      answer.once("end", () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString(), closes }));
    });
    asked.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    asked.end(body);
  });
}

test(
  "before it goes it says so for half a second and more, and answers all that comes until then",
  async () => {
    const product = await startProduct();
    const who = { account: product.account, name: "admin", password: product.adminPassword };
    const api = await signIn(product.apiUrl, who, { project: { name: product.region } });
    const body = JSON.stringify({ key_id: await api.createKey("leaving"), plain_text: "x" });
    const headers = { "X-Auth-Token": api.token, "Content-Type": "application/json" };
    const url = `${product.apiUrl}/v1.0/${api.projectId}/kms/encrypt-data`;
    let isOver = false;
    const outcomes: { at: number; outcome: Awaited<ReturnType<typeof ask>> }[] = [];
    const caller = async (agent: Agent | false) => {
      while (!isOver) {
        const outcome = await ask(url, { agent, headers, body });
        outcomes.push({ at: performance.now(), outcome });
        if (outcome === "ECONNREFUSED") await pause(20);
      }
    };
    const probes: { at: number; ready: number; alive: number }[] = [];
    const prober = async () => {
      while (!isOver) {
        const [ready, alive] = await Promise.all(["readyz", "healthz"].map((path) => ask(`${product.apiUrl}/${path}`, { agent: false })));
        const status = (answer: typeof ready) => (typeof answer === "object" ? answer.status : 0);
        probes.push({ at: performance.now(), ready: status(ready), alive: status(alive) });
        await pause(20);
      }
    };
    const kept = new Agent({ keepAlive: true });
    const work = [prober(), ...[kept, kept, kept, kept, false as const, false as const].map(caller)];
    await pause(1_000);
    process.kill(product.pid, "SIGTERM");
    expect(await endsWithin(product.exited, PROMISED_MS)).toEqual({ code: 0, signal: null });
    isOver = true;
    await Promise.all(work);
    kept.destroy();
    // It says that it goes, and that it is alive, for as long as a balancer needs to hear of it.
    const leaving = probes.filter(({ ready }) => ready === 503);
    // The last of them may have come in the moment in which the port was closed.
    expect(leaving.slice(0, -1).every(({ alive }) => alive === 200)).toBe(true);
    expect((leaving.at(-1)?.at ?? 0) - (leaving[0]?.at ?? 0)).toBeGreaterThan(500);
    const answered = outcomes.flatMap(({ at, outcome }) => (typeof outcome === "object" ? [{ at, ...outcome }] : []));
    expect(answered.filter(({ status }) => status !== 200)).toEqual([]);
    // A kept connection is not closed under the next request: whoever is answered meanwhile is told that it is the last one.
    const during = answered.filter(({ at }) => at > (leaving[0]?.at ?? 0) + 250);
    expect(during.length).toBeGreaterThan(0);
    expect(during.every(({ closes }) => closes)).toBe(true);
    // Nobody who had begun to be answered was left with half of it; who came later was not let in.
    const failures = new Set(outcomes.flatMap(({ outcome }) => (typeof outcome === "object" ? [] : [outcome])));
    expect(failures).toContain("ECONNREFUSED");
    expect([...failures].filter((code) => code !== "ECONNREFUSED" && code !== "ECONNRESET")).toEqual([]);
    await product.stop();
  },
  LIMIT,
);

test.each(["starting the embedded database", "preparing the database", "preparing the token", "starting API and console"])(
  "SIGTERM while it is %s ends the start and leaves nothing running",
  async (moment) => {
    const launch = await launchProduct({ KMS_WORKERS: "1" });
    const all = await new Promise<ReturnType<typeof descendantsOf>>((resolve) => {
      launch.child.stdout?.on("data", () => {
        if (launch.output().includes(moment)) setTimeout(() => resolve(descendantsOf(launch.pid)), 50);
      });
    });
    process.kill(launch.pid, "SIGTERM");
    expect(await endsWithin(launch.exited, PROMISED_MS)).toEqual({ code: 0, signal: null });
    expect(stillRunning(all)).toEqual([]);
    await launch.stop();
  },
  LIMIT,
);
