/** Three instances on one database and one token, whose workers are killed again and again: each job happens once. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findSoftHsm } from "#lib/runtime/token/token-settings";
import { type ApiClient, signIn } from "../harness/api-client";
import { databaseUrl, sql } from "../harness/database";
import { ageSightings, nextRunsOf } from "../harness/jobs";
import { childrenOf } from "../harness/processes";
import { type Product, startProduct } from "../harness/product";

const KEYS = 2_000;
const DELETIONS = 600;

let instances: Product[] = [];
let apis: ApiClient[] = [];
let projectId: string;
let dataDir: string;

beforeAll(async () => {
  const first = await startProduct({ KMS_QUOTA_KEYS: "100000" });
  instances = [first];
  ({ dataDir } = first);
  const pinFile = join(dataDir, "shared-pin");
  writeFileSync(pinFile, readFileSync(join(dataDir, "secrets", "token-user-pin"), "utf8"), { mode: 0o600 });
  // What OPERATIONS.md says for growing past one machine: the same database, the same token, a data directory of one's own.
  const shared = {
    DATABASE_URL: databaseUrl(dataDir),
    KMS_PKCS11_MODULE: findSoftHsm(dataDir),
    KMS_PKCS11_TOKEN: "kms",
    KMS_PKCS11_PIN_FILE: pinFile,
    SOFTHSM2_CONF: join(dataDir, "softhsm2.conf"),
    KMS_QUOTA_KEYS: "100000",
    KMS_WORKERS: "1",
  };
  instances.push(...(await Promise.all([startProduct(shared), startProduct(shared)])));
  const who = { account: first.account, name: "admin", password: first.adminPassword };
  apis = await Promise.all(instances.map(({ apiUrl }) => signIn(apiUrl, who, { project: { name: first.region } })));
  projectId = apis[0]?.projectId ?? "";
}, 240_000);
afterAll(async () => {
  // The first one has the database.
  await Promise.all(instances.slice(1).map((one) => one.stop()));
  await instances[0]?.stop();
});

/**
 * Kills every worker of every instance at once, each time that work has got on but is not at its end.
 * @param left how much is left to do
 * @returns how often they were killed in the midst
 */
async function killInTheMidst(left: () => Promise<number>, times: number): Promise<number> {
  let killed = 0;
  let before = await left();
  while (killed < times) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    const now = await left();
    if (now === 0) break;
    if (now < before) {
      for (const { pid } of instances.flatMap((one) => childrenOf(one.pid, "api-worker"))) process.kill(pid, "SIGKILL");
      killed += 1;
      // What was committed before the end of the last of them.
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    before = await left();
  }
  return killed;
}

const count = async (text: string, values: unknown[] = []) => (await sql<{ n: number }>(dataDir, text, values))[0]?.n ?? 0;

/** Keys as rows, as many as would take minutes to make by calls; their first version never had material. */
async function insertKeys(prefix: string, number: number, columns: string): Promise<void> {
  await sql(
    dataDir,
    `with made as (
       insert into cmk (id, account_id, project_id, alias, spec, usage, origin, created_at, ${columns.split("=>")[0]})
       select gen_random_uuid()::text, p.account_id, p.id, $2 || n, 'AES_256', 'ENCRYPT_DECRYPT', 'kms', now(), ${columns.split("=>")[1]}
       from project p, generate_series(1, $3::int) n where p.id = $1 returning id)
     insert into key_version (key_id, version, created_at) select id, 0, now() from made`,
    [projectId, prefix, number],
  );
  await sql(dataDir, "update project set key_count = key_count + $2 where id = $1", [projectId, number]);
}

test("thousands of rotations that are due at once are done once each, whoever is killed in the midst", async () => {
  const one = await apis[0]?.createKey("real");
  const before = (await apis[1]?.call("encrypt-data", { key_id: one, plain_text: "before" }))?.body.cipher_text;
  await insertKeys("due-", KEYS, "state, rotation_interval, next_rotation_at => 'enabled', 30, now() - interval '1 hour'");
  await sql(dataDir, "update cmk set rotation_interval = 30, next_rotation_at = now() - interval '1 hour' where id = $1", [one]);
  const left = () => count("select count(*)::int as n from cmk where next_rotation_at <= now()");
  expect(await killInTheMidst(left, 3)).toBeGreaterThan(0);
  await expect.poll(left, { timeout: 150_000, interval: 200 }).toBe(0);

  const [rotated] = await sql(
    dataDir,
    `select count(*)::int as keys, min(rotation_count) as least, max(rotation_count) as most, min(primary_version) as lowest, max(primary_version) as highest
     from cmk where last_rotation_at is not null`,
  );
  expect(rotated).toEqual({ keys: KEYS + 1, least: 1, most: 1, lowest: 1, highest: 1 });
  expect(await count("select count(*)::int as n from key_version where version = 1 and wrapped is not null")).toBe(KEYS + 1);
  expect(await count("select count(*)::int as n from key_version where version > 1")).toBe(0);
  const traces = "select count(*)::int as n, count(distinct resource_id)::int as keys from trace where trace_name = 'rotateKey'";
  expect((await sql(dataDir, traces))[0]).toEqual({ n: KEYS + 1, keys: KEYS + 1 });

  const serving = apis.map((api) => ({
    ...api,
    isReady: () =>
      fetch(`${api.apiUrl}/readyz`)
        .then(({ status }) => status === 200)
        .catch(() => false),
  }));
  for (const { isReady } of serving) await expect.poll(isReady, { timeout: 60_000 }).toBe(true);
  for (const api of apis) {
    const sealed = await api.call("encrypt-data", { key_id: one, plain_text: "after" });
    expect(sealed.status).toBe(200);
    expect((await api.call("decrypt-data", { cipher_text: sealed.body.cipher_text })).body.plain_text).toBe("after");
    expect((await api.call("decrypt-data", { cipher_text: before })).body.plain_text).toBe("before");
  }
}, 300_000);

test("keys whose day has come are destroyed once each, with one record each, whoever is killed in the midst", async () => {
  await insertKeys("ends-", DELETIONS, "state, scheduled_deletion_at => 'pendingDeletion', now() - interval '1 hour'");
  const keysBefore = await count("select key_count as n from project where id = $1", [projectId]);
  const left = () => count("select count(*)::int as n from cmk where state = 'pendingDeletion'");
  await expect.poll(() => count("select count(*)::int as n from deletion_sighting"), { timeout: 60_000, interval: 200 }).toBe(DELETIONS);
  // The minute between two looks has not passed.
  await nextRunsOf(instances[0] as Product, "deletion");
  expect(await left()).toBe(DELETIONS);
  await ageSightings(dataDir);
  expect(await killInTheMidst(left, 2)).toBeGreaterThan(0);
  await expect.poll(left, { timeout: 120_000, interval: 50 }).toBe(0);
  expect(await count("select count(*)::int as n from key_tombstone")).toBe(DELETIONS);
  const traces = "select count(*)::int as n, count(distinct resource_id)::int as keys from trace where trace_name = 'deleteKey'";
  expect((await sql(dataDir, traces))[0]).toEqual({ n: DELETIONS, keys: DELETIONS });
  expect(await count("select key_count as n from project where id = $1", [projectId])).toBe(keysBefore - DELETIONS);
  expect(await count("select key_count as n from project where id = $1", [projectId])).toBe(
    await count("select count(*)::int as n from cmk"),
  );
}, 300_000);
