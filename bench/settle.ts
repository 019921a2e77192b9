import pg from "pg";
import { superuserUrl } from "../e2e/harness/database";

/** Has the database write down what was filled in, so that whatever is measured next does not pay for it. */
export async function settle(dataDir: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl(dataDir) });
  await client.connect();
  await client.query("checkpoint");
  await client.end();
}
