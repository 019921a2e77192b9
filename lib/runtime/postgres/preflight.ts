/** What can be known to fail before anything is started, each said in one sentence. */
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { Env } from "#lib/base/env";
import { StartError } from "#lib/base/start-error";

const LEAST_NODE = [20, 19] as const;
/** Processes of a product that was just killed need a moment to give their port back. */
const PORT_PATIENCE_MS = 3_000;

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

/** @returns null when it could listen, else the system's error code */
function listenOnce(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "unknown error"));
    probe.listen({ host, port }, () => probe.close(() => resolve(null)));
  });
}
