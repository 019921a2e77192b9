/**
 * Years pass for the whole product, by libfaketime below every one of its processes: what was set up today is found rotated and
 * destroyed as the guide says (§2.4.4, §2.7).
 */
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiClient, signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { takeDatabaseClock } from "../harness/database-clock";
import { ageSightings, jobRuns, nextRunsOf } from "../harness/jobs";
import { type Product, startProduct } from "../harness/product";
import { runProgram } from "../harness/run-program";
import { openLogVerifier } from "../harness/verify-log";

const PASSWORD = "administrator-0123";
const scratch = mkdtempSync(join(tmpdir(), "kms-time-"));
const today = join(scratch, "today");

/** The environment that moves the clock; the monotonic one goes on as ever, as when somebody sets the clock. */
function at(clock: Record<string, string>): Record<string, string> {
  const library = readdirSync("/usr/lib")
    .map((name) => join("/usr/lib", name, "faketime/libfaketime.so.1"))
    .find(existsSync);
  if (library === undefined) throw new Error("libfaketime is not installed: install the package faketime.");
  return { LD_PRELOAD: library, FAKETIME_DONT_FAKE_MONOTONIC: "1", ...clock };
}

/**
 * libfaketime leaves a semaphore and a piece of memory of each process, called by its ID, which a later process of that ID that is
 * another user's could not open, and so not start.
 */
function removeLeftovers(): void {
  for (const name of readdirSync("/dev/shm")) {
    const [, pid] = /faketime_(?:sem|shm)_(\d+)$/.exec(name) ?? [];
    if (pid === undefined || existsSync(join("/proc", pid))) continue;
    try {
      rmSync(join("/dev/shm", name), { force: true });
    } catch {
      // Another user's, which only root can remove.
    }
  }
}

async function start(dataDir: string, more: Record<string, string> = {}): Promise<{ product: Product; api: ApiClient }> {
  removeLeftovers();
  const product = await startProduct({ KMS_DATA_DIR: dataDir, KMS_WORKERS: "1", KMS_ADMIN_PASSWORD: PASSWORD, ...more });
  return { product, api: await signIn(product.apiUrl, administrator(product), { project: { name: product.region } }) };
}

const administrator = ({ account }: Product) => ({ account, name: "admin", password: PASSWORD });

const keys: Record<string, string> = {};
const ciphertexts: Record<string, string> = {};

beforeAll(async () => {
  const { product, api } = await start(today);
  for (const name of ["monthly", "yearly", "asleep", "week", "long", "kept"]) {
    keys[name] = await api.createKey(name);
    ciphertexts[name] = (await api.call("encrypt-data", { key_id: keys[name], plain_text: name })).body.cipher_text;
  }
  const call = async (verb: string, name: string, more: object = {}) => {
    expect((await api.call(verb, { key_id: keys[name], ...more })).status).toBe(200);
  };
  await call("enable-key-rotation", "monthly", { rotation_interval: 30 });
  await call("enable-key-rotation", "yearly");
  await call("enable-key-rotation", "asleep", { rotation_interval: 30 });
  await call("disable-key", "asleep");
  await call("schedule-key-deletion", "week", { pending_days: 7 });
  await call("schedule-key-deletion", "long", { pending_days: 1096 });
  // PostgreSQL is started without the library; its clock is moved by a function, for connections that are made later.
  await (await takeDatabaseClock(today)).close();
  await product.stop();
}, 180_000);
afterAll(() => {
  removeLeftovers();
  rmSync(scratch, { recursive: true, force: true });
});

/** Keys whose deletion has been seen as due. */
async function sightings(dataDir: string): Promise<string[]> {
  return (await sql<{ key_id: string }>(dataDir, "select key_id from deletion_sighting")).map(({ key_id }) => key_id);
}

/** What is found so many days later, once the jobs have had their time. */
async function lookAfter(days: number): Promise<Record<string, unknown>> {
  const dataDir = join(scratch, `after-${days}`);
  cpSync(today, dataDir, { recursive: true, preserveTimestamps: true });
  const { product, api } = await start(dataDir, at({ FAKETIME: `+${days}d` }));
  const databaseClock = await takeDatabaseClock(dataDir);
  try {
    await databaseClock.shift(days);
    const isGone = async (name: string) => (await api.call("describe-key", { key_id: keys[name] })).status === 404;
    const rotations = async (name: string) =>
      (await api.call("get-key-rotation-status", { key_id: keys[name] })).body.number_of_rotations as number;
    await expect.poll(() => rotations("monthly"), { timeout: 60_000, interval: 500 }).toBe(1);
    await expect.poll(() => sightings(dataDir), { timeout: 60_000, interval: 500 }).toContain(keys.week);
    expect(await isGone("week")).toBe(false);
    await ageSightings(dataDir);
    await expect.poll(() => isGone("week"), { timeout: 90_000, interval: 500 }).toBe(true);
    // Another round for whatever would come too early or twice; what would be destroyed is seen as due before.
    await nextRunsOf(product, "rotation", "deletion");
    expect(await sightings(dataDir)).toEqual([]);
    const decrypt = async (name: string) => (await api.call("decrypt-data", { cipher_text: ciphertexts[name] })).body.plain_text ?? "gone";
    const found = {
      rotations: await Promise.all(["monthly", "yearly", "asleep"].map(rotations)),
      gone: await Promise.all(["week", "long", "kept"].map(isGone)),
      decrypted: await Promise.all(["monthly", "yearly", "kept", "week"].map(decrypt)),
    };
    await api.call("enable-key", { key_id: keys.asleep });
    await expect.poll(() => rotations("asleep"), { timeout: 60_000, interval: 500 }).toBe(1);
    return found;
  } finally {
    await databaseClock.close();
    await product.stop();
  }
}

test("after 31, 366 and 1,097 days keys are rotated once, destroyed on their day, and decrypt what they encrypted before", async () => {
  const [month, year, years] = await Promise.all([31, 366, 1_097].map(lookAfter));
  const decrypted = ["monthly", "yearly", "kept", "gone"];
  expect(month).toEqual({ rotations: [1, 0, 0], gone: [true, false, false], decrypted });
  expect(year).toEqual({ rotations: [1, 1, 0], gone: [true, false, false], decrypted });
  expect(years).toEqual({ rotations: [1, 1, 0], gone: [true, true, false], decrypted });
}, 420_000);

test("traces of forty days ago go by age, whole tiles of them, and what is left verifies with their hashes", async () => {
  const dataDir = join(scratch, "aged");
  const before = await start(dataDir, at({ FAKETIME: "-40d" }));
  const keyId = await before.api.createKey("aged");
  const use = (api: ApiClient) => api.call("encrypt-data", { key_id: keyId, plain_text: "aged" });
  for (let n = 0; n < 40; n += 1) expect((await Promise.all(Array.from({ length: 16 }, () => use(before.api)))).at(-1)?.status).toBe(200);
  await before.product.stop();
  const { product, api } = await start(dataDir, { KMS_AUDIT_RETENTION_DAYS: "30" });
  try {
    const aged = async () =>
      (await sql<{ n: number }>(dataDir, "select count(*)::int as n from trace where time < now() - interval '35 days'"))[0]?.n ?? 0;
    // Two tiles were full, and the third is not. They go one after the other where the second was not read yet when the first was.
    await expect.poll(aged, { timeout: 120_000, interval: 500 }).toBeLessThan(256);
    expect(await aged()).toBeGreaterThan(0);
    const said = (await api.call("list-traces", { trace_name: "retainTraces" })).body.traces.map(({ details }: never) => details);
    expect(said.map(({ days }: { days: number }) => days)).toEqual(said.map(() => 30));
    expect(said.reduce((sum: number, { rows }: { rows: number }) => sum + rows, 0)).toBe(512);
    expect((await use(api)).status).toBe(200);
    const verifier = openLogVerifier((await api.send("GET", `/v1.0/${api.projectId}/kms/audit-key`)).body.pem);
    const file = (await api.call("export-traces", {})).body as string;
    expect(file).toContain('"why":"retention"');
    expect(verifier.verify(file)).toMatchObject({ code: 0 });
    verifier.end();
    const check = await runProgram("dist/admin.js", ["integrity", "check"], { KMS_DATA_DIR: dataDir });
    expect([check.code, check.stdout]).toEqual([0, expect.stringContaining("all as the product has written them")]);
  } finally {
    await product.stop();
  }
}, 240_000);

test("a clock that jumps forth by 40 days and back half a minute later destroys nothing, and both jumps are logged", async () => {
  const clock = join(scratch, "clock");
  // Root's workers are another user, and read it too.
  chmodSync(scratch, 0o711);
  writeFileSync(clock, "+0", { mode: 0o644 });
  const dataDir = join(scratch, "jump");
  cpSync(today, dataDir, { recursive: true, preserveTimestamps: true });
  const { product, api } = await start(dataDir, at({ FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: "1" }));
  const databaseClock = await takeDatabaseClock(dataDir);
  try {
    const keyId = await api.createKey("jumped-over");
    await api.call("schedule-key-deletion", { key_id: keyId, pending_days: 7 });
    const jumps = () => product.output().match(/the clock has jumped/g)?.length ?? 0;
    // Both clocks, as on one machine: the database's agrees to the destruction.
    await databaseClock.shift(40);
    writeFileSync(clock, "+40d");
    await expect.poll(jumps, { timeout: 20_000 }).toBe(1);
    await expect.poll(() => sightings(dataDir), { timeout: 60_000, interval: 500 }).toContain(keyId);
    writeFileSync(clock, "+0");
    await databaseClock.shift(0);
    await expect.poll(jumps, { timeout: 20_000 }).toBe(2);
    // Jobs go on, by the monotonic clock, and find nothing due.
    const before = await jobRuns(product, "deletion");
    await expect.poll(() => jobRuns(product, "deletion"), { timeout: 90_000, interval: 1_000 }).toBeGreaterThan(before + 1);
    // By the clock that was wrong the token had long ended, and may have been removed.
    const again = await signIn(product.apiUrl, administrator(product), { project: { name: product.region } });
    expect((await again.call("describe-key", { key_id: keyId })).body.key_info?.key_state).toBe("4");
    expect((await again.call("cancel-key-deletion", { key_id: keyId })).body.key_state).toBe("3");
  } finally {
    await databaseClock.close();
    await product.stop();
  }
}, 240_000);
