/** Searches where the server has no trigrams for us: the migration does without, and what is found is the same. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareEmbeddedPostgres } from "#lib/runtime/embedded-postgres";
import { createLog } from "#lib/runtime/log";
import { sql } from "../../e2e/harness/database";
import { searchKeys } from "./key-list";
import { migrate } from "./migrate";
import { openStore } from "./open";

const scratch = mkdtempSync(join(tmpdir(), "kms-lists-"));
const [ACCOUNT, PROJECT] = ["a".repeat(32), "b".repeat(32)];
let stop: () => Promise<void>;
let url: string;

beforeAll(async () => {
  const postgres = await prepareEmbeddedPostgres(scratch, createLog("fatal", "test"));
  const server = postgres.launch();
  await postgres.becomeReady();
  url = postgres.url;
  stop = () =>
    new Promise((resolve) => {
      server.once("exit", () => resolve());
      server.kill("SIGINT");
    });
});
afterAll(async () => {
  await stop();
  rmSync(scratch, { recursive: true, force: true });
});

test("keys are found without trigrams too", async () => {
  // Where it is out of sight, it cannot be used, as if it were not there.
  await sql(scratch, "create schema hidden");
  await sql(scratch, "create extension pg_trgm schema hidden");
  await migrate(url);
  const [index] = await sql<{ indexdef: string }>(scratch, "select indexdef from pg_indexes where indexname = 'key_name_found'");
  expect(index?.indexdef).not.toContain("trgm");
  await sql(scratch, "insert into account (id, name, created_at) values ($1, 'a', now())", [ACCOUNT]);
  await sql(scratch, "insert into project (id, account_id, name, created_at) values ($1, $2, 'p', now())", [PROJECT, ACCOUNT]);
  await sql(
    scratch,
    `insert into cmk (id, account_id, project_id, alias, spec, usage, origin, state, created_at)
     select gen_random_uuid()::text, $1, $2, 'Order_' || n || case n % 100 when 7 then '%zq' else '' end, 'AES_256', 'ENCRYPT_DECRYPT',
       'kms', 'enabled', now() from generate_series(1, 2000) n`,
    [ACCOUNT, PROJECT],
  );
  const store = await openStore(url);
  try {
    const count = async (search: string) => {
      const { matching, isExact } = await searchKeys(store, PROJECT, { search }, { sort: "created_desc", cursor: "", limit: 10 });
      return [matching, isExact];
    };
    expect(await count("order_1999")).toEqual([1, true]);
    expect(await count("ORDER")).toEqual([1000, false]);
    expect(await count("zq")).toEqual([20, true]);
    expect(await count("7%zq")).toEqual([20, true]);
    expect(await count("nothing")).toEqual([0, true]);
  } finally {
    await store.close();
  }
});
