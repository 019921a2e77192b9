/** Whose the database is: the role that the product works by owns nothing, wherever the database comes from, and wherever it was before. */
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLog } from "#lib/base/log";
import { prepareQueues } from "#lib/jobs/queue";
import { takeDataDir } from "#lib/runtime/data-dir/take-data-dir";
import { type EmbeddedPostgres, prepareEmbeddedPostgres } from "#lib/runtime/postgres/embedded-postgres";
import { findDatabaseRoles } from "#lib/store/database/database-roles";
import { MIGRATION_TABLE, readMigrations } from "#lib/store/database/migrate";
import { prepareSchema } from "#lib/store/database/prepare-schema";
import { provisionDatabase } from "#lib/store/database/provision-database";
import { withClient } from "#lib/store/database/with-client";
import { databaseUrl, sql } from "../harness/database";
import { descendantsOf, environmentOf } from "../harness/processes";
import { becomesReady, type Launch, launchProduct } from "../harness/product";
import { requestToken } from "../harness/sign-in";

const PASSWORD = "administrator-0123";
const folder = mkdtempSync(join(tmpdir(), "kms-roles-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What nobody may do who has the password of the product alone. */
const FORBIDDEN = [
  "alter table cmk disable trigger all",
  "alter table trace disable trigger trace_append_only",
  "alter table cmk add column x int",
  "drop trigger trace_append_only on trace",
  "drop index trace_newest",
  "truncate account_iam_revision",
  "truncate trace",
  "delete from trace",
  "update trace set ip = ''",
  "delete from key_tombstone",
  "update key_tombstone set key_id = key_id",
  "delete from integrity_incident",
  "delete from _prisma_migrations",
  "create table x ()",
  "create schema kms",
  "create function x() returns int language sql as 'select 1'",
  "create or replace function trace_is_append_only() returns trigger language plpgsql as 'begin return null; end'",
  "alter function trace_is_append_only() owner to kms",
  "alter table trace owner to kms",
  "alter table trace detach partition trace_beyond",
  "set session_replication_role = replica",
  "set role kms_owner",
  "select setval('trace_id_seq', 1)",
  "delete from trace_beyond",
  "insert into trace_retention (days) values (30)",
  "insert into trace_removal values ('1', '{1}')",
  "select remove_traces(0, 1, now() - interval '1 year')",
  "create trigger x before insert on trace for each row execute function trace_is_append_only()",
  "select kms_jobs.create_queue('x', '{}')",
  "truncate kms_jobs.job",
];

/** SQLSTATE 42501: insufficient privilege. @returns those that were not refused for that */
function allowedOf(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const allowed: string[] = [];
    for (const statement of FORBIDDEN) {
      await client.query("begin");
      const code = await client.query(statement).then(
        () => "done",
        (error: { code: string }) => error.code,
      );
      if (code !== "42501") allowed.push(`${statement}: ${code}`);
      await client.query("rollback");
    }
    return allowed;
  });
}

const foreignTo = (dataDir: string, owner: string) =>
  sql(
    dataDir,
    `select relname from pg_class where relnamespace in ('public'::regnamespace, 'kms_jobs'::regnamespace) and pg_get_userbyid(relowner) <> $1
     union all select proname from pg_proc where pronamespace = 'public'::regnamespace and prolang <> 13 and pg_get_userbyid(proowner) <> $1
     union all select datname from pg_database where datname = 'kms' and pg_get_userbyid(datdba) <> $1`,
    [owner],
  );

async function startOn(settings: Record<string, string>): Promise<Launch> {
  const launch = await launchProduct({ KMS_ADMIN_PASSWORD: PASSWORD, KMS_WORKERS: "1", ...settings });
  await becomesReady(launch);
  return launch;
}

/** What a data directory was like when `kms` owned its database, with what the product had in it. */
async function makeOldDataDir(dataDir: string): Promise<void> {
  const postgres = await prepareEmbeddedPostgres(await takeDataDir(dataDir), createLog("fatal", "test"));
  const server = postgres.launch();
  await postgres.becomeReady();
  const { superuserUrl, password } = postgres.ownProvision;
  await withClient(superuserUrl, async (client) => {
    await client.query(`create role kms login password '${password}'`);
    await client.query("create database kms owner kms");
  });
  await withClient(postgres.url, async (client) => {
    await client.query(MIGRATION_TABLE);
    for (const { name, sql: text, checksum } of readMigrations().filter(({ name }) => name < "20261207")) {
      await client.query(text);
      await client.query(
        "insert into _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) values ($1, $2, now(), $3, 1)",
        [randomBytes(8).toString("hex"), checksum, name],
      );
    }
  });
  await prepareQueues(postgres.url);
  await new Promise<void>((resolve) => {
    server.once("exit", () => resolve());
    server.kill("SIGINT");
  });
  rmSync(join(dataDir, "secrets", "database-owner-password"));
  // This process lives on, and would keep it.
  for (const name of readdirSync(dataDir).filter((name) => name.startsWith("lock."))) rmSync(join(dataDir, name));
}

describe("a data directory of the version before", () => {
  const dataDir = join(folder, "old");
  let launch: Launch;

  beforeAll(async () => {
    mkdirSync(dataDir);
    await makeOldDataDir(dataDir);
    launch = await startOn({ KMS_DATA_DIR: dataDir });
  });
  afterAll(() => launch?.stop());

  test("starts, and all of it belongs to the owner", async () => {
    expect(await foreignTo(dataDir, "kms_owner")).toEqual([]);
    await requestToken({ ...launch, adminPassword: PASSWORD, account: "default", region: "eu-de" } as never);
    expect(launch.output()).not.toContain("KMS_DATABASE_OWNER_URL");
  });

  test("leaves the role of the product nothing but its rows", async () => {
    expect(await allowedOf(databaseUrl(dataDir))).toEqual([]);
  });

  test("tells the owner's password to no process that stays", () => {
    const password = readFileSync(join(dataDir, "secrets", "database-owner-password"), "utf8").trim();
    for (const { pid, command } of descendantsOf(launch.pid)) {
      const text = [...Object.entries(environmentOf(pid)).flat(), command].join("\n");
      expect([command, text.includes(password), text.includes("OWNER_URL")]).toEqual([command, false, false]);
    }
  });

  test("another instance starts on it by the role of the product alone", async () => {
    expect(await findDatabaseRoles(databaseUrl(dataDir), null)).toEqual({ runtime: "kms", owner: "kms_owner" });
    expect((await prepareSchema(databaseUrl(dataDir), null)).applied).toEqual([]);
    await prepareQueues(databaseUrl(dataDir));
  });

  test("starts again, and jobs go on", async () => {
    await launch.stop();
    launch = await startOn({ KMS_DATA_DIR: dataDir });
    expect(await foreignTo(dataDir, "kms_owner")).toEqual([]);
    const failed = await sql(dataDir, "select name, failure from job_run where failures_in_a_row > 0");
    expect(failed).toEqual([]);
  });
});

describe("an operator's own database", () => {
  let postgres: EmbeddedPostgres;
  let end: () => Promise<void>;
  let superuserUrl: string;
  const dataDir = join(folder, "server");

  beforeAll(async () => {
    mkdirSync(dataDir);
    postgres = await prepareEmbeddedPostgres(await takeDataDir(dataDir), createLog("fatal", "test"));
    const server = postgres.launch();
    await postgres.becomeReady();
    await provisionDatabase(postgres.ownProvision);
    superuserUrl = postgres.ownProvision.superuserUrl;
    await withClient(superuserUrl, async (client) => {
      for (const role of ["big", "small", "other"]) await client.query(`create role ${role} login password 'p'`);
      for (const name of ["one", "two", "alone"]) await client.query(`create database ${name} owner big`);
    });
    end = () =>
      new Promise((resolve) => {
        server.once("exit", () => resolve());
        server.kill("SIGINT");
      });
  });
  afterAll(() => end());

  const urlOf = (role: string, database: string) => {
    const url = new URL(superuserUrl);
    url.username = role;
    if (role !== "postgres") url.password = "p";
    url.pathname = `/${database}`;
    return url.href;
  };

  test("with two roles is made fit by the owner, and the other can do nothing but its rows", async () => {
    const { roles, applied } = await prepareSchema(urlOf("small", "one"), urlOf("big", "one"));
    expect(roles).toEqual({ runtime: "small", owner: "big" });
    expect(applied.length).toBeGreaterThan(20);
    await prepareQueues(urlOf("big", "one"));
    await prepareSchema(urlOf("small", "one"), urlOf("big", "one"));
    expect((await allowedOf(urlOf("small", "one"))).filter((line) => !line.includes("kms_owner"))).toEqual([]);
    await withClient(urlOf("small", "one"), async (client) => {
      expect((await client.query("select make_trace_months(15) as made")).rows).toEqual([{ made: 3 }]);
      expect((await client.query("select make_trace_months(15) as made")).rows).toEqual([{ made: 0 }]);
    });
  });

  test("with one role works as ever, also where it is named twice", async () => {
    expect((await prepareSchema(urlOf("big", "alone"), null)).roles).toEqual({ runtime: "big", owner: "big" });
    expect((await prepareSchema(urlOf("big", "alone"), urlOf("big", "alone"))).roles).toEqual({ runtime: "big", owner: "big" });
  });

  test.each([
    ["another database", "small", "big", "two", /^KMS_DATABASE_OWNER_URL names another database than DATABASE_URL/],
    ["an owner of nothing", "small", "other", "one", /^KMS_DATABASE_OWNER_URL: the role "other" does not own the table /],
    ["a superuser", "small", "postgres", "one", /^KMS_DATABASE_OWNER_URL: the role "postgres" is a superuser/],
    ["a superuser to work by", "postgres", "big", "one", /^DATABASE_URL: the role "postgres" is a superuser/],
  ])("is refused in one line where the two are %s", async (_what, runtime, owner, ownersDatabase, sentence) => {
    await expect(prepareSchema(urlOf(runtime, "one"), urlOf(owner, ownersDatabase))).rejects.toThrow(sentence);
  });

  test("is refused where the role of the product can become the owner, or may make tables", async () => {
    await withClient(superuserUrl, (client) => client.query("grant big to small"));
    await expect(prepareSchema(urlOf("small", "one"), urlOf("big", "one"))).rejects.toThrow(/can act as the owner of the database: REVOKE/);
    await withClient(superuserUrl, (client) => client.query("revoke big from small; grant create on database one to small"));
    await expect(prepareSchema(urlOf("small", "one"), urlOf("big", "one"))).rejects.toThrow(/may make tables or schemas/);
    await withClient(superuserUrl, (client) => client.query("revoke create on database one from small"));
  });

  test("is refused where an owner is needed, and none is named", async () => {
    await withClient(urlOf("postgres", "one"), (client) =>
      client.query("delete from _prisma_migrations where migration_name = '20261207000010_owner'"),
    );
    await expect(prepareSchema(urlOf("small", "one"), null)).rejects.toThrow(/name its owner, "big", in KMS_DATABASE_OWNER_URL/);
  });
});
