/**
 * The embedded PostgreSQL: a real server for this product alone, durable, reached through a socket inside the data
 * directory (or, where that path is too long for a socket, through a free loopback port), by password only.
 * The product uses the role `kms`, no superuser, which owns the database `kms`, just as an operator's `DATABASE_URL` would.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { chooseDatabaseAccount } from "./database-account";
import { freePort } from "./free-port";
import { LineLimit } from "./line-limit";
import type { Log } from "./log";
import { postgresEnvironment, prepareCluster, SUPERUSER } from "./postgres-cluster";
import { findPostgresPrograms } from "./postgres-program";
import { ensureSecret } from "./secrets";
import { StartError } from "./start-error";

/** `sun_path` holds 108 bytes with its closing NUL on Linux, 104 on macOS. */
const LONGEST_SOCKET_PATH = process.platform === "linux" ? 107 : 103;
const START_PATIENCE_MS = 60_000;
const SETTINGS = {
  fsync: "on",
  full_page_writes: "on",
  synchronous_commit: "on",
  password_encryption: "scram-sha-256",
  max_connections: "100",
  shared_buffers: "64MB",
  max_wal_size: "512MB",
  // Without its three I/O worker processes: this database is small and mostly in memory.
  io_method: "sync",
  jit: "off",
  max_parallel_workers_per_gather: "0",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
  // A failed statement is its caller's to report; its text may hold values.
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
};

/** A kind of line each ten seconds. */
const LINES = new LineLimit(10_000);

export type EmbeddedPostgres = {
  /** Connection URL of the role `kms`; holds its password. */
  readonly url: string;
  /** Starts the server. SIGINT ends it fast and clean, SIGQUIT at once. It is in a process group of its own. */
  launch(): ChildProcess;
  /** Resolves when the server answers and role and database are there. @throws Error when it does not within a minute */
  becomeReady(): Promise<void>;
};

/** @throws StartError when there is no way to run it here */
export async function prepareEmbeddedPostgres(dataDir: string, log: Log): Promise<EmbeddedPostgres> {
  const programs = findPostgresPrograms();
  const account = chooseDatabaseAccount(dataDir, programs.postgres);
  const cluster = await prepareCluster(dataDir, programs.initdb, account);
  const socketDir = join(dataDir, "postgres", "socket");
  const usesSocket = Buffer.byteLength(join(socketDir, ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH;
  const port = usesSocket ? 5432 : await freePort();
  const host = usesSocket ? socketDir : "127.0.0.1";
  const listening = usesSocket
    ? { listen_addresses: "", unix_socket_directories: socketDir, unix_socket_permissions: "0700", port: `${port}` }
    : { listen_addresses: "127.0.0.1", unix_socket_directories: "", port: `${port}` };
  const options = Object.entries({ ...SETTINGS, ...listening }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const password = ensureSecret(dataDir, "database-password");
  const superuserPassword = ensureSecret(dataDir, "database-superuser-password");

  return {
    url: embeddedDatabaseUrl(password, host, port),
    launch() {
      const [command = "", ...args] = [...account.prefix, programs.postgres, "-D", cluster, ...options];
      const server = spawn(command, args, {
        ...account.credentials,
        cwd: "/",
        env: postgresEnvironment(),
        detached: true,
        stdio: ["ignore", "ignore", "pipe"],
      });
      if (server.stderr) createInterface({ input: server.stderr }).on("line", (line) => logServerLine(log, line));
      return server;
    },
    async becomeReady() {
      const client = await connectPatiently({ host, port, user: SUPERUSER, password: superuserPassword, database: "postgres" });
      try {
        await provision(client, password);
      } finally {
        await client.end();
      }
    },
  };
}

/** @param host directory of the server's socket, or an address */
export function embeddedDatabaseUrl(password: string, host: string, port: number): string {
  return `postgresql://kms:${password}@localhost:${port}/kms?host=${encodeURIComponent(host)}`;
}

/** Idempotent. The database is made last, so that its being there means that all is there. */
async function provision(client: pg.Client, password: string): Promise<void> {
  const found = await client.query("select 1 from pg_database where datname = 'kms'");
  if (found.rowCount) return;
  const role = await client.query("select 1 from pg_roles where rolname = 'kms'");
  const command = role.rowCount ? "alter" : "create";
  await client.query(`${command} role kms login nosuperuser nocreatedb nocreaterole password ${client.escapeLiteral(password)}`);
  await client.query("create database kms owner kms");
}

async function connectPatiently(settings: pg.ClientConfig): Promise<pg.Client> {
  const end = Date.now() + START_PATIENCE_MS;
  for (;;) {
    const client = new pg.Client({ ...settings, connectionTimeoutMillis: 5_000 });
    client.on("error", () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      const { code } = error as NodeJS.ErrnoException;
      // 28P01: the server is up and does not know this password, so waiting would not help.
      if (code === "28P01")
        throw new StartError(
          "The embedded database refuses the password kept in the data directory: restore the data directory as a whole.",
        );
      if (Date.now() > end)
        throw new StartError(`The embedded database did not start within a minute (${code ?? "no answer"}): see the log lines above.`);
      await pause(20);
    }
  }
}

function logServerLine(log: Log, line: string): void {
  const said = /(FATAL|PANIC|WARNING): .*/.exec(line)?.[0];
  // While it recovers it says so to everybody who comes.
  const heldBack = said === undefined ? 0 : LINES.pass(said.slice(0, 80));
  if (said === undefined) log.debug({ line }, "database");
  else if (heldBack !== null) log.warn({ line, ...(heldBack > 0 && { heldBack }) }, "database");
}
