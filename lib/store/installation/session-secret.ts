/** The sealed secret of the console's sessions, one for all instances. Who changes it holds an advisory lock. */
import type pg from "pg";

export async function findSealedSecret(client: pg.Client): Promise<Buffer | null> {
  const { rows } = await client.query<{ sealed: Buffer }>("select sealed from session_secret");
  return rows[0]?.sealed ?? null;
}

/** Replaces the one that is there. */
export async function keepSealedSecret(client: pg.Client, sealed: Uint8Array): Promise<void> {
  await client.query("insert into session_secret (sealed) values ($1) on conflict (id) do update set sealed = excluded.sealed", [sealed]);
}
