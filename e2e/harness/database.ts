/** The database of a running product, for tests that look at what is stored or tamper with it as an attacker would. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

/** URL of the embedded database below a data directory, for the role of the product. */
export function databaseUrl(dataDir: string): string {
  return urlOf(dataDir, "kms", "database-password");
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

/** A connection of its own, for a test that needs more than one statement on it; whoever opens it ends it. */
export async function connect(dataDir: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl(dataDir) });
  await client.connect();
  return client;
}

/** Runs one statement on a connection of its own. */
export async function sql<T extends pg.QueryResultRow = pg.QueryResultRow>(
  dataDir: string,
  text: string,
  values: unknown[] = [],
): Promise<T[]> {
  const client = await connect(dataDir);
  try {
    return (await client.query<T>(text, values)).rows;
  } finally {
    await client.end();
  }
}
