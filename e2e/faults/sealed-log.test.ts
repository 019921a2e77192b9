/**
 * The sealed log of a running product: what it signs, that an orderly end leaves nothing unsealed, and that a database which was put
 * together from two times, so that the mark finds nothing, is found out by the log until the operator accepts it.
 */
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { parseCheckpoint, readAuditKey, verifyCheckpoint } from "#lib/audit/verify/checkpoint";
import { sql, superuserUrl } from "../harness/database";
import { becomesReady, type Launch, launchProduct } from "../harness/product";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "kms-sealed-"));
chmodSync(folder, 0o777);
const dataDir = join(folder, "data");
const file = join(folder, "checkpoint");
const settings = { KMS_WORKERS: "1", KMS_DATA_DIR: dataDir, KMS_AUDIT_CHECKPOINT_FILE: file };
const running = new Set<Launch>();

afterAll(async () => {
  await Promise.all([...running].map((product) => product.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<Launch> {
  const product = await launchProduct({ ...settings, KMS_ADMIN_PASSWORD: "administrator-0123" });
  running.add(product);
  await becomesReady(product);
  return product;
}
async function stop(product: Launch): Promise<void> {
  running.delete(product);
  await product.stop();
}

async function admin(...words: string[]) {
  const inherited = Object.fromEntries(["PATH", "HOME"].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  const child = spawn(process.execPath, [join(ROOT, "dist/admin.js"), ...words], {
    cwd: ROOT,
    env: { ...inherited, ...settings } as never,
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) child[name].setEncoding("utf8").on("data", (chunk: string) => (output[name] += chunk));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, ...output };
}

/** A refused sign-in leaves a trace. */
const leaveTrace = (product: Launch) =>
  fetch(`${product.apiUrl}/v3/auth/tokens`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      auth: { identity: { methods: ["password"], password: { user: { name: "admin", password: "wrong", domain: { name: "default" } } } } },
    }),
  });
const metric = async (product: Launch, name: string) =>
  Number(new RegExp(`^${name} (\\S+)$`, "m").exec(await (await fetch(`${product.apiUrl}/metrics`)).text())?.[1]);
const becomes = (product: Launch, name: string, value: number) =>
  expect.poll(() => metric(product, name), { timeout: 20_000, interval: 300 }).toBe(value);
const sealed = (product: Launch) => metric(product, "kms_audit_sealed_size");
const countTraces = async () => (await sql<{ n: number }>(dataDir, "select count(*)::int as n from trace"))[0]?.n ?? 0;

let pem = "";

test("what is written is sealed within seconds, and key and checkpoint are printed", async () => {
  const product = await start();
  await leaveTrace(product);
  await expect.poll(async () => (await sealed(product)) > 0, { timeout: 20_000 }).toBe(true);
  await expect.poll(async () => (await sealed(product)) === (await countTraces()), { timeout: 20_000, interval: 300 }).toBe(true);
  await becomes(product, "kms_audit_seal_broken", 0);
  expect(await metric(product, "kms_audit_seal_lag_seconds")).toBeLessThan(60);
  const key = await admin("audit", "key");
  expect(key).toMatchObject({ code: 0, stderr: "" });
  pem = key.stdout;
  const checkpoint = await admin("audit", "checkpoint");
  expect(checkpoint).toMatchObject({ code: 0, stderr: "" });
  const parsed = parseCheckpoint(Buffer.from(checkpoint.stdout));
  verifyCheckpoint(parsed, readAuditKey(pem));
  expect(parsed.size).toBe(await countTraces());
  expect(parsed.origin.endsWith("/1")).toBe(true);
  expect(readFileSync(file, "utf8")).toBe(checkpoint.stdout);
  expect(statSync(file).mode & 0o777).toBe(0o644);
  await stop(product);
}, 180_000);

test("an orderly end leaves nothing unsealed, and the next start goes on", async () => {
  let product = await start();
  for (let n = 0; n < 5; n += 1) await leaveTrace(product);
  await stop(product);
  const stoppedAt = new Date();
  const { size } = parseCheckpoint(readFileSync(file));
  product = await start();
  const rows = await sql<{ id: string }>(dataDir, "select t.id::text as id from trace t where time < $1 order by t.id", [stoppedAt]);
  const [last] = await sql<{ id: string }>(
    dataDir,
    "select trace_ids[1 + ($1::bigint - 1) % 256]::text as id from audit_tile where level = 0 and place = ($1::bigint - 1) / 256",
    [size],
  );
  expect(rows.findIndex(({ id }) => id === last?.id)).toBe(size - 1);
  expect(rows).toHaveLength(size);
  await stop(product);
}, 180_000);

test("an older copy with the newest mark is found out by the log, and goes on when it is accepted", async () => {
  const copy = join(folder, "postgres-before");
  execFileSync("cp", ["-a", join(dataDir, "postgres"), copy]);
  let product = await start();
  for (let n = 0; n < 5; n += 1) await leaveTrace(product);
  await expect.poll(async () => (await sealed(product)) === (await countTraces()), { timeout: 20_000, interval: 300 }).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  await stop(product);
  const before = parseCheckpoint(readFileSync(file));
  // The row of the mark, which the token has authenticated, is read from the newest copy and written into the older one.
  product = await start();
  const [row] = await sql<Record<string, unknown>>(dataDir, "select * from integrity_mark");
  await stop(product);
  rmSync(join(dataDir, "postgres"), { recursive: true, force: true });
  execFileSync("cp", ["-a", copy, join(dataDir, "postgres")]);
  product = await launchProduct({ ...settings });
  running.add(product);
  await expect
    .poll(
      () =>
        writeMark(row ?? {}).then(
          () => true,
          () => false,
        ),
      { timeout: 60_000, interval: 500 },
    )
    .toBe(true);
  await becomesReady(product);
  await leaveTrace(product);
  await becomes(product, "kms_audit_seal_broken", 1);
  expect(await metric(product, "kms_integrity_database_older")).toBe(0);
  expect(product.output()).toMatch(/integrity incident: the audit log is older than what was sealed/);
  expect(readFileSync(file, "utf8")).toContain(`\n${before.size}\n`);
  const checked = await admin("integrity", "check");
  expect(checked).toMatchObject({ code: 1, stdout: expect.stringMatching(/^the audit log is older than what was sealed/m) });
  const accepted = await admin("integrity", "accept-rollback", "--reason", "put back on purpose");
  expect(accepted, accepted.stderr).toMatchObject({ code: 0 });
  await becomes(product, "kms_audit_seal_broken", 0);
  await expect.poll(() => parseCheckpoint(readFileSync(file)).origin.endsWith("/2"), { timeout: 20_000 }).toBe(true);
  const after = parseCheckpoint(readFileSync(file));
  verifyCheckpoint(after, readAuditKey(pem));
  expect((await admin("integrity", "check")).stdout).toMatch(/rows, all as the product has written them/);
  expect((await admin("integrity", "accept-rollback", "--reason", "once more")).code).toBe(1);
  await stop(product);
}, 300_000);

test("a row that was changed is named by integrity check", async () => {
  const product = await start();
  const [first] = await sql<{ id: string }>(dataDir, "select min(id)::text as id from trace");
  const owner = new pg.Client({ connectionString: await superuserUrl(dataDir) });
  await owner.connect();
  await owner.query("set session_replication_role = replica");
  await owner.query("update trace set ip = '203.0.113.9' where id = $1", [first?.id]);
  expect(await admin("integrity", "check")).toMatchObject({ code: 1, stdout: expect.stringContaining(`trace ${first?.id} changed\n`) });
  await owner.end();
  await stop(product);
}, 180_000);

async function writeMark({ incarnation, number, at, mac }: Record<string, unknown>): Promise<void> {
  const owner = new pg.Client({ connectionString: await superuserUrl(dataDir) });
  await owner.connect();
  try {
    await owner.query("update integrity_mark set incarnation = $1, number = $2, at = $3, mac = $4", [incarnation, number, at, mac]);
    await owner.query("select setval('trace_id_seq', greatest($1::bigint, last_value)) from trace_id_seq", [number]);
  } finally {
    await owner.end();
  }
}
