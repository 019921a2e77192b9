/** Forwarding of the trail by a running product, over TLS, with receivers that go away and workers that are killed. */
import { createHmac } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiClient, signIn } from "../harness/api-client";
import { makePair } from "../harness/certificate";
import { sql } from "../harness/database";
import { childrenOf } from "../harness/processes";
import { type Product, startProduct } from "../harness/product";
import {
  openSyslogReceiver,
  openWebhookReceiver,
  recordOf,
  recordsOf,
  type SyslogReceiver,
  type WebhookReceiver,
} from "../harness/receivers";

const SECRET = "one that only the receiver knows";
const PASSWORD = "a password for these tests";
const AWAY_MS = 60_000;
const folder = mkdtempSync(join(tmpdir(), "kms-forwarding-"));
const dataDir = join(folder, "data");

let hook: WebhookReceiver;
let log: SyslogReceiver;
let product: Product;
let api: ApiClient;

/** @param host by which the receiver of syslog is called; its certificate is for 127.0.0.1 */
async function start(host: string): Promise<void> {
  product = await startProduct({
    KMS_DATA_DIR: dataDir,
    KMS_ADMIN_PASSWORD: PASSWORD,
    KMS_AUDIT_WEBHOOK_URL: `${hook.url}?token=in-the-address`,
    KMS_AUDIT_WEBHOOK_SECRET_FILE: join(folder, "secret"),
    KMS_AUDIT_SYSLOG_URL: `tls://${host}:${log.port}`,
    NODE_EXTRA_CA_CERTS: join(folder, "receiver/tls.crt"),
  });
  api = await signIn(
    product.apiUrl,
    { account: product.account, name: "admin", password: PASSWORD },
    { project: { name: product.region } },
  );
}

beforeAll(async () => {
  // As root the workers are another user, who must be able to read the certificate.
  chmodSync(folder, 0o755);
  makePair(folder, "receiver");
  writeFileSync(join(folder, "secret"), `${SECRET}\n`);
  const pair = { cert: readFileSync(join(folder, "receiver/tls.crt")), key: readFileSync(join(folder, "receiver/tls.key")) };
  hook = await openWebhookReceiver(pair);
  log = await openSyslogReceiver(pair);
  await start("localhost");
}, 120_000);
afterAll(async () => {
  await product.stop();
  await Promise.all([hook.kill(), log.kill()]);
  rmSync(folder, { recursive: true, force: true });
});

type Forwarding = Record<"name" | "status" | "failure" | "delivered_until", string> & Record<"waiting" | "delivered" | "failures", number>;
const system = async () => (await api.send("GET", `/v1.0/${api.projectId}/kms/system`)).body;
const fares = async (name: string): Promise<Forwarding | undefined> =>
  (await system()).forwarding.find((each: Forwarding) => each.name === name);

const written = async () => (await sql<{ id: string }>(dataDir, "select t.id::text as id from trace t order by t.id")).map(({ id }) => id);
const taken = () => [...new Set(recordsOf(hook.deliveries.map(({ body }) => body)).map(({ trace_id }) => trace_id))];
const logged = () => [...new Set(log.messages.map((message) => recordOf(message).trace_id))];
const leader = async () =>
  Number(
    (
      await sql<{ name: string }>(
        dataDir,
        "select a.application_name as name from pg_locks l join pg_stat_activity a using (pid) where l.locktype = 'advisory' and a.application_name like 'kms-trail-%'",
      )
    )[0]?.name.replace("kms-trail-", ""),
  );

test("everything reaches the webhook in order, though it is away for a minute, answers 500, and the worker that leads is killed", async () => {
  const keyId = await api.createKey("forwarded");
  let isCalling = true;
  const calls = Array.from({ length: 4 }, async () => {
    while (isCalling) {
      await api.call("encrypt-data", { key_id: keyId, plain_text: "x" }).catch((error: unknown) => {
        // A connection that died with its worker.
        if (!(error instanceof TypeError)) throw error;
      });
      await pause(25);
    }
  });
  await expect.poll(() => taken().length, { timeout: 20_000 }).toBeGreaterThan(50);
  await hook.kill();
  const gone = performance.now();
  await expect.poll(async () => (await fares("webhook"))?.status, { timeout: 20_000 }).toBe("failing");
  // What was under way when it went was broken off; what is tried since then is refused.
  await expect.poll(async () => (await fares("webhook"))?.failure, { timeout: 20_000 }).toBe("The receiver refuses connections.");
  const first = await leader();
  expect(childrenOf(product.pid, "api-worker").map(({ pid }) => pid)).toContain(first);
  process.kill(first, "SIGKILL");
  await expect.poll(leader, { timeout: 10_000 }).not.toBe(first);
  await expect.poll(async () => Number.isInteger(await leader()), { timeout: 10_000 }).toBe(true);
  await pause(Math.max(0, AWAY_MS - (performance.now() - gone)));
  const whileAway = taken().length;
  hook.behave((reply) => void reply.writeHead(500).end());
  await hook.revive();
  await expect.poll(async () => (await fares("webhook"))?.failure, { timeout: 80_000 }).toBe("The receiver answered 500.");
  hook.behave((reply) => void reply.end());
  await expect.poll(() => taken().length, { timeout: 90_000 }).toBeGreaterThan(whileAway + 200);
  isCalling = false;
  await Promise.all(calls);
  await expect.poll(async () => (await fares("webhook"))?.status, { timeout: 20_000 }).toBe("ok");

  const all = await written();
  await expect.poll(() => taken().length, { timeout: 60_000 }).toBeGreaterThanOrEqual(all.length);
  // From the first trace of the installation, each in its place.
  expect(taken().slice(0, all.length)).toEqual(all);
  for (const { headers, body } of hook.deliveries) {
    expect(headers["x-kms-signature"]).toBe(`sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`);
  }
  const records = recordsOf(hook.deliveries.map(({ body }) => body));
  expect(records.find(({ resource_id, trace_name }) => resource_id === keyId && trace_name === "encryptData")).toMatchObject({
    outcome: "normal",
    user_name: "admin",
    ip: "127.0.0.1",
  });
}, 360_000);

test("a certificate that is for another name gets nothing, and after the setting was mended syslog gets all there is", async () => {
  expect(log.messages).toEqual([]);
  expect(await fares("syslog")).toMatchObject({
    status: "failing",
    failure: "The receiver's certificate is not trusted here, has expired or is for another host.",
    delivered: 0,
  });
  await product.stop();
  await start("127.0.0.1");
  await expect.poll(async () => (await fares("syslog"))?.status, { timeout: 30_000 }).toBe("ok");
  const all = await written();
  await expect.poll(() => logged().length, { timeout: 60_000 }).toBeGreaterThanOrEqual(all.length);
  expect(logged().slice(0, all.length)).toEqual(all);
  for (const message of log.messages.slice(0, 100))
    expect(message).toMatch(/^<1(?:10|08|07)>1 \S+ \S+ kms-console - \w+ \[trace@32473 id="\d+" /);
}, 120_000);

test("how it fares is told on the wire and to Prometheus, without an address or a secret; nobody else sees those either", async () => {
  const body = await system();
  expect(body.forwarding.map(({ name }: Forwarding) => name)).toEqual(["syslog", "webhook"]);
  const metrics = await (await fetch(`${product.apiUrl}/metrics`)).text();
  for (const receiver of ["syslog", "webhook"]) {
    expect(metrics).toMatch(new RegExp(`^kms_forwarding_traces_total\\{receiver="${receiver}"\\} [1-9]\\d*$`, "m"));
    expect(metrics).toMatch(new RegExp(`^kms_forwarding_failures_in_a_row\\{receiver="${receiver}"\\} 0$`, "m"));
    expect(metrics).toMatch(new RegExp(`^kms_forwarding_waiting\\{receiver="${receiver}"\\} \\d+$`, "m"));
    expect(metrics).toMatch(new RegExp(`^kms_forwarding_lag_seconds\\{receiver="${receiver}"\\} [\\d.]+$`, "m"));
  }
  const environments = ["api-worker", "console-server"]
    .flatMap((part) => childrenOf(product.pid, part))
    .map(({ pid }) => readFileSync(`/proc/${pid}/environ`, "latin1"))
    .concat(readFileSync(`/proc/${product.pid}/environ`, "latin1"));
  expect(environments.length).toBeGreaterThan(2);
  for (const text of [JSON.stringify(body), metrics, product.output(), ...environments]) {
    expect(text).not.toContain("in-the-address");
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(`127.0.0.1:${hook.port}`);
  }
});
