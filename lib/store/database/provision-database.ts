/** Roles and database of the product in the embedded PostgreSQL, which its server makes empty. */
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { StartError } from "#lib/base/start-error";

const PATIENCE_MS = 60_000;

const RUNTIME = "kms";
const OWNER = "kms_owner";

/** How to reach a server as the role that made its cluster, and the passwords that the product's own roles are to have. */
export type Provision = { readonly superuserUrl: string; readonly password: string; readonly ownerPassword: string };

/**
 * Makes the runtime role `kms`, the role `kms_owner` and its database `kms`, or, where the version before has made `kms` the owner, moves
 * all of it to `kms_owner`. Idempotent, and an interrupted one is taken up by the next. The database is made last, and changes its owner
 * together with all that is in it, so that its being there and being the owner's means that all is done.
 * @throws StartError when the server does not answer within a minute, or does not know the password
 */
export async function provisionDatabase({ superuserUrl, password, ownerPassword }: Provision): Promise<void> {
  const client = await connectPatiently(superuserUrl);
  try {
    const { rows } = await client.query<{ owner: string }>(
      "select pg_get_userbyid(datdba) as owner from pg_database where datname = 'kms'",
    );
    if (rows[0]?.owner === OWNER) return;
    await settleRole(client, OWNER, ownerPassword);
    if (rows.length > 0) return await handOver(superuserUrl);
    await settleRole(client, RUNTIME, password);
    await client.query(`create database kms owner ${OWNER}`);
  } finally {
    await client.end();
  }
}

async function settleRole(client: pg.Client, name: string, password: string): Promise<void> {
  const role = await client.query("select 1 from pg_roles where rolname = $1", [name]);
  const command = role.rowCount ? "alter" : "create";
  await client.query(`${command} role ${name} login nosuperuser nocreatedb nocreaterole password ${client.escapeLiteral(password)}`);
}

/** One statement, so all or nothing: the database itself is among what it moves. */
async function handOver(superuserUrl: string): Promise<void> {
  const url = new URL(superuserUrl);
  url.pathname = "/kms";
  const client = await connectPatiently(url.href);
  try {
    await client.query(`reassign owned by ${RUNTIME} to ${OWNER}`);
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
