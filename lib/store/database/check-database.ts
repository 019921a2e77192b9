/** Whether a database answers, before anything is asked of it. Invariant: what is said of one that does not names no password. */
import { randomUUID } from "node:crypto";
import type pg from "pg";
import { StartError } from "#lib/base/start-error";
import { DatabaseAway } from "./database-away";
import { newClient } from "./database-hosts";

const PATIENCE_MS = 10_000;
/** What each connection of the product's is told as it begins, in one way or another; the most harmless of it. */
const OPTION = { name: "plan_cache_mode", value: "force_generic_plan" };
/** SQLSTATE of a pooler that takes no such option: protocol violation. */
const NO_OPTIONS = "08P01";

/**
 * @param variable where the URL comes from
 * @throws StartError when the database does not answer, or sessions are not kept; its password is never part of the sentence
 */
export async function checkDatabase(databaseUrl: string, variable = "DATABASE_URL"): Promise<void> {
  const options = { connectionTimeoutMillis: PATIENCE_MS, query_timeout: PATIENCE_MS, options: `-c ${OPTION.name}=${OPTION.value}` };
  const [client, other] = [newClient(databaseUrl, options), newClient(databaseUrl, options)];
  for (const one of [client, other]) one.on("error", () => {});
  let isKept: boolean;
  try {
    await client.connect();
    isKept = await keepsSession(client, other);
  } catch (error) {
    if ((error as { code?: unknown }).code !== NO_OPTIONS) throw new StartError(`${variable}: ${explain(error, client)}`);
    isKept = false;
  } finally {
    await Promise.all([client, other].map((one) => one.end().catch(() => {})));
  }
  if (!isKept) {
    throw new StartError(
      `${variable}: at ${client.host}:${client.port} there is a pooler that does not keep sessions whole, such as pgbouncer: name PostgreSQL itself, since the product pools its connections and needs what belongs to a session (locks, prepared statements, start-up options).`,
    );
  }
}

async function readSession(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query<{ value: string | null }>("select current_setting('kms_console.session', true) as value");
  return rows[0]?.value ?? null;
}

/** Whether a session is still the same one when another client has worked meanwhile. */
async function keepsSession(client: pg.Client, other: pg.Client): Promise<boolean> {
  const told = await client.query<{ value: string }>("select current_setting($1) as value", [OPTION.name]);
  if (told.rows[0]?.value !== OPTION.value) return false;
  await other.connect();
  const own = randomUUID();
  await client.query("select set_config('kms_console.session', $1, false)", [own]);
  // Whoever hands out connections by transaction gives away the one that was used last, or the one that was longest not.
  await other.query("begin");
  const seen = [await readSession(client)];
  await other.query("rollback");
  seen.push(await readSession(client));
  return seen.every((value) => value === own);
}

function explain(error: unknown, { host, port, user, database }: pg.Client): string {
  if (error instanceof DatabaseAway) return `${error.message}: start the one that shall, or correct hosts and ports.`;
  const { code } = error as NodeJS.ErrnoException;
  const where = `the database at ${host}:${port}`;
  if (code === "28P01" || code === "28000") return `${where} refuses user "${user}" or its password: correct them.`;
  if (code === "3D000") return `${where} has no database "${database}": create it, owned by "${user}".`;
  return `${where} does not answer (${code ?? "no answer in time"}): start it, or correct host and port.`;
}
