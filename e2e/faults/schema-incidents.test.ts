/** What somebody changed in the schema while the product was away is said at its start, in the log, the trail, `/metrics` and on System. */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog } from "#lib/base/log";
import { takeDataDir } from "#lib/runtime/data-dir/take-data-dir";
import { prepareEmbeddedPostgres } from "#lib/runtime/postgres/embedded-postgres";
import { provisionDatabase } from "#lib/store/database/provision-database";
import { signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { becomesReady, type Launch, launchProduct } from "../harness/product";

const PASSWORD = "administrator-0123";
const folder = mkdtempSync(join(tmpdir(), "kms-incidents-"));
// The product's own users go through it.
chmodSync(folder, 0o711);
const dataDir = join(folder, "data");
const DISABLED = "trigger trace_append_only on trace is disabled";
let launch: Launch;

async function start(settings: Record<string, string> = {}): Promise<Launch> {
  const started = await launchProduct({ KMS_DATA_DIR: dataDir, KMS_ADMIN_PASSWORD: PASSWORD, KMS_WORKERS: "1", ...settings });
  await becomesReady(started);
  return started;
}

async function describeSystem(): Promise<{ database_roles: string; schema_differences: string[] }> {
  const client = await signIn(launch.apiUrl, { account: "default", name: "admin", password: PASSWORD }, { project: { name: "eu-de" } });
  return (await client.send("GET", `/v1.0/${client.projectId}/kms/system`)).body;
}

const metrics = async () =>
  (await (await fetch(`${launch.apiUrl}/metrics`)).text()).split("\n").filter((line) => /^kms_integrity.*schema/.test(line));
const incidents = () =>
  sql<{ outcome: string; details: object }>(
    dataDir,
    "select outcome, resource_type, details from trace where trace_name = 'integrityIncident'",
  );
const errors = () =>
  launch
    .output()
    .split("\n")
    .filter((line) => line.includes("integrity incident"));

beforeAll(async () => {
  launch = await start();
});
afterAll(async () => {
  await launch.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("nothing is said of an honest database", async () => {
  expect(errors()).toEqual([]);
  expect(await describeSystem()).toMatchObject({ database_roles: "separate", schema_differences: [] });
  expect(await metrics()).toEqual(['kms_integrity_incidents_total{source="schema"} 0', 'kms_integrity_incidents{source="schema"} 0']);
  expect(await incidents()).toEqual([]);
});

test("a disabled trigger is one incident, however often it is seen, until it fires again", async () => {
  await sql(dataDir, "alter table trace disable trigger trace_append_only");
  for (const _again of [1, 2]) {
    await launch.stop();
    launch = await start();
    expect(errors().join()).toContain(DISABLED);
    expect(errors().map((line) => JSON.parse(line).level)).toContain("error");
    expect((await describeSystem()).schema_differences).toContain(DISABLED);
    expect((await incidents()).filter(({ details }) => JSON.stringify(details).includes('trace_append_only on trace"'))).toEqual([
      {
        outcome: "incident",
        resource_type: "trigger",
        details: { kind: "trigger", name: "trace_append_only on trace", what: "is disabled" },
      },
    ]);
  }
  const [total, open] = (await metrics()).map((line) => Number(line.split(" ")[1]));
  expect(open).toBeGreaterThan(0);
  expect(total).toBe(open);
  await sql(dataDir, "alter table trace enable trigger trace_append_only");
  await launch.stop();
  launch = await start();
  expect((await describeSystem()).schema_differences).toEqual([]);
  expect(await metrics()).toEqual([
    `kms_integrity_incidents_total{source="schema"} ${total}`,
    'kms_integrity_incidents{source="schema"} 0',
  ]);
});

test("where one role does everything, a line of the log and System say what that costs", async () => {
  const serverDir = join(folder, "server");
  const postgres = await prepareEmbeddedPostgres(await takeDataDir(serverDir), createLog("fatal", "test"));
  const server = postgres.launch();
  await postgres.becomeReady();
  await provisionDatabase(postgres.ownProvision);
  const superuser = new pg.Client({ connectionString: postgres.ownProvision.superuserUrl });
  await superuser.connect();
  await superuser.query("create role everything login password 'p'");
  await superuser.query("create database plain owner everything");
  await superuser.end();
  const url = new URL(postgres.url);
  url.username = "everything";
  url.password = "p";
  url.pathname = "/plain";
  url.searchParams.set("host", join(serverDir, "postgres", "socket"));
  await launch.stop();
  try {
    launch = await start({ KMS_DATA_DIR: join(folder, "other"), DATABASE_URL: url.href });
    const lines = launch
      .output()
      .split("\n")
      .filter((line) => line.includes("KMS_DATABASE_OWNER_URL"));
    expect(lines.map((line) => JSON.parse(line).level)).toEqual(["warn"]);
    expect(await describeSystem()).toMatchObject({ database_roles: "owner_only", schema_differences: [] });
    expect(errors()).toEqual([]);
    await launch.stop();
  } finally {
    await new Promise<void>((resolve) => {
      server.once("exit", () => resolve());
      server.kill("SIGINT");
    });
  }
});
