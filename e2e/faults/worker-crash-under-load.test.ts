import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiClient, signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { childrenOf } from "../harness/processes";
import { type Product, startProduct } from "../harness/product";

let product: Product;
let api: ApiClient;
beforeAll(async () => {
  product = await startProduct();
  api = await signIn(
    product.apiUrl,
    { account: product.account, name: "admin", password: product.adminPassword },
    { project: { name: product.region } },
  );
}, 60_000);
afterAll(() => product.stop());

test("an API worker killed with -9 under load is replaced, and everything that was answered is in the database with its trace", async () => {
  const keyId = await api.createKey("crash");
  const answered: { requestId: string; cipherText?: string; createdId?: string }[] = [];
  let failures = 0;
  let stop = false;
  const streams = Array.from({ length: 12 }, async (_, stream) => {
    for (let round = 0; !stop; round++) {
      try {
        const isCreation = stream < 2 && round < 40;
        const reply = isCreation
          ? await api.call("create-key", { key_alias: `crash-${stream}-${round}` })
          : await api.call("encrypt-data", { key_id: keyId, plain_text: `message ${stream} ${round}` });
        expect(reply.status).toBe(200);
        const requestId = reply.headers.get("x-request-id") ?? "";
        answered.push(
          isCreation ? { requestId, createdId: reply.body.key_info.key_id } : { requestId, cipherText: reply.body.cipher_text },
        );
      } catch (error) {
        // A connection that died with its worker: nothing was answered. Anything else is a fault.
        if (!(error instanceof TypeError)) throw error;
        failures++;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
  });
  const before = childrenOf(product.pid, "api-worker").map((worker) => worker.pid);
  expect(before).toHaveLength(2);
  // Counted, not timed: each worker dies in the middle of calls, on a slow machine too.
  const isAnswered = (count: number) => expect.poll(() => answered.length, { timeout: 30_000, interval: 5 }).toBeGreaterThan(count);
  await isAnswered(40);
  for (const victim of before) {
    process.kill(victim, "SIGKILL");
    await expect.poll(() => failures, { timeout: 20_000, interval: 5 }).toBeGreaterThan(0);
    await isAnswered(answered.length + 40);
  }
  stop = true;
  await Promise.all(streams);
  // On a busy machine both may have been away at once: from here on the question is what was kept.
  const isServing = () =>
    fetch(`${product.apiUrl}/readyz`)
      .then(({ status }) => status === 200)
      .catch(() => false);
  await expect.poll(isServing, { timeout: 20_000 }).toBe(true);
  await expect.poll(() => childrenOf(product.pid, "api-worker").length, { timeout: 20_000 }).toBe(2);

  const after = childrenOf(product.pid, "api-worker").map((worker) => worker.pid);
  expect(after).toHaveLength(2);
  expect(after.some((pid) => before.includes(pid))).toBe(false);
  expect(failures).toBeGreaterThan(0);

  const traced = new Set(
    (await sql<{ request_id: string }>(product.dataDir, "select request_id from trace where outcome = 'normal'")).map(
      (row) => row.request_id,
    ),
  );
  expect(answered.filter(({ requestId }) => !traced.has(requestId))).toEqual([]);
  const keys = new Set(
    (
      await sql<{ id: string }>(product.dataDir, "select k.id from cmk k join key_version v on v.key_id = k.id and v.wrapped is not null")
    ).map((row) => row.id),
  );
  expect(answered.filter(({ createdId }) => createdId !== undefined && !keys.has(createdId))).toEqual([]);
  const [counted] = await sql<{ key_count: number; actual: number }>(
    product.dataDir,
    "select key_count, (select count(*)::int from cmk) as actual from project",
  );
  expect(counted?.key_count).toBe(counted?.actual);
  for (const { cipherText } of answered.filter((answer) => answer.cipherText !== undefined).slice(-20)) {
    expect((await api.call("decrypt-data", { cipher_text: cipherText })).status).toBe(200);
  }
}, 120_000);
