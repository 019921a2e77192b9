/** Locks between instances that share a database. Invariant: a lock ends with its connection, so a killed holder blocks nobody. */
import type pg from "pg";
import { newClient } from "./database-hosts";

/** Numbers that no other program uses for advisory locks in this database. */
export const LOCKS = {
  migration: 0x6b6d7301,
  firstIdentity: 0x6b6d7302,
  tokenBootstrap: 0x6b6d7303,
  jobQueues: 0x6b6d7304,
  domainKeys: 0x6b6d7305,
  trail: 0x6b6d7306,
} as const;

/**
 * Runs `work` while no other instance runs it under the same lock; waits for its turn.
 * @throws when the database cannot be reached, and whatever `work` throws
 */
export async function withAdvisoryLock<T>(
  databaseUrl: string,
  lock: keyof typeof LOCKS,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = newClient(databaseUrl);
  // What breaks it fails its statement.
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [LOCKS[lock]]);
    return await work(client);
  } finally {
    await client.end();
  }
}
