/**
 * The embedded PostgreSQL: a real server for this product alone, durable, reached through a socket inside the data
 * directory (or, where that path is too long for a socket, through a free loopback port), by password only.
 * The product uses the role `kms`, which owns nothing; the database `kms` is `kms_owner`'s, by whom a start makes tables. Neither is a
 * superuser, just as with an operator's `DATABASE_URL` and `KMS_DATABASE_OWNER_URL`.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Log } from "#lib/base/log";
import { ensureSecret } from "../data-dir/secrets";
import { makeDatabaseFolder } from "../data-dir/secure-data-dir";
import type { Handover } from "../links/handover";
import { LineLimit } from "../output/line-limit";
import { freePort } from "../processes/free-port";
import { runOnce } from "../processes/run-once";
import { forkProgram, type Staff } from "../users/staff";
import { postgresEnvironment, prepareCluster, SUPERUSER } from "./postgres-cluster";
import { findPostgresPrograms } from "./postgres-program";

/** `sun_path` holds 108 bytes with its closing NUL on Linux, 104 on macOS. */
const LONGEST_SOCKET_PATH = process.platform === "linux" ? 107 : 103;
const SOCKET_PORT = 5432;
const START_PATIENCE_MS = 60_000;
const SETTINGS = {
  fsync: "on",
  full_page_writes: "on",
  synchronous_commit: "on",
  password_encryption: "scram-sha-256",
  max_connections: "100",
  // Each connection that has seen all of it counts it as its own; what does not fit is in the file system's cache.
  shared_buffers: "24MB",
  max_wal_size: "512MB",
  // Without its three I/O worker processes: this database is small and mostly in memory.
  io_method: "sync",
  jit: "off",
  // Nobody replicates from it, so the process that would start that is left out.
  max_logical_replication_workers: "0",
  max_parallel_workers_per_gather: "0",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
  // A failed statement is its caller's to report; its text may hold values.
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
};
const READY = "database system is ready to accept connections";

/** A kind of line each ten seconds. */
const LINES = new LineLimit(10_000);

export type EmbeddedPostgres = {
  /** Connection URL of the role `kms`, for this process; holds its password. */
  readonly url: string;
  /** The same, for children. */
  readonly childUrl: string;
  /** Of the owner, `kms_owner`, for this process and for children; for preparations alone. */
  readonly ownerUrl: string;
  readonly childOwnerUrl: string;
  /** For `provisionDatabase`, in a child: what makes roles and database. */
  readonly provision: NonNullable<Handover["provision"]>;
  /** The same, for this process. */
  readonly ownProvision: NonNullable<Handover["provision"]>;
  /** Starts the server. SIGINT ends it fast and clean, SIGQUIT at once. It is in a process group of its own. */
  launch(): ChildProcess;
  /** Resolves when the server that was launched last takes connections. @throws Error when it ends, or takes longer than a minute */
  becomeReady(): Promise<void>;
};

/** @throws StartError when there is no way to run it here */
export async function prepareEmbeddedPostgres(staff: Staff, log: Log): Promise<EmbeddedPostgres> {
  const { dataDir, accounts, becoming } = staff;
  const programs = findPostgresPrograms(staff.program.root);
  const superuserPassword = ensureSecret(dataDir, "database-superuser-password");
  const password = ensureSecret(dataDir, "database-password");
  const ownerPassword = ensureSecret(dataDir, "database-owner-password");
  const realCluster = join(dataDir, "postgres", "cluster");
  makeDatabaseFolder(staff);
  if (accounts) {
    const handover = { cluster: { superuserPassword, realPath: realCluster } };
    const child = forkProgram(staff, "database", "cluster-bootstrap", { ...process.env, KMS_DATA_DIR: staff.childDataDir }, handover);
    await runOnce("preparation of the database's files", child);
  } else {
    const home = join(dataDir, "postgres");
    await prepareCluster({ home, realCluster, initdb: programs.initdb, superuserPassword, inherited: [] });
  }
  const socketOf = (dir: string) => join(dir, "postgres", "socket");
  const usesSocket = Buffer.byteLength(join(socketOf(staff.childDataDir), `.s.PGSQL.${SOCKET_PORT}`)) <= LONGEST_SOCKET_PATH;
  const port = usesSocket ? SOCKET_PORT : await freePort();
  const listening = usesSocket
    ? {
        listen_addresses: "",
        unix_socket_directories: quoteDirectory(socketOf(staff.childDataDir)),
        unix_socket_permissions: accounts ? "0770" : "0700",
      }
    : { listen_addresses: "127.0.0.1", unix_socket_directories: "" };
  // The last setting has no meaning to the server: it tells whoever looks at the list of processes whose it is.
  const settings = { ...SETTINGS, ...listening, port: `${port}`, "kms.cluster": realCluster };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const hostFor = (dir: string) => (usesSocket ? socketOf(dir) : "127.0.0.1");
  const provisionFor = (dir: string) => ({
    superuserUrl: databaseUrl(SUPERUSER, superuserPassword, "postgres", hostFor(dir), port),
    password,
    ownerPassword,
  });
  const ownerFor = (dir: string) => databaseUrl("kms_owner", ownerPassword, "kms", hostFor(dir), port);
  let ready: Promise<void> = Promise.reject(new Error("not launched"));
  ready.catch(() => {});

  return {
    url: embeddedDatabaseUrl(password, hostFor(staff.shortDataDir), port),
    childUrl: embeddedDatabaseUrl(password, hostFor(staff.childDataDir), port),
    ownerUrl: ownerFor(staff.shortDataDir),
    childOwnerUrl: ownerFor(staff.childDataDir),
    provision: provisionFor(staff.childDataDir),
    ownProvision: provisionFor(staff.shortDataDir),
    launch() {
      const { prefix, credentials } = becoming.database;
      const cluster = join(staff.childDataDir, "postgres", "cluster");
      const [command = "", ...args] = [...prefix, programs.postgres, "-D", cluster, ...options];
      const server = spawn(command, args, {
        ...credentials,
        cwd: "/",
        env: postgresEnvironment(),
        detached: true,
        stdio: ["ignore", "ignore", "pipe", "ignore", ...staff.inherited],
      });
      ready = watchStart(server, log);
      ready.catch(() => {});
      return server;
    },
    becomeReady: () => ready,
  };
}

/** The setting is a list with commas, which may be in a path. */
function quoteDirectory(path: string): string {
  return `"${path.replaceAll('"', '""')}"`;
}

/** @param host directory of the server's socket, or an address */
export function embeddedDatabaseUrl(password: string, host: string, port: number): string {
  return databaseUrl("kms", password, "kms", host, port);
}

function databaseUrl(user: string, password: string, database: string, host: string, port: number): string {
  return `postgresql://${user}:${password}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`;
}

/** Passes the server's lines on to the log, and finds the one that says that it serves: to ask it, root would have to go to its socket. */
function watchStart(server: ChildProcess, log: Log): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error("not ready in time")), START_PATIENCE_MS);
    const settle = (how: () => void) => {
      clearTimeout(limit);
      how();
    };
    server.once("error", (error) => settle(() => reject(error)));
    server.once("exit", () => settle(() => reject(new Error("ended"))));
    if (!server.stderr) return;
    createInterface({ input: server.stderr }).on("line", (line) => {
      if (line.includes(READY)) settle(resolve);
      logServerLine(log, line);
    });
  });
}

function logServerLine(log: Log, line: string): void {
  const said = /(FATAL|PANIC|WARNING): .*/.exec(line)?.[0];
  // While it recovers it says so to everybody who comes.
  const heldBack = said === undefined ? 0 : LINES.pass(said.slice(0, 80));
  if (said === undefined) log.debug({ line }, "database");
  else if (heldBack !== null) log.warn({ line, ...(heldBack > 0 && { heldBack }) }, "database");
}
