/**
 * An older copy of the database is put back, as whoever owns it can do, to have keys enabled that were disabled since. The mark in the
 * token tells: nothing is answered and nothing is written until the operator accepts it. An honest database is never taken for one,
 * whatever is killed when.
 */
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { readEnv } from "#lib/base/env";
import { findSoftHsm } from "#lib/runtime/token/token-settings";
import { sql, superuserUrl } from "../harness/database";
import { childrenOf, descendantsOf } from "../harness/processes";
import { becomesReady, type Launch, launchProduct } from "../harness/product";
import { openLogVerifier } from "../harness/verify-log";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PASSWORD = "administrator-0123";
const ACCEPT = ["integrity", "accept-rollback", "--reason"];
const folder = mkdtempSync(join(tmpdir(), "kms-rollback-"));
chmodSync(folder, 0o711);
const dataDir = join(folder, "data");
const running = new Set<Launch>();

afterAll(async () => {
  await Promise.all([...running].map((product) => product.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(overrides: Record<string, string> = {}): Promise<Launch> {
  const product = await launchProduct({
    KMS_DATA_DIR: dataDir,
    KMS_ADMIN_PASSWORD: PASSWORD,
    KMS_QUOTA_KEYS: "100000",
    KMS_WORKERS: "1",
    ...overrides,
  });
  running.add(product);
  await becomesReady(product);
  return product;
}
async function stop(product: Launch): Promise<void> {
  running.delete(product);
  await product.stop();
}
const copy = (from: string, to: string) => {
  rmSync(to, { recursive: true, force: true });
  execFileSync("cp", ["-a", from, to]);
};

type Answer = { readonly status: number; readonly text: string };

async function ask(product: Launch, path: string, init: RequestInit = {}): Promise<Answer> {
  const headers = { Connection: "close", "Content-Type": "application/json", ...init.headers };
  const response = await fetch(`${product.apiUrl}${path}`, { ...init, headers });
  return { status: response.status, text: await response.text() };
}
/** Asks often enough to have met each worker. */
const askAll = (product: Launch, path: string) => Promise.all(Array.from({ length: 8 }, () => ask(product, path)));

type Caller = { readonly token: string; readonly project: string };
let caller: Caller;

async function signIn(product: Launch): Promise<Caller> {
  const user = { name: "admin", password: PASSWORD, domain: { name: "default" } };
  const auth = { identity: { methods: ["password"], password: { user } }, scope: { project: { name: "eu-de" } } };
  const response = await fetch(`${product.apiUrl}/v3/auth/tokens`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ auth }),
  });
  expect(response.status).toBe(201);
  const { token } = (await response.json()) as { token: { project: { id: string } } };
  return { token: response.headers.get("x-subject-token") ?? "", project: token.project.id };
}
const call = (product: Launch, verb: string, input: object) =>
  ask(product, `/v1.0/${caller.project}/kms/${verb}`, {
    method: "POST",
    headers: { "X-Auth-Token": caller.token },
    body: JSON.stringify(input),
  });
const createKey = async (product: Launch, alias: string): Promise<string> => {
  const { status, text } = await call(product, "create-key", { key_alias: alias });
  expect(status, text).toBe(200);
  return JSON.parse(text).key_info.key_id;
};
const encrypt = (product: Launch, keyId: string) => call(product, "encrypt-data", { key_id: keyId, plain_text: "text" });

async function admin(words: readonly string[], environment: Record<string, string> = { KMS_DATA_DIR: dataDir }) {
  const inherited = Object.fromEntries(["PATH", "HOME"].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  const child = spawn(process.execPath, [join(ROOT, "dist/admin.js"), ...words], {
    cwd: ROOT,
    env: { ...inherited, ...environment } as never,
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) child[name].setEncoding("utf8").on("data", (chunk: string) => (output[name] += chunk));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, ...output };
}

/** How many of the workers answer nothing, as they tell it themselves. */
const older = async (product: Launch) => Number(/^kms_integrity_database_older (\d+)$/m.exec((await ask(product, "/metrics")).text)?.[1]);
async function comesTo(product: Launch, workers: number): Promise<void> {
  const look = () => expect.poll(() => older(product), { timeout: 15_000, interval: 200 }).toBe(workers);
  await look();
  // Each worker gives an answer for another second to whoever asks.
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  await look();
}
const becomesOlder = (product: Launch) => comesTo(product, childrenOf(product.pid, "api-worker").length);
const becomesFresh = (product: Launch) => comesTo(product, 0);
const countTraces = async () => (await sql<{ n: number }>(dataDir, "select count(*)::int as n from trace"))[0]?.n;
const markRow = async (from = dataDir) =>
  (await sql<{ incarnation: number; number: string }>(from, "select incarnation, number::text from integrity_mark"))[0];
const lastTrace = async () => (await sql<{ id: string }>(dataDir, "select max(id)::text as id from trace"))[0]?.id;
/** The mark has come up to what was written. */
const isMarked = () =>
  expect.poll(async () => (await markRow())?.number === (await lastTrace()), { timeout: 60_000, interval: 300 }).toBe(true);

const copies = join(folder, "copies");
const keys: Record<string, string> = {};

test("a fresh installation begins without a word, and the mark follows what is changed", async () => {
  execFileSync("mkdir", ["-p", copies]);
  const product = await start();
  caller = await signIn(product);
  keys.first = await createKey(product, "first");
  await isMarked();
  expect(await markRow()).toMatchObject({ incarnation: 1 });
  expect((await ask(product, "/metrics")).text).toMatch(/^kms_integrity_database_older 0$/m);
  expect(product.output()).not.toMatch(/"level":"(?:error|fatal)"|the mark/);
  const accepted = await admin([...ACCEPT, "there is nothing"]);
  expect(accepted).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("nothing to accept") });
  await stop(product);
  copy(join(dataDir, "postgres"), join(copies, "postgres"));
  copy(dataDir, join(copies, "whole"));
}, 180_000);

test("an older database that was put back is not served, and not written to, until it is accepted", async () => {
  const before = await start();
  expect((await encrypt(before, keys.first ?? "")).status).toBe(200);
  expect((await call(before, "disable-key", { key_id: keys.first })).status).toBe(200);
  await isMarked();
  await stop(before);
  copy(join(dataDir, "postgres"), join(folder, "newest"));
  copy(join(copies, "postgres"), join(dataDir, "postgres"));

  const product = await start();
  const traces = await countTraces();
  const [jobs] = await sql(dataDir, "select max(started_at) as at from job_run");
  await becomesOlder(product);
  const ready = await ask(product, "/readyz");
  expect(ready).toMatchObject({ status: 503, text: expect.stringMatching(/database is older than/i) });
  expect((await ask(product, "/healthz")).status).toBe(200);
  for (const path of ["/", "/v3", "/docs", "/openapi.json", "/nowhere", "/v3/auth/tokens"]) {
    for (const { status, text } of await askAll(product, path))
      expect([path, status, text]).toEqual([path, 503, expect.stringMatching(/older/)]);
  }
  for (let i = 0; i < 8; i += 1) {
    const refused = await encrypt(product, keys.first ?? "");
    expect(refused).toMatchObject({ status: 503, text: expect.stringMatching(/KMS\.0104.*older than/) });
  }
  await new Promise((resolve) => setTimeout(resolve, 25_000));
  expect(await countTraces()).toBe(traces);
  expect((await sql(dataDir, "select max(started_at) as at from job_run"))[0]).toEqual(jobs);
  const errors = product.output().match(/.*"level":"error".*/g) ?? [];
  expect(errors).toHaveLength(1);
  for (const line of errors) expect(line).toMatch(/database is older than.*integrity accept-rollback --reason/);

  for (const [words, code] of [
    [["integrity", "accept-rollback"], 2],
    [[...ACCEPT, " "], 2],
    [[...ACCEPT, "x".repeat(501)], 2],
    [["integrity", "accept-rollback", "--name", "x"], 2],
  ] as const) {
    expect(await admin(words)).toMatchObject({ code, stdout: "" });
  }
  await becomesOlder(product);
  const accepted = await admin([...ACCEPT, "the disk of the newest one broke"]);
  expect(accepted.code, accepted.stderr).toBe(0);
  expect(JSON.parse(accepted.stdout)).toEqual({ incarnation: "2", replaces: "1", reason: "the disk of the newest one broke" });
  await becomesFresh(product);
  expect((await askAll(product, "/readyz")).map(({ status }) => status)).toEqual(Array(8).fill(200));
  expect((await encrypt(product, keys.first ?? "")).status).toBe(200);
  const [trace] = await sql(dataDir, "select * from trace where trace_name = 'acceptRollback'");
  expect(trace).toMatchObject({
    caller_kind: "operator",
    outcome: "warning",
    details: { reason: "the disk of the newest one broke", incarnation: 2, tokenIncarnation: 1, found: "older" },
  });
  // Jobs and the mark go on.
  await isMarked();
  expect(await markRow()).toMatchObject({ incarnation: 2 });
  await stop(product);
}, 240_000);

test("the database that was newest is the older one once another was accepted; the command works while the product is stopped", async () => {
  copy(join(dataDir, "postgres"), join(copies, "accepted"));
  copy(join(folder, "newest"), join(dataDir, "postgres"));
  const product = await start();
  await becomesOlder(product);
  await stop(product);
  expect(await admin([...ACCEPT, "it was found after all"])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('"incarnation":"3"'),
  });
  const after = await start();
  expect((await askAll(after, "/readyz")).map(({ status }) => status)).toEqual(Array(8).fill(200));
  // What was disabled in this one is disabled.
  expect(await encrypt(after, keys.first ?? "")).toMatchObject({ status: 400, text: expect.stringContaining("KMS.0209") });
  await isMarked();
  await stop(after);
}, 180_000);

test("a row of the mark that was removed or forged is found", async () => {
  const product = await start();
  const columns = "incarnation, number, at, mac";
  const [row] = await sql(dataDir, `select ${columns} from integrity_mark`);
  const put = () =>
    sql(dataDir, `insert into integrity_mark (${columns}) values ($1, $2, $3, $4) on conflict (id) do update set number = $2, mac = $4`, [
      row?.incarnation,
      row?.number,
      row?.at,
      row?.mac,
    ]);
  for (const attack of [
    "delete from integrity_mark",
    "update integrity_mark set number = number + 1000",
    "update integrity_mark set incarnation = incarnation + 1",
    "update integrity_mark set mac = ''",
  ]) {
    await sql(dataDir, attack);
    await becomesOlder(product);
    expect((await encrypt(product, keys.first ?? "")).status).toBe(503);
    await sql(dataDir, "update integrity_mark set incarnation = $1", [row?.incarnation]);
    await put();
    await becomesFresh(product);
  }
  await stop(product);
}, 180_000);

test("an older copy that comes in the place of the database while the product runs gets no call through, not the first one either", async () => {
  const product = await start({ KMS_WORKERS: "2" });
  caller = await signIn(product);
  const [kept, disabled] = [await createKey(product, "kept"), await createKey(product, "disabled")];
  const server = new pg.Client({ connectionString: superuserUrl(dataDir).replace("/kms?", "/postgres?") });
  server.on("error", () => {});
  await server.connect();
  /** While nobody is connected to it. */
  const aside = async (...statements: string[]) => {
    await server.query("alter database kms allow_connections false");
    await server.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'kms'");
    for (const statement of statements) await server.query(statement);
  };
  await expect
    .poll(
      () =>
        aside("create database kms_older template kms owner kms").then(
          () => true,
          () => false,
        ),
      { timeout: 20_000 },
    )
    .toBe(true);
  await server.query("alter database kms allow_connections true");
  await expect.poll(async () => (await call(product, "disable-key", { key_id: disabled })).status, { timeout: 20_000 }).toBe(200);
  await isMarked();
  const statuses = { kept: new Set<number>(), disabled: new Set<number>() };
  let isOver = false;
  const hammer = Promise.all(
    [kept, disabled, kept, disabled].map(async (keyId) => {
      while (!isOver) {
        const { status } = await encrypt(product, keyId).catch(() => ({ status: 0 }));
        statuses[keyId === kept ? "kept" : "disabled"].add(status);
      }
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await aside("alter database kms rename to kms_newest");
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect([...statuses.disabled].sort()).toEqual([400, 503]);
  statuses.kept.clear();
  statuses.disabled.clear();
  await server.query("alter database kms_older rename to kms");
  await becomesOlder(product);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  isOver = true;
  await hammer;
  expect(statuses).toEqual({ kept: new Set([503]), disabled: new Set([503]) });
  // The newest one is put back, without anybody's word.
  await aside(
    "alter database kms rename to kms_older",
    "alter database kms_newest rename to kms",
    "alter database kms allow_connections true",
  );
  await expect.poll(async () => (await encrypt(product, kept)).status, { timeout: 20_000, interval: 200 }).toBe(200);
  await expect.poll(async () => (await encrypt(product, disabled)).status, { timeout: 20_000, interval: 200 }).toBe(400);
  await becomesFresh(product);
  await server.query("drop database kms_older");
  await server.end();
  await stop(product);
}, 180_000);

test("a copy of the database together with a copy of its token is honest and starts", async () => {
  const product = await start({ KMS_DATA_DIR: join(copies, "whole") });
  caller = await signIn(product);
  expect((await askAll(product, "/readyz")).map(({ status }) => status)).toEqual(Array(8).fill(200));
  expect((await encrypt(product, keys.first ?? "")).status).toBe(200);
  expect(product.output()).not.toMatch(/"level":"(?:error|fatal)"|the mark/);
  await stop(product);
}, 120_000);

test("of two instances on one token the one that is pointed at an older copy answers nothing, and the other goes on", async () => {
  const product = await start();
  caller = await signIn(product);
  await createKey(product, "while-two");
  await isMarked();
  const elsewhere = join(folder, "elsewhere");
  copy(join(copies, "whole"), elsewhere);
  const other = await start({
    KMS_DATA_DIR: elsewhere,
    KMS_PKCS11_MODULE: findSoftHsm(readEnv({ KMS_DATA_DIR: dataDir }).dataDir),
    KMS_PKCS11_TOKEN: "kms",
    KMS_PKCS11_PIN_FILE: join(dataDir, "secrets", "token-user-pin"),
    SOFTHSM2_CONF: join(dataDir, "softhsm2.conf"),
  });
  await becomesOlder(other);
  expect((await encrypt(other, keys.first ?? "")).status).toBe(503);
  expect(await older(product)).toBe(0);
  await createKey(product, "after-two");
  await stop(other);
  await stop(product);
}, 180_000);

test("killed at any moment while changes are made, an honest database is never taken for an older one, and its log verifies", async () => {
  const rounds = Number(process.env.KMS_ROLLBACK_ROUNDS ?? 3);
  for (let round = 0; round < rounds; round += 1) {
    const product = await start({ KMS_WORKERS: "2" });
    caller = await signIn(product);
    let isOver = false;
    let made = 0;
    const change = async (lane: number) => {
      for (let i = 0; !isOver; i += 1) {
        const { status } = await call(product, "create-key", { key_alias: `killed-${round}-${lane}-${i}` }).catch(() => ({ status: 0 }));
        if (status === 200) made += 1;
        else await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    const changing = Promise.all([0, 1].map(change));
    // One worker after the other, most of all the one that leads, in the midst of whatever it does.
    for (let kill = 0; kill < 3; kill += 1) {
      await new Promise((resolve) => setTimeout(resolve, 500 + Math.random() * 3_000));
      for (const { pid, command } of descendantsOf(product.pid)) if (command.includes("api-worker") && Math.random() < 0.7) kill9(pid);
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 3_000));
    // All at once, the database too, as when the machine goes down.
    for (const { pid } of [...descendantsOf(product.pid), { pid: product.pid }]) kill9(pid);
    isOver = true;
    running.delete(product);
    await Promise.all([changing, product.exited]);
    expect(made).toBeGreaterThan(0);
    expect(product.output()).not.toMatch(/older than/);
  }
  const product = await start();
  expect((await askAll(product, "/readyz")).map(({ status }) => status)).toEqual(Array(8).fill(200));
  caller = await signIn(product);
  const key = await ask(product, `/v1.0/${caller.project}/kms/audit-key`, { headers: { "X-Auth-Token": caller.token } });
  const verifier = openLogVerifier(JSON.parse(key.text).pem);
  expect(verifier.verify((await call(product, "export-traces", {})).text)).toMatchObject({ code: 0 });
  verifier.end();
  await stop(product);
}, 400_000);

function kill9(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself meanwhile.
  }
}
