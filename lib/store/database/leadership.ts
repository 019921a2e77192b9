/**
 * Who leads: one process among all that share the database, for as long as its session lasts. Invariants: the session is a connection of
 * its own, so no pool is short of one; a leader that was killed, hangs or is cut off loses its session within seconds, and knows it.
 */
import type { Store } from "../open";
import { LOCKS } from "./advisory-lock";
import { newClient } from "./database-hosts";
import type { RunSql } from "./run-sql";

const CONNECT_MS = 3_000;
const ANSWER_MS = 5_000;
/** The leader speaks every second or so; the server ends the session of one that has been silent for so long. */
const SILENCE_MS = 10_000;

export type Leadership = {
  /** One statement on the leader's own connection; those under way wait for each other. */
  readonly run: RunSql;
  /** Aborted when the session is gone, and with it the right to lead. */
  readonly lost: AbortSignal;
  /** Gives it up; never throws. */
  end(): Promise<void>;
};

/** Whether somebody leads, asked on a connection of a pool: whoever only waits needs none of its own. @throws when the database does not answer */
export async function isLed(store: Pick<Store, "queueSql">, lock: keyof typeof LOCKS): Promise<boolean> {
  const { rows } = await store.queueSql(
    `select 1 from pg_locks where locktype = 'advisory' and classid = 0 and objid = $1::int8::oid and objsubid = 1
       and database = (select oid from pg_database where datname = current_database())`,
    [LOCKS[lock]],
  );
  return rows.length > 0;
}

/** @returns null where another one leads @throws when the database does not answer */
export async function tryToLead(databaseUrl: string, lock: keyof typeof LOCKS): Promise<Leadership | null> {
  const client = newClient(databaseUrl, {
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: ANSWER_MS,
    query_timeout: ANSWER_MS,
    // Tells whoever looks at the sessions of the database which process leads.
    application_name: `kms-${lock}-${process.pid}`,
    options: `-c idle_session_timeout=${SILENCE_MS}`,
  });
  const losing = new AbortController();
  const lose = () => losing.abort();
  client.on("error", lose);
  client.on("end", lose);
  // A server that hangs, or is gone, does not say goodbye either.
  const end = () => {
    lose();
    return Promise.race([client.end(), new Promise<void>((resolve) => void setTimeout(resolve, 1_000).unref())]).catch(() => {});
  };
  try {
    await client.connect();
    const { rows } = await client.query<{ leads: boolean }>("select pg_try_advisory_lock($1) as leads", [LOCKS[lock]]);
    if (rows[0]?.leads !== true) {
      await end();
      return null;
    }
  } catch (error) {
    await end();
    throw error;
  }
  return { run: async (text, values) => (await client.query(text, [...values])).rows, lost: losing.signal, end };
}
