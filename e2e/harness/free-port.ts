/**
 * Loopback TCP ports for servers that are started a while after their ports were chosen. The kernel gives its own (from 32768 on) to
 * anybody in between: another test, or a connection on its way out. So these come from below, and each process has a range to itself.
 */
import { createServer } from "node:net";

const FIRST = 15_000;
const RANGES = 250;
const PORTS_EACH = 68;
let given = Math.floor(Math.random() * PORTS_EACH);

/** @returns one that nobody listens on, and that this process was not given lately */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < PORTS_EACH; tries += 1) {
    const port = FIRST + (process.pid % RANGES) * PORTS_EACH + (given % PORTS_EACH);
    given += 1;
    if (await isFree(port)) return port;
  }
  throw new Error("no port is free");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
