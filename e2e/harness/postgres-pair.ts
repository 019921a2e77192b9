/**
 * Two servers of the embedded PostgreSQL, one the standby of the other, as an operator would run them outside of the product. Everybody on
 * this machine may sign in to them: nothing is kept there but what a test makes.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { appendFileSync, chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { namelessEnvironment } from "#lib/runtime/postgres/nameless-user";
import { findPostgresPrograms } from "#lib/runtime/postgres/postgres-program";
import { readableProgram } from "#lib/runtime/users/readable-program";
import { freePort } from "./free-port";
import { descendantsOf, stillRunning } from "./processes";

/** PostgreSQL does not run as root. */
const NOBODY = 65_534;
const USER = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
const SETTINGS = ["listen_addresses=127.0.0.1", "max_connections=60", "shared_buffers=32MB", "wal_level=replica", "hot_standby=on"];

type Server = { readonly dir: string; readonly port: number; process: ChildProcess | null };

export class PostgresPair {
  readonly #folder: string;
  readonly #programs = findPostgresPrograms(USER.uid === undefined ? undefined : readableProgram().root);
  readonly #servers: readonly [Server, Server];
  /** Which of the two takes writes. */
  #leads: 0 | 1 = 0;

  private constructor(folder: string, ports: readonly [number, number]) {
    this.#folder = folder;
    this.#servers = [
      { dir: join(folder, "one"), port: ports[0], process: null },
      { dir: join(folder, "other"), port: ports[1], process: null },
    ];
  }

  /** With the database `kms` of `kms_owner`, and the role `kms`; the standby is there, and follows. */
  static async make(isSynchronous: boolean): Promise<PostgresPair> {
    const folder = mkdtempSync(join(tmpdir(), "kms-pair-"));
    if (USER.uid !== undefined) chownSync(folder, USER.uid, USER.gid);
    chmodSync(folder, 0o700);
    const pair = new PostgresPair(folder, [await freePort(), await freePort()]);
    const [one] = pair.#servers;
    mkdirSync(join(folder, "sockets"));
    if (USER.uid !== undefined) chownSync(join(folder, "sockets"), USER.uid, USER.gid);
    const words = [`--pgdata=${one.dir}`, "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"];
    const collation = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    const env = { PATH: process.env.PATH, ...namelessEnvironment() } as NodeJS.ProcessEnv;
    execFileSync(pair.#programs.initdb, [...words, ...collation], { ...USER, cwd: "/", env, stdio: ["ignore", "ignore", "inherit"] });
    await pair.#start(one);
    for (const statement of ["create role kms_owner login", "create role kms login", "create database kms owner kms_owner"])
      await pair.#ask(one, "postgres", statement);
    await pair.follow(isSynchronous);
    return pair;
  }

  /** For a role of the product's, by both hosts. */
  url(role: "kms" | "kms_owner"): string {
    const [one, other] = this.#servers;
    return `postgresql://${role}@127.0.0.1:${one.port},127.0.0.1:${other.port}/kms?target_session_attrs=read-write`;
  }

  /** One statement of the superuser, at the one that takes writes. */
  async sql<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
    return this.#ask<T>(this.#servers[this.#leads], "kms", text, values);
  }

  /** What the product's connections do that are to the one that no longer takes writes. */
  async strayConnections(): Promise<string[]> {
    // One that waits for a standby does not see that its client has gone.
    const stray = `select concat_ws(' ', application_name, state, wait_event, now() - backend_start, now() - state_change, query) as what
      from pg_stat_activity where usename in ('kms', 'kms_owner') and wait_event is distinct from 'SyncRep'`;
    return (await this.#ask<{ what: string }>(this.#servers[1 - this.#leads] as Server, "postgres", stray)).map(({ what }) => what);
  }

  /** Makes the other one, whatever it was before, a standby of the one that takes writes, which is stopped for that moment. */
  async follow(isSynchronous: boolean): Promise<void> {
    const [leader, standby] = [this.#servers[this.#leads], this.#servers[1 - this.#leads] as Server];
    await this.#stop(standby, "SIGKILL");
    await this.#stop(leader, "SIGINT");
    rmSync(standby.dir, { recursive: true, force: true });
    execFileSync("cp", ["-a", leader.dir, standby.dir]);
    for (const { dir, role } of [
      { dir: leader.dir, role: "leader" },
      { dir: standby.dir, role: "standby" },
    ]) {
      const conninfo = `host=127.0.0.1 port=${leader.port} user=postgres application_name=standby`;
      const lines = [`primary_conninfo = '${conninfo}'`, `synchronous_standby_names = '${isSynchronous ? "standby" : ""}'`];
      appendFileSync(join(dir, "postgresql.auto.conf"), `${lines.join("\n")}\n`);
      rmSync(join(dir, "standby.signal"), { force: true });
      if (role === "standby") writeFileSync(join(dir, "standby.signal"), "");
    }
    // Synchronous commits wait for it, so it comes first.
    await Promise.all([this.#start(leader), this.#start(standby)]);
    await this.#until(
      async () => (await this.#ask(leader, "postgres", "select 1 from pg_stat_replication where state = 'streaming'")).length > 0,
    );
  }

  /** Nothing more comes to the standby. */
  async stopStandby(): Promise<void> {
    await this.#stop(this.#servers[1 - this.#leads] as Server, "SIGINT");
  }

  /**
   * The standby takes the place of the one that takes writes, which is gone as when the power goes, or hangs.
   * @returns lets one that hangs go on, as if nothing had been
   */
  async failOver(how: "killed" | "hanging" = "killed"): Promise<() => void> {
    const [gone, next] = [this.#servers[this.#leads], this.#servers[1 - this.#leads] as Server];
    const all = how === "killed" ? [] : [gone.process?.pid as number, ...descendantsOf(gone.process?.pid as number).map(({ pid }) => pid)];
    for (const pid of all) process.kill(pid, "SIGSTOP");
    if (how === "killed") await this.#stop(gone, "SIGKILL");
    if (next.process === null) await this.#start(next);
    await this.#ask(next, "postgres", "select pg_promote(true, 60)");
    this.#leads = this.#leads === 0 ? 1 : 0;
    // Nobody is left to wait for.
    await this.#ask(next, "postgres", "alter system set synchronous_standby_names = ''");
    await this.#ask(next, "postgres", "select pg_reload_conf()");
    return () => {
      for (const pid of all) process.kill(pid, "SIGCONT");
    };
  }

  async stop(): Promise<void> {
    await Promise.all(this.#servers.map((server) => this.#stop(server, "SIGKILL")));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #start(server: Server): Promise<void> {
    const settings = [...SETTINGS, `port=${server.port}`, `unix_socket_directories=${join(this.#folder, "sockets")}`];
    const words = ["-D", server.dir, ...settings.flatMap((setting) => ["-c", setting])];
    server.process = spawn(this.#programs.postgres, words, {
      ...USER,
      cwd: "/",
      env: { PATH: process.env.PATH } as never,
      stdio: "ignore",
    });
    await this.#until(async () => (await this.#ask(server, "postgres", "select 1")).length === 1);
  }

  async #stop(server: Server, signal: "SIGINT" | "SIGKILL"): Promise<void> {
    const { process: child } = server;
    server.process = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    const below = descendantsOf(child.pid as number);
    child.kill(signal);
    await exited;
    // Its processes see within a moment that it is gone, and may write until then.
    await this.#until(async () => stillRunning(below).length === 0);
  }

  async #ask<T extends object>({ port }: Server, database: string, text: string, values: unknown[] = []): Promise<T[]> {
    const client = new pg.Client({ host: "127.0.0.1", port, user: "postgres", database, connectionTimeoutMillis: 2_000 });
    client.on("error", () => {});
    await client.connect();
    try {
      return (await client.query(text, values)).rows as T[];
    } finally {
      await client.end().catch(() => {});
    }
  }

  async #until(isSo: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + 60_000; !(await isSo().catch(() => false)); ) {
      if (Date.now() > end) throw new Error("a server of the pair did not become as it should");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
