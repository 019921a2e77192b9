/**
 * The files of the embedded PostgreSQL: `<data directory>/postgres/cluster`.
 * Invariant: nothing called `cluster` is ever removed. Initialisation works in `cluster.unfinished` and renames it when
 * it is complete and on disk, so an interrupted one leaves only that, which is ours to remove.
 */
import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type DatabaseAccount, ownDatabaseFiles } from "./database-account";
import { processCommand } from "./process-identity";
import { ensureSecret, syncDirectory } from "./secrets";
import { StartError } from "./start-error";

export const SUPERUSER = "postgres";
const FAST_STOP_PATIENCE_MS = 10_000;
const IMMEDIATE_STOP_PATIENCE_MS = 5_000;

/**
 * Makes the cluster when there is none, and ends a server that a killed product left running on it.
 * @returns its directory
 */
export async function prepareCluster(dataDir: string, initdb: string, account: DatabaseAccount): Promise<string> {
  const home = join(dataDir, "postgres");
  const cluster = join(home, "cluster");
  const sockets = join(home, "socket");
  mkdirSync(sockets, { recursive: true, mode: 0o700 });
  if (existsSync(cluster)) await endOrphan(cluster);
  ownDatabaseFiles(account, home);
  ownDatabaseFiles(account, sockets);
  if (existsSync(cluster)) {
    ownDatabaseFiles(account, cluster);
    for (const name of readdirSync(sockets)) rmSync(join(sockets, name), { force: true });
  } else {
    initialise(dataDir, home, initdb, account);
  }
  return cluster;
}

/** Environment of the database's programs: none of ours, so no `PG…` variable changes what they do. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  return { NODE_ENV: "production", PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };
}

function initialise(dataDir: string, home: string, initdb: string, account: DatabaseAccount): void {
  const unfinished = join(home, "cluster.unfinished");
  const passwordFile = join(home, "superuser-password");
  rmSync(unfinished, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, ensureSecret(dataDir, "database-superuser-password"), { mode: 0o600, flag: "wx" });
  if (account.credentials) chownSync(passwordFile, account.credentials.uid, account.credentials.gid);
  const options = ["--auth=scram-sha-256", `--pwfile=${passwordFile}`, `--username=${SUPERUSER}`, "--encoding=UTF8", "--locale=C"];
  // Compares by code point like C, and still knows the case of letters beyond ASCII.
  const collation = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const [command = "", ...args] = [
    ...account.prefix,
    initdb,
    `--pgdata=${unfinished}`,
    "--data-checksums",
    "--no-instructions",
    ...options,
    ...collation,
  ];
  const result = spawnSync(command, args, { ...account.credentials, cwd: "/", env: postgresEnvironment(), encoding: "utf8" });
  rmSync(passwordFile, { force: true });
  if (result.status !== 0) {
    const cause = result.stderr?.trim().split("\n").pop() || result.error?.message || `status ${result.status}`;
    throw new StartError(
      `The embedded database could not be made in ${home} (${cause}): check the room and the rights there, or set DATABASE_URL.`,
    );
  }
  renameSync(unfinished, join(home, "cluster"));
  syncDirectory(home);
}

/** Ends a server whose product was killed, fast but clean, and removes the pid file of one that is no more. */
async function endOrphan(cluster: string): Promise<void> {
  const pidFile = join(cluster, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  const isOurs = () => Number.isInteger(pid) && pid > 1 && (processCommand(pid)?.includes(cluster) ?? false);
  if (isOurs()) process.kill(pid, "SIGINT");
  if (!(await becomesFalse(isOurs, FAST_STOP_PATIENCE_MS))) process.kill(pid, "SIGQUIT");
  if (!(await becomesFalse(isOurs, IMMEDIATE_STOP_PATIENCE_MS))) {
    throw new StartError(
      `An embedded database of an earlier start (process ${pid}) does not end: end it with kill -9 ${pid}, then start again.`,
    );
  }
  // The number may by now be another process's, which PostgreSQL would take for a running server.
  rmSync(pidFile, { force: true });
}

async function becomesFalse(condition: () => boolean, patienceMs: number): Promise<boolean> {
  const end = Date.now() + patienceMs;
  while (condition()) {
    if (Date.now() > end) return false;
    await pause(25);
  }
  return true;
}
