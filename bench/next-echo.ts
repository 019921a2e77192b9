/** Builds and starts `bench/next-echo`: the cost of a request whose server is Next, and of a page of Next that holds nothing. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { freePort } from "#lib/runtime/processes/free-port";

const NEXT = "node_modules/next/dist/bin/next";
const PATIENCE_MS = 60_000;

export type NextEcho = { readonly url: string /** A page that holds nothing. */; readonly emptyPageUrl: string; stop(): void };

export async function startNextEcho(): Promise<NextEcho> {
  const env = { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
  const built = spawnSync(process.execPath, [NEXT, "build", "bench/next-echo"], { stdio: ["ignore", "ignore", "inherit"], env });
  if (built.status !== 0) throw new Error("The Next echo could not be built.");
  const port = await freePort();
  const server = spawn(process.execPath, [NEXT, "start", "bench/next-echo", "--hostname", "127.0.0.1", "--port", String(port)], {
    stdio: "ignore",
    env,
  });
  const url = `http://127.0.0.1:${port}/echo`;
  await untilAnswering(url, server);
  return { url, emptyPageUrl: new URL("/", url).href, stop: () => void server.kill() };
}

async function untilAnswering(url: string, server: ChildProcess): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (server.exitCode === null && Date.now() < end) {
    const answer = await fetch(url, { method: "POST", body: "{}" }).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("The Next echo does not answer.");
}
