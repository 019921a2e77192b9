/** The SQL migrations are the truth; `schema.prisma` must say the same, or the client would ask for what is not there. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog } from "#lib/base/log";
import { takeDataDir } from "#lib/runtime/data-dir/take-data-dir";
import { prepareEmbeddedPostgres } from "#lib/runtime/postgres/embedded-postgres";
import { provisionDatabase } from "#lib/store/database/provision-database";
import { connect, sql } from "../../../e2e/harness/database";
import { migrate } from "./migrate";

const SCALARS: Record<string, string> = {
  String: "text",
  DateTime: "timestamp with time zone",
  Boolean: "boolean",
  Int: "integer",
  BigInt: "bigint",
  Bytes: "bytea",
  Json: "jsonb",
  json: "json",
  date: "date",
};
const scratch = mkdtempSync(join(tmpdir(), "kms-schema-"));
let stop: () => Promise<void>;
let url: string;

beforeAll(async () => {
  const postgres = await prepareEmbeddedPostgres(await takeDataDir(scratch), createLog("fatal", "test"));
  const server = postgres.launch();
  await postgres.becomeReady();
  await provisionDatabase(postgres.ownProvision);
  url = postgres.ownerUrl;
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

test("migrations are applied once, by instances that start together too, and an edited one is refused", async () => {
  const names = await Promise.all([migrate(url), migrate(url), migrate(url)]);
  expect(names.flat().length).toBeGreaterThan(0);
  expect(names.filter((applied) => applied.length > 0)).toHaveLength(1);
  expect(await migrate(url)).toEqual([]);
  await sql(scratch, "update _prisma_migrations set checksum = reverse(checksum)");
  await expect(migrate(url)).rejects.toThrow(/has been changed since/);
  await sql(scratch, "update _prisma_migrations set checksum = reverse(checksum)");
  expect(await migrate(url)).toEqual([]);
});

test("a database that a newer version has changed is refused in one sentence, and left as it is", async () => {
  const insert =
    "insert into _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) values ($1, 'x', now(), $1, 1)";
  await sql(scratch, insert, ["20990101000000_later"]);
  // One that this version would still have to apply.
  await sql(scratch, "update _prisma_migrations set rolled_back_at = now() where migration_name = '20261129000006_session_secret'");
  const before = await sql(scratch, "select * from _prisma_migrations order by id");
  await expect(migrate(url)).rejects.toThrow(
    /^The database holds the migration "20990101000000_later", which this version .* does not know: start the newer version/,
  );
  await sql(scratch, insert, ["20990202000000_later_still"]);
  await expect(migrate(url)).rejects.toThrow(/"20990101000000_later" and 1 more/);
  expect(await sql(scratch, "select * from _prisma_migrations where migration_name not like '2099%' order by id")).toEqual(
    before.filter(({ migration_name }) => !String(migration_name).startsWith("2099")),
  );
  await sql(scratch, "delete from _prisma_migrations where migration_name like '2099%'");
  await sql(scratch, "update _prisma_migrations set rolled_back_at = null");
});

test("the migrated database and schema.prisma agree on every table, column, type and nullability", async () => {
  const rows = await sql<{ table_name: string; column_name: string; data_type: string; is_nullable: string }>(
    scratch,
    // A partition has the columns of its table.
    `select table_name, column_name, data_type, is_nullable from information_schema.columns where table_schema = 'public' and table_name <> '_prisma_migrations'
      and not exists (select 1 from pg_class where relnamespace = 'public'::regnamespace and relname = table_name and relispartition)`,
  );
  const actual = rows.map((row) => `${row.table_name}.${row.column_name} ${row.data_type}${row.is_nullable === "YES" ? "?" : ""}`).sort();
  expect(actual).toEqual(readSchema().sort());
});

function readSchema(): string[] {
  const schema = readFileSync(join(import.meta.dirname, "../../../prisma/schema.prisma"), "utf8");
  const models = [...schema.matchAll(/^model \w+ \{\n([\s\S]*?)^\}/gm)].map((match) => match[1] ?? "");
  expect(models.length).toBeGreaterThan(5);
  return models.flatMap((body) => {
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1];
    return [...body.matchAll(/^ {2}(\w+)\s+(\w+)(\?|\[\])?(.*)$/gm)].flatMap(([, field, type, mark, rest]) => {
      const scalar = SCALARS[/@db\.(Json|Date)\b/.exec(rest ?? "")?.[1]?.toLowerCase() ?? type ?? ""];
      if (scalar === undefined) return [];
      const column = `${table}.${/@map\("(\w+)"\)/.exec(rest ?? "")?.[1] ?? field}`;
      return [mark === "[]" ? `${column} ARRAY` : `${column} ${scalar}${mark ?? ""}`];
    });
  });
}

test("accounts that exist when the migration runs get numbers of their own, and the number for all goes on", async () => {
  const LAST = "20261130000002_revision_by_account";
  const directory = join(import.meta.dirname, "../../../prisma/migrations");
  const names = readdirSync(directory).sort();
  const apply = (name: string) => client.query(readFileSync(join(directory, name, "migration.sql"), "utf8"));
  const numbers = async () =>
    (await client.query<{ revision: string }>("select revision from account_iam_revision order by account_id")).rows.map(
      ({ revision }) => revision,
    );
  const ofAll = async () => (await client.query<{ revision: string }>("select revision from iam_revision")).rows[0]?.revision;
  const client = await connect(scratch);
  try {
    // A database of the version before, beside that of this one.
    await client.query("create schema before");
    await client.query("set search_path = before, public");
    for (const name of names.slice(0, names.indexOf(LAST))) await apply(name);
    await client.query("insert into account (id, name, created_at) select md5(n::text), n, now() from generate_series(1, 3) n");
    await client.query("update account set name = name || '-renamed'");
    const before = Number(await ofAll());
    for (const name of names.slice(names.indexOf(LAST))) await apply(name);
    const first = await numbers();
    expect(new Set(first).size).toBe(3);
    expect(Number(await ofAll())).toBe(before);
    await client.query("update account set name = 'again' where id = (select min(id) from account)");
    const [changed, ...others] = await numbers();
    expect(Number(changed)).toBeGreaterThan(Math.max(...first.map(Number)));
    expect(others).toEqual(first.slice(1));
    expect(Number(await ofAll())).toBe(before + 1);
    await client.query("insert into account (id, name, created_at) values (md5('new'), 'new', now())");
    expect(new Set(await numbers()).size).toBe(4);
  } finally {
    await client.end();
  }
});
