/** The database of a running product, for tests that look at what is stored or tamper with it as an attacker would. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { sealAnew, writesSealed } from "./honest-sql";

/** URL of the embedded database below a data directory, for the role by which the product works. */
export function databaseUrl(dataDir: string): string {
  return urlOf(dataDir, "kms", "database-password");
}

/** The same, for the role that owns its tables. */
export function ownerUrl(dataDir: string): string {
  return urlOf(dataDir, "kms_owner", "database-owner-password");
}

/** The same, for the role that made the cluster. */
export function superuserUrl(dataDir: string): string {
  return urlOf(dataDir, "postgres", "database-superuser-password");
}

function urlOf(dataDir: string, role: string, secret: string): string {
  const socketDir = join(dataDir, "postgres", "socket");
  const port = readdirSync(socketDir)
    .map((name) => /^\.s\.PGSQL\.(\d+)$/.exec(name)?.[1])
    .find((found) => found !== undefined);
  const password = readFileSync(join(dataDir, "secrets", secret), "utf8").trim();
  return `postgresql://${role}:${password}@localhost:${port}/kms?host=${encodeURIComponent(socketDir)}`;
}

/** A connection of its own, of whom the database can refuse nothing, for a test that needs more than one statement on it; whoever opens it ends it. */
export async function connect(dataDir: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: superuserUrl(dataDir) });
  await client.connect();
  return client;
}

/** Connections kept for the next statement, by URL: a new one costs PostgreSQL a process and both sides the password's rounds. */
const pools = new Map<string, pg.Pool>();

function poolFor(url: string): pg.Pool {
  const kept = pools.get(url);
  if (kept !== undefined) return kept;
  const pool = new pg.Pool({ connectionString: url, max: 20, idleTimeoutMillis: 2_000, allowExitOnIdle: true });
  // A database that ends takes its connections with it.
  pool.on("error", () => {});
  pools.set(url, pool);
  return pool;
}

/**
 * Runs one statement as the product would have made the change: what it has written is sealed anew. It leaves nothing behind on
 * its connection: another one's may come over it next.
 */
export async function sql<T extends pg.QueryResultRow = pg.QueryResultRow>(
  dataDir: string,
  text: string,
  values: unknown[] = [],
): Promise<T[]> {
  if (!writesSealed(text)) return sqlAsAttacker<T>(dataDir, text, values);
  const client = await poolFor(superuserUrl(dataDir)).connect();
  try {
    await client.query("begin");
    const { rows } = await client.query<T>(text, values);
    const [{ xid } = { xid: null }] = (await client.query<{ xid: string }>("select pg_current_xact_id()::xid::text as xid")).rows;
    await client.query("commit");
    // What was removed, no row tells.
    await sealAnew(dataDir, /\bdelete\b/i.test(text) ? null : xid);
    return rows;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

/** Runs one statement as whoever owns the database would: nothing that it writes is sealed. */
export async function sqlAsAttacker<T extends pg.QueryResultRow = pg.QueryResultRow>(
  dataDir: string,
  text: string,
  values: unknown[] = [],
): Promise<T[]> {
  return (await poolFor(superuserUrl(dataDir)).query<T>(text, values)).rows;
}
