/** Role and database of the product in the embedded PostgreSQL, which its server makes empty. */
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { StartError } from "#lib/base/start-error";

const PATIENCE_MS = 60_000;

/** How to reach a server as the role that made its cluster, and the password that the product's own role is to have. */
export type Provision = { readonly superuserUrl: string; readonly password: string };

/**
 * Idempotent. The database is made last, so that its being there means that all is there.
 * @throws StartError when the server does not answer within a minute, or does not know the password
 */
export async function provisionDatabase({ superuserUrl, password }: Provision): Promise<void> {
  const client = await connectPatiently(superuserUrl);
  try {
    const found = await client.query("select 1 from pg_database where datname = 'kms'");
    if (found.rowCount) return;
    const role = await client.query("select 1 from pg_roles where rolname = 'kms'");
    const command = role.rowCount ? "alter" : "create";
    await client.query(`${command} role kms login nosuperuser nocreatedb nocreaterole password ${client.escapeLiteral(password)}`);
    await client.query("create database kms owner kms");
  } finally {
    await client.end();
  }
}

async function connectPatiently(connectionString: string): Promise<pg.Client> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
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
