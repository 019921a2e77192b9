/**
 * The hosts of one database, and which of them takes writes now: after a failover another one than before. Whoever connects is led there.
 * Invariants: nobody is led to one that has not just said that it takes writes; of two that both say so it is the one that was promoted
 * later, since the other has only not noticed; and what was connected to another one is cut off.
 */
import pg from "pg";
import { type PostgresHost, readPostgresUrl } from "#lib/base/postgres-url";
import { DatabaseAway } from "./database-away";

/** One that hangs is given up after this. */
const PATIENCE_MS = 1_500;
/** When one has said that it takes writes, the others have so long to say that they do. */
const OTHERS_MS = 100;
/** For so long an answer holds. */
const HOLDS_MS = 1_000;
/** So often it is looked while there are connections, whoever may have come back. */
const WATCH_MS = 2_000;
/** What is wrong with user or database is so at every host, and is to be told. */
const OF_THE_URL = /^(28...|3D000)$/;

/** @returns its timeline, a number that goes up with each promotion @throws when it does not answer, or does not take writes */
export type AskHost = (host: PostgresHost) => Promise<number>;

export class DatabaseHosts {
  readonly #hosts: readonly PostgresHost[];
  readonly #ask: AskHost;
  #chosen: PostgresHost | null = null;
  #holdsUntil = Number.NEGATIVE_INFINITY;
  #choosing: Promise<PostgresHost> | null = null;
  /** Told of each that has taken the place of another. */
  onMove: (to: PostgresHost) => void = () => {};

  constructor(hosts: readonly PostgresHost[], ask: AskHost) {
    this.#hosts = hosts;
    this.#ask = ask;
  }

  /** @throws DatabaseAway where none takes writes; what the first says where user or database are wrong */
  async choose(): Promise<PostgresHost> {
    if (this.#chosen !== null && performance.now() < this.#holdsUntil) return this.#chosen;
    this.#choosing ??= this.#find().finally(() => {
      this.#choosing = null;
    });
    return this.#choosing;
  }

  /** Told that the one that was chosen cannot be connected to: the next look asks anew. */
  forget(): void {
    this.#holdsUntil = Number.NEGATIVE_INFINITY;
  }

  async #find(): Promise<PostgresHost> {
    const before = this.#chosen;
    const { timelines, failures } = await this.#askAll();
    const newest = Math.max(...timelines.values());
    const best = [...timelines.keys()].filter((host) => timelines.get(host) === newest);
    const found = best.find((host) => host === before) ?? this.#hosts.find((host) => best.includes(host));
    if (found === undefined) {
      const told = failures.find(({ code }) => typeof code === "string" && OF_THE_URL.test(code));
      throw told ?? new DatabaseAway("none of the hosts of the database takes writes", { cause: failures[0] });
    }
    this.#chosen = found;
    this.#holdsUntil = performance.now() + HOLDS_MS;
    if (before !== null && found !== before) this.onMove(found);
    return found;
  }

  /** Of those that take writes; nobody waits long for the others. */
  #askAll(): Promise<{ timelines: Map<PostgresHost, number>; failures: { code?: unknown }[] }> {
    const timelines = new Map<PostgresHost, number>();
    const failures: { code?: unknown }[] = [];
    return new Promise((resolve) => {
      const end = () => resolve({ timelines, failures });
      for (const host of this.#hosts) {
        this.#ask(host)
          .then(
            (timeline) => {
              timelines.set(host, timeline);
              setTimeout(end, OTHERS_MS);
            },
            (failure) => void failures.push(failure),
          )
          .finally(() => {
            if (timelines.size + failures.length === this.#hosts.length) end();
          });
      }
    });
  }
}

/** By URL, so that all that a process connects is led alike. */
const known = new Map<string, typeof pg.Client>();

/** The client for connections to this database, as `pg.Pool` takes it, and the URL it is made with. */
export function clientOf(databaseUrl: string): { readonly Client: typeof pg.Client; readonly connectionString: string } {
  const read = readPostgresUrl(databaseUrl);
  if (read === null || !read.isToBeFound) return { Client: pg.Client, connectionString: read?.url ?? databaseUrl };
  const Client = known.get(databaseUrl) ?? leadingClient(new DatabaseHosts(read.hosts, (host) => askHost(read.url, host)));
  known.set(databaseUrl, Client);
  return { Client, connectionString: read.url };
}

/** A connection that is not made yet. @param options what pg takes, beside the URL */
export function newClient(databaseUrl: string, options: pg.ClientConfig = {}): pg.Client {
  const { Client, connectionString } = clientOf(databaseUrl);
  return new Client({ connectionString, ...options });
}

type Connected = (error: Error | null, client?: pg.Client) => void;

function leadingClient(hosts: DatabaseHosts): typeof pg.Client {
  /** Those that are connected, and to whom. */
  const connected = new Map<pg.Client, PostgresHost>();
  hosts.onMove = (to) => {
    for (const [client, host] of connected) if (host !== to) socketOf(client).destroy();
  };
  const watch = () => {
    if (connected.size > 0) hosts.choose().catch(() => {});
  };
  setInterval(watch, WATCH_MS).unref();
  return class extends pg.Client {
    #isEnded = false;

    override connect(): Promise<pg.Client>;
    override connect(callback: Connected): void;
    override connect(callback?: Connected): Promise<pg.Client> | undefined {
      if (callback === undefined) {
        return new Promise((resolve, reject) => {
          this.connect((error) => (error === null || error === undefined ? resolve(this) : reject(error)));
        });
      }
      hosts.choose().then((host) => this.#connectTo(host, callback), callback);
    }

    override end(): Promise<void>;
    override end(callback: (error: Error) => void): void;
    override end(...callback: [] | [(error: Error) => void]): Promise<void> | undefined {
      this.#isEnded = true;
      return super.end(...(callback as [])) as Promise<void> | undefined;
    }

    #connectTo(to: PostgresHost, callback: Connected): void {
      if (this.#isEnded) {
        callback(new Error("Connection terminated"));
        return;
      }
      // The URL that it was made with names the first; what certificates must name follows this.
      Object.assign(this, to);
      connected.set(this, to);
      this.once("end", () => connected.delete(this));
      super.connect((error: Error | null, client?: pg.Client) => {
        if (error) hosts.forget();
        callback(error, client);
      });
    }
  };
}

function socketOf(client: pg.Client): { destroy(): void } {
  return (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream;
}

async function askHost(url: string, { host, port }: PostgresHost): Promise<number> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PATIENCE_MS, query_timeout: PATIENCE_MS });
  Object.assign(client, { host, port });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ timeline: string | null }>(
      `select case when not pg_is_in_recovery() and current_setting('default_transaction_read_only') = 'off'
         then left(pg_walfile_name(pg_current_wal_lsn()), 8) end as timeline`,
    );
    const timeline = rows[0]?.timeline ?? null;
    if (timeline === null) throw new DatabaseAway(`${host}:${port} takes no writes`);
    return Number.parseInt(timeline, 16);
  } finally {
    // A server that hangs does not say goodbye either.
    client.end().catch(() => {});
  }
}
