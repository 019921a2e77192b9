/** Whether this machine lets a process have as many connections as it is meant to have; each takes an open file. */
import { readFileSync } from "node:fs";
import { type Env, LEAST_CONNECTIONS } from "#lib/base/env";
import { StartError } from "#lib/base/start-error";

/** Besides the callers' connections: those to the database and the API, the token's files, modules and logs. */
const OTHER_FILES = 256;

/**
 * @param limits text of `/proc/self/limits`; null where there is none, and nothing can be checked
 * @throws StartError when a process may open too few files. Node.js has raised the soft limit as far as the hard one allows.
 */
export function checkOpenFiles({ maxConnections }: Pick<Env, "maxConnections">, limits: string | null = readLimits()): void {
  const most = /^Max open files +(\d+|unlimited) /m.exec(limits ?? "")?.[1];
  if (most === undefined || most === "unlimited") return;
  const needed = maxConnections + OTHER_FILES;
  if (Number(most) >= needed) return;
  const affordable = Number(most) - OTHER_FILES;
  const orFewer = affordable >= LEAST_CONNECTIONS ? `, or set KMS_MAX_CONNECTIONS to ${affordable} or less` : "";
  throw new StartError(
    `A process may open ${most} files here, and KMS_MAX_CONNECTIONS, which is ${maxConnections}, needs ${needed}: raise the limit (ulimit -n, LimitNOFILE=)${orFewer}.`,
  );
}

function readLimits(): string | null {
  try {
    return readFileSync("/proc/self/limits", "utf8");
  } catch {
    return null;
  }
}
