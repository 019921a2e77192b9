/**
 * `npm run bench`: encrypt-data of 1 KB against the floors of the same run, as ratios. Machines differ, so a figure without
 * its floor says nothing.
 */
import { fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { initialiseToken } from "#lib/hsm/pkcs11/initialise";
import { findSoftHsm } from "#lib/runtime/token-settings";
import { signIn } from "../e2e/harness/api-client";
import { databaseUrl } from "../e2e/harness/database";
import { startProduct } from "../e2e/harness/product";
import { measureDurableInserts } from "./durable-insert";
import { type Load, runLoad } from "./load";

const BYTES = 1024;
const DURATION_MS = 6_000;
const text = "a".repeat(BYTES);

const echo = fork(join(import.meta.dirname, "echo-server.js"));
const echoPort = await new Promise<number>((resolve) => echo.once("message", (port) => resolve(port as number)));
const product = await startProduct({ KMS_ACCOUNT: "bench", KMS_RATE_LIMIT: "0" });
try {
  console.log(
    `Machine: ${availableParallelism()} × ${cpus()[0]?.model ?? "unknown"}, Node.js ${process.version}; load generator, database and token on the same cores.`,
  );
  const api = await signIn(
    product.apiUrl,
    { account: product.account, name: "admin", password: product.adminPassword },
    { project: { name: product.region } },
  );
  const keyId = await api.createKey("bench");
  const headers = { "Content-Type": "application/json", "X-Auth-Token": api.token };
  const body = () => JSON.stringify({ key_id: keyId, plain_text: text });
  const encrypt: Load = { url: `${product.apiUrl}/v1.0/${api.projectId}/kms/encrypt-data`, headers, body };
  const bare: Load = { ...encrypt, url: `http://127.0.0.1:${echoPort}/` };

  const raw = await measureInChild();
  const inserts = await measureDurableInserts(databaseUrl(product.dataDir));
  const bareOne = await runLoad(bare, 1, DURATION_MS);
  const one = await runLoad(encrypt, 1, DURATION_MS);
  const bareMany = await runLoad(bare, 32, DURATION_MS);
  const many = await runLoad(encrypt, 32, DURATION_MS);

  const [h, e, i, a] = [bareOne.p50, raw / 1000, inserts.serial, inserts.perRowAt64];
  const throughputFloor = 1000 / (1000 / bareMany.requestsPerSecond + e + a);
  const lines = [
    ["H  bare Node echo, 1 connection, p50", `${h.toFixed(3)} ms`],
    ["E  derive + encrypt 1 KB straight in the token, p50", `${e.toFixed(3)} ms`],
    ["I  one durable INSERT, p50", `${i.toFixed(3)} ms`],
    ["A  one row of a durable INSERT of 64", `${a.toFixed(3)} ms`],
    ["encrypt-data, 1 connection, p50", `${one.p50.toFixed(3)} ms = ${(one.p50 / (h + e + i)).toFixed(2)} × (H + E + I)`],
    ["bare Node echo, 32 connections", `${bareMany.requestsPerSecond.toFixed(0)}/s`],
    [
      "encrypt-data, 32 connections",
      `${many.requestsPerSecond.toFixed(0)}/s = ${((100 * many.requestsPerSecond) / throughputFloor).toFixed(0)} % of 1/(H + E + A)`,
    ],
    ["encrypt-data, 32 connections, p99", `${many.p99.toFixed(2)} ms = ${(many.p99 / many.p50).toFixed(2)} × p50`],
  ];
  for (const [what, figure] of lines) console.log(`${what?.padEnd(54)} ${figure}`);
} finally {
  echo.disconnect();
  await product.stop();
}

/** The raw measurement has a token and a process of its own, since the environment that names the token is read once. */
async function measureInChild(): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), "kms-bench-"));
  try {
    writeFileSync(join(directory, "softhsm2.conf"), `directories.tokendir = ${directory}\nobjectstore.backend = file\nlog.level = ERROR\n`);
    process.env.SOFTHSM2_CONF = join(directory, "softhsm2.conf");
    const settings = { modulePath: findSoftHsm(product.dataDir), tokenLabel: "bench", pin: "bench-pin-1", initArgs: null };
    await initialiseToken(settings, { create: true, soPin: "bench-so-pin-1" });
    const { measureRawEncryption } = await import("./raw-token");
    return measureRawEncryption(settings, BYTES);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
