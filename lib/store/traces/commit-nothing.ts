/**
 * A commit that changes nothing and takes as long as one that does: a message that nobody reads goes to the log of the database, and
 * the commit waits until it is on disk. For refusals that must not be told from those that leave a row.
 */
import type pg from "pg";

export async function commitNothing(pool: pg.Pool): Promise<void> {
  await pool.query({ name: "commit-nothing", text: "select pg_logical_emit_message(true, 'kms', '') is not null" });
}
