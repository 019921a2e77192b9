/**
 * The files of the embedded PostgreSQL: `<data directory>/postgres/cluster`. They are made and mended by the user that the server
 * runs as; root never does anything in there, because that user could lead it elsewhere by a link.
 * Invariant: nothing called `cluster` is ever removed. Initialisation works in `cluster.unfinished.<pid>` and renames it when
 * it is complete and on disk, so an interrupted one leaves only that, which is ours to remove. Its name is its own: programs of an
 * interrupted one may still be at work in theirs.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { StartError } from "#lib/base/start-error";
import { readUntrustedFile } from "../data-dir/checked-files";
import { syncDirectory } from "../data-dir/secrets";
import { processCommand, processUser } from "../processes/process-identity";
import { namelessEnvironment } from "./nameless-user";

export const SUPERUSER = "postgres";
const UNFINISHED = "cluster.unfinished";
const FAST_STOP_PATIENCE_MS = 10_000;
const IMMEDIATE_STOP_PATIENCE_MS = 5_000;

export type ClusterPlan = {
  /** The folder `postgres` of the data directory, as this process names it. */
  readonly home: string;
  /** Real path of the cluster, by which a running server's command line tells that it is ours. */
  readonly realCluster: string;
  readonly initdb: string;
  readonly superuserPassword: string;
  /** Open files that the initialisation inherits, by their numbers here, from 4 on. */
  readonly inherited: readonly number[];
};

/** Makes the cluster when there is none, and ends a server that a killed product left running on it. */
export async function prepareCluster(plan: ClusterPlan): Promise<void> {
  const cluster = join(plan.home, "cluster");
  const sockets = join(plan.home, "socket");
  mkdirSync(sockets, { recursive: true, mode: 0o700 });
  if (!existsSync(cluster)) return initialise(plan);
  await endOrphan(cluster, plan.realCluster, process.getuid?.() ?? null);
  // The number may by now be another process's, which PostgreSQL would take for a running server.
  rmSync(join(cluster, "postmaster.pid"), { force: true });
  for (const name of readdirSync(sockets)) rmSync(join(sockets, name), { force: true });
}

/** Environment of the database's programs: none of ours, so no `PG…` variable changes what they do. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  return { NODE_ENV: "production", PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };
}

/**
 * Ends a server whose product was killed, fast but clean.
 * @param uid the user it must run as, so that nobody else's process is ended, whatever the file says; null where there are none
 * @throws StartError when it does not end
 */
export async function endOrphan(cluster: string, realCluster: string, uid: number | null): Promise<void> {
  const pidFile = join(cluster, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = Number(readUntrustedFile(pidFile).split("\n")[0]);
  const isOurs = () =>
    Number.isInteger(pid) && pid > 1 && (processCommand(pid)?.includes(realCluster) ?? false) && (uid === null || processUser(pid) === uid);
  if (isOurs()) process.kill(pid, "SIGINT");
  if (!(await becomesFalse(isOurs, FAST_STOP_PATIENCE_MS))) process.kill(pid, "SIGQUIT");
  if (!(await becomesFalse(isOurs, IMMEDIATE_STOP_PATIENCE_MS))) {
    throw new StartError(
      `An embedded database of an earlier start (process ${pid}) does not end: end it with kill -9 ${pid}, then start again.`,
    );
  }
}

function initialise({ home, initdb, superuserPassword, inherited }: ClusterPlan): void {
  const unfinished = join(home, `${UNFINISHED}.${process.pid}`);
  const passwordFile = join(home, "superuser-password");
  for (const name of readdirSync(home)) if (name.startsWith(UNFINISHED)) removeUnfinished(join(home, name));
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, superuserPassword, { mode: 0o600, flag: "wx" });
  const options = ["--auth=scram-sha-256", `--pwfile=${passwordFile}`, `--username=${SUPERUSER}`, "--encoding=UTF8", "--locale=C"];
  // Compares by code point like C, and still knows the case of letters beyond ASCII.
  const collation = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const result = spawnSync(initdb, [`--pgdata=${unfinished}`, "--data-checksums", "--no-instructions", ...options, ...collation], {
    cwd: "/",
    env: { ...postgresEnvironment(), ...namelessEnvironment() },
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe", "ignore", ...inherited],
  });
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

/** What is still written into it may outlast this, and is no longer in the way: a later start removes it. */
function removeUnfinished(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 100 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
  }
}

async function becomesFalse(condition: () => boolean, patienceMs: number): Promise<boolean> {
  const end = Date.now() + patienceMs;
  while (condition()) {
    if (Date.now() > end) return false;
    await pause(25);
  }
  return true;
}
