/** Whether a database answers, before anything is asked of it. Invariant: what is said of one that does not names no password. */
import type pg from "pg";
import { StartError } from "#lib/base/start-error";
import { DatabaseAway } from "./database-away";
import { newClient } from "./database-hosts";

const PATIENCE_MS = 10_000;

/**
 * @param variable where the URL comes from
 * @throws StartError when the database does not answer; its password is never part of the sentence
 */
export async function checkDatabase(databaseUrl: string, variable = "DATABASE_URL"): Promise<void> {
  const client = newClient(databaseUrl, { connectionTimeoutMillis: PATIENCE_MS });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
  } catch (error) {
    throw new StartError(`${variable}: ${explain(error, client)}`);
  } finally {
    await client.end().catch(() => {});
  }
}

function explain(error: unknown, { host, port, user, database }: pg.Client): string {
  if (error instanceof DatabaseAway) return `${error.message}: start the one that shall, or correct hosts and ports.`;
  const { code } = error as NodeJS.ErrnoException;
  const where = `the database at ${host}:${port}`;
  if (code === "28P01" || code === "28000") return `${where} refuses user "${user}" or its password: correct them.`;
  if (code === "3D000") return `${where} has no database "${database}": create it, owned by "${user}".`;
  return `${where} does not answer (${code ?? "no answer in time"}): start it, or correct host and port.`;
}
