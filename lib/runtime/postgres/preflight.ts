/** What can be known to fail before anything is started, each said in one sentence. */
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import type { Env } from "#lib/base/env";
import { StartError } from "#lib/base/start-error";

const LEAST_NODE = [20, 19] as const;
/** Processes of a product that was just killed need a moment to give their port back. */
const PORT_PATIENCE_MS = 3_000;
const DATABASE_PATIENCE_MS = 10_000;

/** @throws StartError when Node.js is too old */
export function checkNodeVersion(version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  throw new StartError(
    `Node.js is ${version}, and must be ${leastMajor}.${leastMinor} or newer: install a newer one from nodejs.org or your package manager.`,
  );
}

/** @throws StartError naming the port that is taken, or the host that is not of this machine */
export async function checkPorts(env: Env): Promise<void> {
  for (const [name, { host, port }] of [
    ["API", env.api],
    ["CONSOLE", env.console],
  ] as const) {
    const end = Date.now() + PORT_PATIENCE_MS;
    let code = await listenOnce(host, port);
    while (code === "EADDRINUSE" && Date.now() < end) {
      await pause(100);
      code = await listenOnce(host, port);
    }
    if (code === "EADDRINUSE")
      throw new StartError(
        `KMS_${name}_PORT is ${port}, and that port is taken on ${host}: stop the program that listens there, or choose another port.`,
      );
    if (code === "EACCES")
      throw new StartError(`KMS_${name}_PORT is ${port}, which this user may not listen on: choose a port above 1023.`);
    if (code)
      throw new StartError(
        `KMS_${name}_HOST is "${host}", where this machine cannot listen (${code}): set it to one of its own addresses.`,
      );
  }
}

/** @throws StartError when the database does not answer; its password is never part of the sentence */
export async function checkDatabase(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: DATABASE_PATIENCE_MS });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
  } catch (error) {
    throw new StartError(explain(error, client));
  } finally {
    await client.end().catch(() => {});
  }
}

function explain(error: unknown, { host, port, user, database }: pg.Client): string {
  const { code } = error as NodeJS.ErrnoException;
  const where = `the database at ${host}:${port}`;
  if (code === "28P01" || code === "28000") return `DATABASE_URL: ${where} refuses user "${user}" or its password: correct them.`;
  if (code === "3D000") return `DATABASE_URL: ${where} has no database "${database}": create it, owned by "${user}".`;
  return `DATABASE_URL: ${where} does not answer (${code ?? "no answer in time"}): start it, or correct host and port.`;
}

/** @returns null when it could listen, else the system's error code */
function listenOnce(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "unknown error"));
    probe.listen({ host, port }, () => probe.close(() => resolve(null)));
  });
}
