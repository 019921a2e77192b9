/** A connection of its own for a short piece of work, by whatever role. */
import type pg from "pg";
import { newClient } from "./database-hosts";

/** @throws when the database does not answer, and whatever `work` throws */
export async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = newClient(connectionString);
  // What breaks it fails its statement.
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}
